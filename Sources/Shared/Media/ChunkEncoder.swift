internal import CLibAV
public import FarmModel

/// Encodes the frames of one chunk, a self-standing fragmented MP4.
///
/// A chunk is one closed group of pictures from a fresh x264: equal frames give equal bytes
/// whatever was encoded before them, and wherever. Chunks of one film share their parameter sets,
/// and decoding times are those of the whole film, so that chunks join without re-encoding. Every
/// picture is decoded one frame ahead of its turn, which leaves room for B-frames without
/// timestamps that depend on how a chunk uses them.
///
/// Runs on the calling thread alone; chunks, not frames, are what to encode in parallel.
public struct ChunkEncoder: ~Copyable {
    public let firstFrame: Int
    public let frameCount: Int

    /// Frames taken so far.
    public private(set) var appended = 0

    private let size: PixelSize
    private let clock: FilmClock
    private let encoder: Encoder
    private let scaler: Scaler
    private let picture: Buffer
    private let packet: Packet
    private var fragment: Fragment

    /// Both sides of a frame are even and lie here.
    public static let sides = 16...8192

    static let frameNumbers = 0...Int(Int32.max)

    /// Opens an encoder for the frames `firstFrame ..< firstFrame + frameCount` of a film.
    public init(format: FilmFormat, firstFrame: Int, frameCount: Int) throws(MediaError) {
        guard ChunkEncoder.frameNumbers.contains(firstFrame),
            ChunkEncoder.frameNumbers.contains(frameCount), frameCount > 0
        else {
            throw .frameRange(first: firstFrame, count: frameCount)
        }
        try ChunkEncoder.validate(format.size)
        let clock = try FilmClock(framesPerSecond: format.framesPerSecond)
        let layout = Scaler.Layout(size: format.size, pixels: AV_PIX_FMT_YUV420P, range: .limited)
        let encoder = try Encoder("libx264", options: ChunkEncoder.options) {
            $0.describe(layout, framesPerSecond: format.framesPerSecond)
        }
        let scaler = try Scaler(
            from: Scaler.Layout(size: format.size, pixels: AV_PIX_FMT_RGB0), to: layout)
        let picture = try Buffer.picture(layout)
        let packet = try Packet()
        self.firstFrame = firstFrame
        self.frameCount = frameCount
        self.encoder = encoder
        self.scaler = scaler
        self.picture = picture
        self.packet = packet
        self.clock = clock
        size = format.size
        fragment = Fragment(
            track: Track.pictureID, sequence: UInt32(clamping: firstFrame) &+ 1,
            decodeTime: firstFrame * clock.ticksPerFrame)
    }

    /// `stitchable` keeps parameter sets alike whatever the pictures show, `cpu-independent` keeps
    /// bits alike on processors of different makers (x264, `common/base.c` and `x264 --fullhelp`).
    private static let options = [
        (key: "preset", value: "veryfast"),
        (key: "crf", value: "20"),
        (
            key: "x264-params",
            value: "keyint=infinite:min-keyint=1000000:open-gop=0:bframes=3:b-pyramid=none"
                + ":stitchable=1:cpu-independent=1"
        ),
    ]

    private static func validate(_ size: PixelSize) throws(MediaError) {
        for side in [size.width, size.height] {
            guard sides.contains(side), side.isMultiple(of: 2) else {
                throw .frameSize(size, sides: sides)
            }
        }
    }

    /// The AVCDecoderConfigurationRecord that this machine's x264 gives films of this format.
    static func configuration(of format: FilmFormat) throws(MediaError) -> [UInt8] {
        let encoder = try ChunkEncoder(format: format, firstFrame: 0, frameCount: 1)
        return try H264.configuration(annexB: encoder.encoder.headers)
    }

    /// Takes the next frame, which must be `firstFrame + appended`.
    public mutating func append(_ frame: Frame) throws(MediaError) {
        guard frame.index == firstFrame + appended else {
            throw .frameOrder(expected: firstFrame + appended, found: frame.index)
        }
        guard appended < frameCount else {
            throw .frameCount(expected: frameCount, found: appended + 1)
        }
        guard frame.size == size else { throw .frameShape(expected: size, found: frame.size) }
        try Libav.check(av_frame_make_writable(picture.pointer), "av_frame_make_writable")
        try scaler.convert(frame, into: picture)
        picture.pointer.pointee.pts = Int64(appended)
        try encoder.send(picture.pointer)
        appended += 1
        try collect()
    }

    /// Ends the chunk, which must be complete, and returns its file.
    public consuming func finish() throws(MediaError) -> [UInt8] {
        guard appended == frameCount else {
            throw .frameCount(expected: frameCount, found: appended)
        }
        try encoder.send(nil)
        try collect()
        guard fragment.samples.count == frameCount else {
            throw .frameCount(expected: frameCount, found: fragment.samples.count)
        }
        let configuration = try H264.configuration(annexB: encoder.headers)
        let track = Track(picture: size, configuration: configuration, clock: clock)
        let movie = Movie(
            kind: .fragmented, timescale: clock.timescale, duration: 0, tracks: [track])
        return Movie.fileType(.fragmented) + movie.box + fragment.boxes
    }

    /// Moves finished access units from the encoder to the fragment.
    private mutating func collect() throws(MediaError) {
        while try encoder.receive(packet) {
            guard let shown = packet.presentationTime else { throw .malformed(.timestamps) }
            let media = try H264.lengthPrefixed(annexB: packet.bytes)
            let decoded = fragment.samples.count
            fragment.append(
                Sample(
                    byteCount: media.count, duration: clock.ticksPerFrame,
                    compositionOffset: (Int(shown) - decoded + Track.reorderedFrames)
                        * clock.ticksPerFrame,
                    isSync: packet.isKey),
                media: media)
        }
    }
}

extension AVCodecContext {
    /// Tags pictures as what they are, for encoders and the VUI they write.
    mutating func describe(_ layout: Scaler.Layout, framesPerSecond: Int) {
        width = Int32(layout.size.width)
        height = Int32(layout.size.height)
        pix_fmt = layout.pixels
        time_base = AVRational(num: 1, den: Int32(framesPerSecond))
        framerate = AVRational(num: Int32(framesPerSecond), den: 1)
        sample_aspect_ratio = AVRational(num: 1, den: 1)
        color_primaries = AVCOL_PRI_BT709
        color_trc = AVCOL_TRC_BT709
        colorspace = AVCOL_SPC_BT709
        color_range = AVCOL_RANGE_MPEG
        chroma_sample_location = AVCHROMA_LOC_LEFT
        flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    }
}
