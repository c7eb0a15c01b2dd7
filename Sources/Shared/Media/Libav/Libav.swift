internal import CLibAV

/// The door to libav: silence, a bound on its memory, and codes turned into errors.
enum Libav {
    /// Bytes of the largest piece of memory that libav takes: a picture of 8192 by 4320 fits.
    ///
    /// A file of a kilobyte may announce a hundred million samples, which libav lists before it reads one.
    private static let largestAllocation = 160 << 20

    /// libav writes to standard error from any thread unless told not to; codes say what we need.
    private static let prepared: Void = {
        av_log_set_level(AV_LOG_QUIET)
        av_max_alloc(largestAllocation)
    }()

    /// To be called before the first libav call of any handle.
    static func prepare() {
        prepared
    }

    /// Returns `code` if it is no AVERROR.
    @discardableResult
    static func check(_ code: Int32, _ call: String) throws(MediaError) -> Int32 {
        guard code >= 0 else { throw MediaError(code: code, call: call) }
        return code
    }

    /// Returns `pointer`, whose absence means that memory ran out.
    static func allocated<Pointee>(
        _ pointer: UnsafeMutablePointer<Pointee>?, _ call: String
    ) throws(MediaError) -> UnsafeMutablePointer<Pointee> {
        guard let pointer else { throw MediaError(code: CLIBAV_ERROR_ENOMEM, call: call) }
        return pointer
    }
}

/// A C object with one owner, given back exactly once.
///
/// Safety: nothing else frees `pointer`; it must not be used after the last reference to its owner.
final class Owned<Pointer> {
    let pointer: Pointer
    private let free: (Pointer) -> Void

    init(_ pointer: Pointer, free: @escaping (Pointer) -> Void) {
        self.pointer = pointer
        self.free = free
    }

    deinit {
        free(pointer)
    }
}

extension Owned<UnsafeMutablePointer<AVCodecContext>> {
    convenience init(for codec: UnsafePointer<AVCodec>) throws(MediaError) {
        let context = try Libav.allocated(avcodec_alloc_context3(codec), "avcodec_alloc_context3")
        self.init(context) {
            var doomed: UnsafeMutablePointer<AVCodecContext>? = $0
            avcodec_free_context(&doomed)
        }
    }
}

/// An `AVPacket` of its own, reused from call to call.
///
/// Safety: the pointer is owned here alone and freed once, in `deinit` (libavcodec/packet.h).
struct Packet: ~Copyable {
    let pointer: UnsafeMutablePointer<AVPacket>

    init() throws(MediaError) {
        pointer = try Libav.allocated(av_packet_alloc(), "av_packet_alloc")
    }

    deinit {
        var doomed: UnsafeMutablePointer<AVPacket>? = pointer
        av_packet_free(&doomed)
    }

    var bytes: [UInt8] {
        Array(UnsafeBufferPointer(start: pointer.pointee.data, count: byteCount))
    }

    var byteCount: Int { Int(pointer.pointee.size) }

    var isKey: Bool { pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }
    var isCorrupt: Bool { pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }

    /// Nil where the stream does not say.
    var presentationTime: Int64? {
        pointer.pointee.pts == CLIBAV_NO_PTS ? nil : pointer.pointee.pts
    }

    var duration: Int64 { pointer.pointee.duration }
    var streamIndex: Int { Int(pointer.pointee.stream_index) }
}

/// An `AVFrame` of its own: a picture or a run of sound samples.
///
/// Safety: the pointer is owned here alone and freed once, in `deinit` (libavutil/frame.h).
struct Buffer: ~Copyable {
    let pointer: UnsafeMutablePointer<AVFrame>

    init() throws(MediaError) {
        pointer = try Libav.allocated(av_frame_alloc(), "av_frame_alloc")
    }

    deinit {
        var doomed: UnsafeMutablePointer<AVFrame>? = pointer
        av_frame_free(&doomed)
    }
}
