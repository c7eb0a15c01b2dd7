internal import CLibAV
internal import FarmModel

/// Reads the access units of one chunk in decoding order.
struct ChunkReader: ~Copyable {
    private let demuxer: Demuxer
    private let packet: Packet
    private let clock: FilmClock
    private let streamIndex: Int

    /// Seconds a tick of the stream, as a ratio.
    private let timeBase: AVRational

    let size: PixelSize

    /// The AVCDecoderConfigurationRecord; nil where the codec is not H.264.
    let configuration: [UInt8]?

    /// One coded picture.
    struct Unit {
        /// Its number in the film.
        var frame: Int
        var isSync: Bool
        var bytes: [UInt8]
    }

    init(_ source: MediaSource, clock: FilmClock) throws(MediaError) {
        let demuxer = try Demuxer(source)
        let (index, stream) = try demuxer.first(.picture)
        guard let parameters = stream.pointee.codecpar?.pointee else {
            throw .streamMissing(.picture)
        }
        let packet = try Packet()
        demuxer.keepOnly(index)
        self.demuxer = demuxer
        self.packet = packet
        self.clock = clock
        streamIndex = index
        timeBase = stream.pointee.time_base
        size = PixelSize(width: Int(parameters.width), height: Int(parameters.height))
        configuration = parameters.codec_id == AV_CODEC_ID_H264 ? parameters.headers : nil
    }

    /// The next coded picture; nil after the last.
    mutating func next() throws(MediaError) -> Unit? {
        while try demuxer.read(packet) {
            guard packet.streamIndex == streamIndex else { continue }
            guard let time = packet.presentationTime, let frame = frame(at: time) else {
                throw .malformed(.timestamps)
            }
            return Unit(frame: frame, isSync: packet.isKey, bytes: packet.bytes)
        }
        return nil
    }

    /// The frame that is shown exactly at `time`, if there is one.
    private func frame(at time: Int64) -> Int? {
        let (scaled, overflow) = Int(time).multipliedReportingOverflow(
            by: Int(timeBase.num) * clock.framesPerSecond)
        let ticksPerSecond = Int(timeBase.den)
        guard !overflow, ticksPerSecond > 0, scaled.isMultiple(of: ticksPerSecond) else {
            return nil
        }
        return scaled / ticksPerSecond
    }
}

extension AVCodecParameters {
    /// The codec's out-of-band headers.
    ///
    /// Safety: `extradata` has `extradata_size` bytes (libavcodec/codec_par.h).
    var headers: [UInt8] {
        Array(UnsafeBufferPointer(start: extradata, count: Int(extradata_size)))
    }
}

/// Everything about a chunk but its media.
struct ChunkOutline {
    let size: PixelSize
    let configuration: [UInt8]?
    let firstFrame: Int
    let samples: [Sample]

    var frameCount: Int { samples.count }

    /// H.264 holds back at most 16 pictures (ITU-T H.264, A.3.1).
    private static let maximumReordering = 16 + Track.reorderedFrames

    /// Reads `source` once and checks that its frames follow one another without gap.
    init(_ source: MediaSource, clock: FilmClock) throws(MediaError) {
        var reader = try ChunkReader(source, clock: clock)
        var byteCounts: [(frame: Int, count: Int, isSync: Bool)] = []
        while let unit = try reader.next() {
            byteCounts.append((unit.frame, unit.bytes.count, unit.isSync))
        }
        let frames = byteCounts.map(\.frame).sorted()
        guard let first = frames.first, ChunkEncoder.frameNumbers.contains(first),
            frames == Array(first..<first + frames.count),
            byteCounts[0].isSync
        else { throw .malformed(.timestamps) }
        samples = try byteCounts.enumerated().map { position, unit throws(MediaError) in
            let offset = unit.frame - first - position + Track.reorderedFrames
            guard (0...ChunkOutline.maximumReordering).contains(offset) else {
                throw .malformed(.timestamps)
            }
            return Sample(
                byteCount: unit.count, duration: clock.ticksPerFrame,
                compositionOffset: offset * clock.ticksPerFrame, isSync: unit.isSync)
        }
        firstFrame = first
        size = reader.size
        configuration = reader.configuration
    }
}

extension ChunkEncoder {
    /// Decodes a chunk and encodes its frames again with this machine's parameter sets.
    static func reencoded(
        _ source: MediaSource, _ outline: ChunkOutline, format: FilmFormat
    ) throws(MediaError) -> [UInt8] {
        var decoder = try FrameDecoder(source)
        var encoder = try ChunkEncoder(
            format: format, firstFrame: outline.firstFrame, frameCount: outline.frameCount)
        while let frame = try decoder.next() {
            let position = outline.firstFrame + encoder.appended
            try encoder.append(Frame(index: position, size: frame.size, rgba: frame.rgba))
        }
        return try encoder.finish()
    }
}
