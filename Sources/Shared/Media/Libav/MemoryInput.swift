internal import CLibAV

/// Bytes in memory that libav reads as if they were a file.
///
/// Safety: libav holds an unretained pointer to this object in `opaque`; whoever opened the format
/// context closes it before letting go of this object. Callbacks run on the thread that reads.
final class MemoryInput {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var context: UnsafeMutablePointer<AVIOContext>?

    private static let bufferBytes = 32 * 1024

    /// Whether libav may go back, as in a file, or not, as in a pipe.
    enum Access {
        case random
        case sequential
    }

    init(_ bytes: [UInt8], access: Access) throws(MediaError) {
        self.bytes = bytes
        guard let buffer = av_malloc(MemoryInput.bufferBytes) else {
            throw MediaError(code: CLIBAV_ERROR_ENOMEM, call: "av_malloc")
        }
        context = avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self), Int32(MemoryInput.bufferBytes), 0,
            Unmanaged.passUnretained(self).toOpaque(),
            { opaque, target, count in MemoryInput.at(opaque).read(into: target, count: count) },
            nil,
            { opaque, offset, origin in MemoryInput.at(opaque).seek(to: offset, from: origin) })
        guard let context else {
            av_free(buffer)
            throw MediaError(code: CLIBAV_ERROR_ENOMEM, call: "avio_alloc_context")
        }
        if access == .sequential { context.pointee.seekable = 0 }
    }

    deinit {
        // libav may have replaced the buffer it was given, so the one to free is in the context.
        if let context { av_freep(&context.pointee.buffer) }
        avio_context_free(&context)
    }

    private static func at(_ opaque: UnsafeMutableRawPointer?) -> MemoryInput {
        guard let opaque else { preconditionFailure("libav keeps the pointer it was given") }
        return Unmanaged<MemoryInput>.fromOpaque(opaque).takeUnretainedValue()
    }

    private func read(into target: UnsafeMutablePointer<UInt8>?, count: Int32) -> Int32 {
        let length = min(Int(count), bytes.count - position)
        guard length > 0, let target else { return CLIBAV_ERROR_EOF }
        bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            target.update(from: start + position, count: length)
        }
        position += length
        return Int32(length)
    }

    private func seek(to offset: Int64, from origin: Int32) -> Int64 {
        let base: Int
        switch origin & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return Int64(bytes.count)
        case SEEK_SET: base = 0
        case SEEK_CUR: base = position
        case SEEK_END: base = bytes.count
        default: return Int64(CLIBAV_ERROR_EINVAL)
        }
        let (target, overflow) = offset.addingReportingOverflow(Int64(base))
        guard !overflow, target >= 0, target <= bytes.count else {
            return Int64(CLIBAV_ERROR_EINVAL)
        }
        position = Int(target)
        return target
    }
}
