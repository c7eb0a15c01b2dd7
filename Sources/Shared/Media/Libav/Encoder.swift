internal import CLibAV

/// An open libavcodec encoder.
struct Encoder: ~Copyable {
    private let context: Owned<UnsafeMutablePointer<AVCodecContext>>

    /// Opens the encoder called `name` after `prepare` has set the fields of its context.
    ///
    /// Always with one thread and bit-exact, so that equal input gives equal bytes.
    init(
        _ name: String, options: [(key: String, value: String)] = [],
        prepare: (inout AVCodecContext) -> Void
    ) throws(MediaError) {
        Libav.prepare()
        guard let codec = avcodec_find_encoder_by_name(name) else {
            throw .codecMissing(name: name)
        }
        let context = try Owned(for: codec)
        let pointer = context.pointer
        prepare(&pointer.pointee)
        pointer.pointee.thread_count = 1
        pointer.pointee.flags |= AV_CODEC_FLAG_BITEXACT
        for (key, value) in options {
            try Libav.check(
                av_opt_set(pointer, key, value, AV_OPT_SEARCH_CHILDREN), "av_opt_set \(key)")
        }
        try Libav.check(avcodec_open2(pointer, codec, nil), "avcodec_open2 \(name)")
        self.context = context
    }

    /// Samples that come out before the first that went in.
    var priming: Int { Int(context.pointer.pointee.initial_padding) }

    /// The quality asked for, which some encoders read from each frame.
    var quality: Int32 { context.pointer.pointee.global_quality }

    /// Out-of-band headers: H.264 parameter sets, or an AudioSpecificConfig.
    ///
    /// Safety: `extradata` has `extradata_size` bytes (libavcodec/avcodec.h).
    var headers: [UInt8] {
        let count = Int(context.pointer.pointee.extradata_size)
        return Array(UnsafeBufferPointer(start: context.pointer.pointee.extradata, count: count))
    }

    /// Takes one frame; nil ends the stream.
    func send(_ frame: UnsafeMutablePointer<AVFrame>?) throws(MediaError) {
        try Libav.check(avcodec_send_frame(context.pointer, frame), "avcodec_send_frame")
    }

    /// Whether a packet was ready and is now in `packet`.
    func receive(_ packet: borrowing Packet) throws(MediaError) -> Bool {
        let code = avcodec_receive_packet(context.pointer, packet.pointer)
        if code == CLIBAV_ERROR_EAGAIN || code == CLIBAV_ERROR_EOF { return false }
        try Libav.check(code, "avcodec_receive_packet")
        return true
    }
}
