internal import CLibAV

/// An open libavcodec decoder, on one thread.
struct Decoder: ~Copyable {
    private let context: Owned<UnsafeMutablePointer<AVCodecContext>>

    /// Room for 8K; a forged header must not make the decoder allocate more.
    private static let maximumPixels: Int64 = 8192 * 4320

    /// Safety: reads `stream` only here, while its demuxer lives.
    init(_ stream: UnsafeMutablePointer<AVStream>) throws(MediaError) {
        guard let parameters = stream.pointee.codecpar else {
            throw MediaError(code: CLIBAV_ERROR_INVALIDDATA, call: "avformat_open_input")
        }
        let id = parameters.pointee.codec_id
        guard let codec = avcodec_find_decoder(id) else {
            throw .codecMissing(name: String(cString: avcodec_get_name(id)))
        }
        let context = try Owned(for: codec)
        let pointer = context.pointer
        try Libav.check(
            avcodec_parameters_to_context(pointer, parameters), "avcodec_parameters_to_context")
        pointer.pointee.pkt_timebase = stream.pointee.time_base
        pointer.pointee.thread_count = 1
        pointer.pointee.max_pixels = Decoder.maximumPixels
        pointer.pointee.flags |= AV_CODEC_FLAG_BITEXACT
        pointer.pointee.err_recognition = AV_EF_EXPLODE
        try Libav.check(avcodec_open2(pointer, codec, nil), "avcodec_open2")
        self.context = context
    }

    /// What comes out when asked.
    enum Answer {
        case frame
        case needsInput
        case end
    }

    func send(_ packet: borrowing Packet) throws(MediaError) {
        try Libav.check(avcodec_send_packet(context.pointer, packet.pointer), "avcodec_send_packet")
    }

    /// Ends the stream: what is still inside comes out.
    func drain() throws(MediaError) {
        try Libav.check(avcodec_send_packet(context.pointer, nil), "avcodec_send_packet")
    }

    func receive(_ frame: borrowing Buffer) throws(MediaError) -> Answer {
        let code = avcodec_receive_frame(context.pointer, frame.pointer)
        if code == CLIBAV_ERROR_EAGAIN { return .needsInput }
        if code == CLIBAV_ERROR_EOF { return .end }
        try Libav.check(code, "avcodec_receive_frame")
        return .frame
    }

    /// Forgets what came before, for a jump.
    func flush() {
        avcodec_flush_buffers(context.pointer)
    }
}
