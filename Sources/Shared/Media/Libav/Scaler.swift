internal import CLibAV
internal import FarmModel

/// A conversion between two picture layouts and sizes, alike on every machine.
///
/// Safety: planes are handed to libswscale for the length of a call, with as many rows as the
/// layouts say.
struct Scaler: ~Copyable {
    /// A size and layout of pixels.
    struct Layout: Equatable {
        var size: PixelSize
        var pixels: AVPixelFormat
        var color: Color = .bt709
        var range: Range = .full
    }

    enum Color {
        case bt601
        case bt709

        fileprivate var space: Int32 {
            switch self {
            case .bt601: SWS_CS_ITU601
            case .bt709: SWS_CS_ITU709
            }
        }
    }

    enum Range: Int32 {
        case limited = 0
        case full = 1
    }

    let source: Layout
    let target: Layout
    private let context: Owned<OpaquePointer>

    init(from source: Layout, to target: Layout) throws(MediaError) {
        let context = sws_getContext(
            Int32(source.size.width), Int32(source.size.height), source.pixels,
            Int32(target.size.width), Int32(target.size.height), target.pixels,
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT, nil, nil, nil)
        guard let context else { throw .malformed(.frameLayout) }
        let owner = Owned(context) { sws_freeContext($0) }
        // Between two RGB layouts there is no matrix to set, and the answer says so.
        let code = sws_setColorspaceDetails(
            context, sws_getCoefficients(source.color.space), source.range.rawValue,
            sws_getCoefficients(target.color.space), target.range.rawValue, 0, 1 << 16, 1 << 16)
        let needsMatrix = [source.pixels, target.pixels].contains { !Scaler.isRGB($0) }
        guard code >= 0 || !needsMatrix else { throw .malformed(.frameLayout) }
        self.source = source
        self.target = target
        self.context = owner
    }

    private static func isRGB(_ pixels: AVPixelFormat) -> Bool {
        pixels == AV_PIX_FMT_RGBA || pixels == AV_PIX_FMT_RGB24 || pixels == AV_PIX_FMT_RGB0
    }

    /// Converts a frame, whose size must be that of `source`, into `picture`.
    func convert(_ frame: Frame, into picture: borrowing Buffer) throws(MediaError) {
        precondition(frame.size == source.size, "a scaler serves one size")
        let rows: Int32 = frame.rgba.withUnsafeBufferPointer { bytes in
            var planes: [UnsafePointer<UInt8>?] = [bytes.baseAddress, nil, nil, nil]
            let strides = [Int32(4 * source.size.width), 0, 0, 0]
            return withTarget(picture) { target, targetStrides in
                sws_scale(
                    context.pointer, &planes, strides, 0, Int32(source.size.height), target,
                    targetStrides)
            }
        }
        try Libav.check(rows, "sws_scale")
    }

    /// Converts a decoded picture, whose layout must be `source`, into the frame `index`.
    func frame(_ index: Int, from picture: borrowing Buffer) throws(MediaError) -> Frame {
        let stride = 4 * target.size.width
        var rows: Int32 = 0
        let rgba = [UInt8](unsafeUninitializedCapacity: stride * target.size.height) {
            bytes, count in
            let planes: [UnsafeMutablePointer<UInt8>?] = [bytes.baseAddress, nil, nil, nil]
            let strides = [Int32(stride), 0, 0, 0]
            bytes.initialize(repeating: 255)
            rows = withSource(picture) { source, sourceStrides in
                sws_scale(
                    context.pointer, source, sourceStrides, 0, Int32(self.source.size.height),
                    planes,
                    strides)
            }
            count = stride * target.size.height
        }
        try Libav.check(rows, "sws_scale")
        return Frame(index: index, size: target.size, rgba: rgba)
    }

    private func withTarget(
        _ picture: borrowing Buffer,
        _ body: ([UnsafeMutablePointer<UInt8>?], [Int32]) -> Int32
    ) -> Int32 {
        let data = picture.pointer.pointee.data
        let strides = picture.pointer.pointee.linesize
        return body(
            [data.0, data.1, data.2, data.3], [strides.0, strides.1, strides.2, strides.3])
    }

    private func withSource(
        _ picture: borrowing Buffer, _ body: ([UnsafePointer<UInt8>?], [Int32]) -> Int32
    ) -> Int32 {
        withTarget(picture) { planes, strides in
            body(planes.map { $0.map { UnsafePointer($0) } }, strides)
        }
    }
}

extension Buffer {
    /// An empty picture of this layout.
    static func picture(_ layout: Scaler.Layout) throws(MediaError) -> Buffer {
        let buffer = try Buffer()
        buffer.pointer.pointee.format = layout.pixels.rawValue
        buffer.pointer.pointee.width = Int32(layout.size.width)
        buffer.pointer.pointee.height = Int32(layout.size.height)
        try Libav.check(av_frame_get_buffer(buffer.pointer, 0), "av_frame_get_buffer")
        return buffer
    }
}
