internal import CLibAV

/// An MP4 or image opened for reading.
struct Demuxer: ~Copyable {
    private let handle: FormatHandle

    /// Opens `source` and reads its headers, without decoding anything.
    init(_ source: MediaSource) throws(MediaError) {
        // libav lists every sample that is announced, and hands each out, before it reads one.
        let scan = try BoxScan(source)
        guard scan.announcedSampleCount <= scan.byteCount else { throw .malformed(.emptySamples) }
        handle = try Demuxer.open(source)
    }

    private static func open(_ source: MediaSource) throws(MediaError) -> FormatHandle {
        switch source {
        case .file(let path): return try FormatHandle(path: path)
        case .bytes(let bytes):
            do {
                return try FormatHandle(MemoryInput(bytes, access: .random))
            } catch {
                // Where it can seek, libav reads the heads of all fragments first and refuses the
                // whole if the last is cut off. From a pipe it takes what there is.
                return try FormatHandle(MemoryInput(bytes, access: .sequential))
            }
        }
    }

    /// Reads enough to know what the headers leave out, such as frame rates.
    ///
    /// Returns what it found wrong on the way. The packets before that place are still to be read,
    /// so of a file that breaks off the beginning can be used.
    func inspect() -> MediaError? {
        let call = "avformat_find_stream_info"
        let code = avformat_find_stream_info(handle.pointer, nil)
        return code < 0 ? MediaError(code: code, call: call) : nil
    }

    /// Safety: valid while this demuxer lives.
    var context: UnsafeMutablePointer<AVFormatContext> { handle.pointer }

    var streamCount: Int { Int(handle.pointer.pointee.nb_streams) }

    /// Safety: valid while this demuxer lives; libav keeps streams until the input is closed.
    func stream(_ index: Int) -> UnsafeMutablePointer<AVStream>? {
        index < streamCount ? handle.pointer.pointee.streams[index] : nil
    }

    /// The first stream of a kind.
    func first(
        _ medium: MediaError.Medium
    ) throws(MediaError) -> (
        index: Int, stream: UnsafeMutablePointer<AVStream>
    ) {
        let type = medium == .picture ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO
        for index in 0..<streamCount {
            guard let stream = stream(index), let parameters = stream.pointee.codecpar else {
                continue
            }
            if parameters.pointee.codec_type == type { return (index, stream) }
        }
        throw .streamMissing(medium)
    }

    /// Whether another packet was there and is now in `packet`.
    func read(_ packet: borrowing Packet) throws(MediaError) -> Bool {
        av_packet_unref(packet.pointer)
        let code = av_read_frame(handle.pointer, packet.pointer)
        if code == CLIBAV_ERROR_EOF {
            // A file that ends early reads as one that ends well, but for this flag.
            guard let input = handle.pointer.pointee.pb, input.pointee.error < 0 else {
                return false
            }
            throw MediaError(code: input.pointee.error, call: "av_read_frame")
        }
        try Libav.check(code, "av_read_frame")
        guard !packet.isCorrupt else { throw .truncated(atByte: packet.pointer.pointee.pos) }
        return true
    }

    /// Goes to the last key frame at or before `time`, in the stream's time base.
    func seek(to time: Int64, in stream: Int) throws(MediaError) {
        try Libav.check(
            av_seek_frame(handle.pointer, Int32(stream), time, AVSEEK_FLAG_BACKWARD),
            "av_seek_frame")
    }

    /// Lets the stream of this index through and drops the others.
    func keepOnly(_ index: Int) {
        for other in 0..<streamCount where other != index {
            stream(other)?.pointee.discard = AVDISCARD_ALL
        }
    }
}

/// An open `AVFormatContext` and the memory it may read from.
///
/// Safety: the context is owned here alone and closed once, in `deinit`, before `memory` goes.
private final class FormatHandle {
    let pointer: UnsafeMutablePointer<AVFormatContext>
    private let memory: MemoryInput?

    convenience init(path: String) throws(MediaError) {
        // Without the prefix a path such as http://host/ would open a connection.
        try self.init(url: "file:" + path, memory: nil)
    }

    convenience init(_ memory: MemoryInput) throws(MediaError) {
        try self.init(url: nil, memory: memory)
    }

    private init(url: String?, memory: MemoryInput?) throws(MediaError) {
        Libav.prepare()
        self.memory = memory
        let allocated = try Libav.allocated(avformat_alloc_context(), "avformat_alloc_context")
        if let memory {
            allocated.pointee.pb = memory.context
            allocated.pointee.flags |= AVFMT_FLAG_CUSTOM_IO
        }
        var context: UnsafeMutablePointer<AVFormatContext>? = allocated
        do throws(MediaError) {
            try FormatHandle.restrict(allocated)
        } catch {
            avformat_free_context(context)
            throw error
        }
        // On failure libav frees the context itself.
        try Libav.check(avformat_open_input(&context, url, nil, nil), "avformat_open_input")
        pointer = try Libav.allocated(context, "avformat_open_input")
    }

    deinit {
        var doomed: UnsafeMutablePointer<AVFormatContext>? = pointer
        avformat_close_input(&doomed)
    }

    /// Input comes from other machines: no playlists, no network, no decoders beyond the usual, and no
    /// more streams than a film has.
    private static func restrict(
        _ context: UnsafeMutablePointer<AVFormatContext>
    ) throws(MediaError) {
        let bounds = [
            ("protocol_whitelist", "file"),
            ("max_streams", "4"),
            ("format_whitelist", "mov,mp4,image2,jpeg_pipe,png_pipe"),
            ("codec_whitelist", "h264,hevc,vp9,av1,libdav1d,mpeg4,mjpeg,png,aac,mp3,opus,flac"),
        ]
        for (key, value) in bounds {
            try Libav.check(av_opt_set(context, key, value, 0), "av_opt_set \(key)")
        }
    }
}
