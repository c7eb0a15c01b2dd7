internal import CLibAV
public import FarmModel

extension Frame {
    /// A JPEG file of this frame; `quality` is 1 (smallest) to 100 (best).
    public func jpeg(quality: Int = 85) throws(MediaError) -> [UInt8] {
        // JFIF pictures are BT.601 in full range; quantiser scales run from 2 (best) to 31.
        let layout = Scaler.Layout(
            size: size, pixels: AV_PIX_FMT_YUVJ420P, color: .bt601, range: .full)
        let scale = 2 + (100 - Int32(min(max(quality, 1), 100))) * 29 / 99
        return try encoded(by: "mjpeg", as: layout) {
            $0.global_quality = scale * CLIBAV_QP_TO_LAMBDA
            $0.flags |= AV_CODEC_FLAG_QSCALE
            $0.color_range = AVCOL_RANGE_JPEG
        }
    }

    /// A WebP file of this frame; `quality` is 1 (smallest) to 100 (best).
    public func webp(quality: Int = 80) throws(MediaError) -> [UInt8] {
        // WebP pictures are BT.601 in limited range; libwebp takes its quality as `global_quality`.
        let layout = Scaler.Layout(size: size, pixels: AV_PIX_FMT_YUV420P, color: .bt601)
        return try encoded(by: "libwebp", as: layout) {
            $0.global_quality = Int32(min(max(quality, 1), 100)) * CLIBAV_QP_TO_LAMBDA
            $0.flags |= AV_CODEC_FLAG_QSCALE
        }
    }

    /// A PNG file of this frame, without loss.
    public func png() throws(MediaError) -> [UInt8] {
        try encoded(by: "png", as: Scaler.Layout(size: size, pixels: AV_PIX_FMT_RGB24)) { _ in }
    }

    /// This frame in another size.
    public func scaled(to target: PixelSize) throws(MediaError) -> Frame {
        try size.validatePicture()
        try target.validatePicture()
        let layout = Scaler.Layout(size: target, pixels: AV_PIX_FMT_RGBA)
        let scaler = try Scaler(
            from: Scaler.Layout(size: size, pixels: AV_PIX_FMT_RGB0), to: layout)
        let picture = try Buffer.picture(layout)
        try scaler.convert(self, into: picture)
        return try picture.packed(index: index, layout)
    }

    private func encoded(
        by codec: String, as layout: Scaler.Layout, prepare: (inout AVCodecContext) -> Void
    ) throws(MediaError) -> [UInt8] {
        try size.validatePicture()
        let encoder = try Encoder(codec) {
            $0.width = Int32(size.width)
            $0.height = Int32(size.height)
            $0.pix_fmt = layout.pixels
            $0.time_base = AVRational(num: 1, den: 1)
            prepare(&$0)
        }
        let scaler = try Scaler(
            from: Scaler.Layout(size: size, pixels: AV_PIX_FMT_RGB0), to: layout)
        let picture = try Buffer.picture(layout)
        try scaler.convert(self, into: picture)
        picture.pointer.pointee.quality = encoder.quality
        try encoder.send(picture.pointer)
        try encoder.send(nil)
        let packet = try Packet()
        guard try encoder.receive(packet) else { throw .frameCount(expected: 1, found: 0) }
        return packet.bytes
    }
}

extension Buffer {
    /// The picture as a frame whose rows touch; it must be RGBA.
    fileprivate func packed(index: Int, _ layout: Scaler.Layout) throws(MediaError) -> Frame {
        let byteCount = 4 * layout.size.area
        var bytes = [UInt8](repeating: 0, count: byteCount)
        let data = pointer.pointee.data
        let strides = pointer.pointee.linesize
        // Safety: libav reads `size.height` rows of each plane and writes at most `byteCount` bytes.
        let planes: [UnsafePointer<UInt8>?] = [data.0.map { UnsafePointer($0) }, nil, nil, nil]
        try Libav.check(
            av_image_copy_to_buffer(
                &bytes, Int32(byteCount), planes, [strides.0, 0, 0, 0], layout.pixels,
                Int32(layout.size.width), Int32(layout.size.height), 1),
            "av_image_copy_to_buffer")
        return Frame(index: index, size: layout.size, rgba: bytes)
    }
}
