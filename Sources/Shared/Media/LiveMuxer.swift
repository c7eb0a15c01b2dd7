public import FarmModel

/// Turns chunks into one growing fragmented MP4 that can be watched while the film is made.
///
/// Bytes come out as chunks go in; cut anywhere, they play up to there. Fragments hold at most
/// half a second, pictures first, then the sound that belongs to them.
public struct LiveMuxer {
    /// Must be known before the first byte leaves.
    public enum Tracks: Sendable {
        case picture
        case pictureAndSound
    }

    private let format: FilmFormat
    private let tracks: Tracks
    private let clock: FilmClock

    /// Frames sent.
    public private(set) var frameCount = 0

    public var framesPerSecond: Int { format.framesPerSecond }

    private var configuration: [UInt8]?
    private var sound: Sound?
    private var sequence: UInt32 = 0

    /// The film's sound and how much of it has been sent.
    private struct Sound {
        let outline: SoundOutline
        let packets: [[UInt8]]
        var sent: Int
    }

    public init(format: FilmFormat, tracks: Tracks) throws(MediaError) {
        self.format = format
        self.tracks = tracks
        clock = try FilmClock(framesPerSecond: format.framesPerSecond)
    }

    /// Adds the file of a ``SoundEncoder``; it is heard from the next chunk on.
    public mutating func add(sound file: [UInt8]) throws(MediaError) {
        precondition(tracks == .pictureAndSound, "a stream without a sound track takes no sound")
        let limit = clock.samples(before: format.frameCount)
        let outline = try SoundOutline(.bytes(file), limit: limit)
        let expected = try SoundEncoder.headers
        guard outline.configuration == expected.configuration, outline.priming == expected.priming
        else { throw .malformed(.soundPriming) }
        var reader = try SoundReader(.bytes(file))
        var packets: [[UInt8]] = []
        while packets.count < outline.samples.count, let unit = try reader.next() {
            packets.append(unit.bytes)
        }
        let passed = outline.packetCount(before: clock.samples(before: frameCount))
        sound = Sound(outline: outline, packets: packets, sent: frameCount == 0 ? 0 : passed)
    }

    /// Takes the next chunk and returns the bytes to send.
    public mutating func append(chunk file: [UInt8]) throws(MediaError) -> [UInt8] {
        let (chunk, outline) = try unified(file)
        guard outline.firstFrame == frameCount else {
            throw .frameOrder(expected: frameCount, found: outline.firstFrame)
        }
        guard outline.size == format.size else {
            throw .frameShape(expected: format.size, found: outline.size)
        }
        var bytes: [UInt8] = []
        if configuration == nil, let own = outline.configuration {
            configuration = own
            bytes += try header(own)
        }
        var reader = try ChunkReader(.bytes(chunk), clock: clock)
        for range in FilmLayout.turns(of: outline.frameCount, clock: clock) {
            var fragment = nextFragment(
                Track.pictureID, decodeTime: frameCount * clock.ticksPerFrame)
            for sample in outline.samples[range] {
                guard let unit = try reader.next() else { throw .malformed(.changed) }
                fragment.append(sample, media: unit.bytes)
            }
            frameCount += range.count
            bytes += fragment.boxes
            bytes += soundFragment(before: clock.samples(before: frameCount))
        }
        return bytes
    }

    /// The file of a chunk in the stream's parameter sets, encoded again if they were others.
    private func unified(_ file: [UInt8]) throws(MediaError) -> ([UInt8], ChunkOutline) {
        let outline = try ChunkOutline(.bytes(file), clock: clock)
        if let own = outline.configuration, configuration == nil || configuration == own {
            return (file, outline)
        }
        let encoded = try ChunkEncoder.reencoded(.bytes(file), outline, format: format)
        let again = try ChunkOutline(.bytes(encoded), clock: clock)
        guard configuration == nil || configuration == again.configuration else {
            throw .malformed(.parameterSets)
        }
        return (encoded, again)
    }

    private func header(_ configuration: [UInt8]) throws(MediaError) -> [UInt8] {
        var all = [Track(picture: format.size, configuration: configuration, clock: clock)]
        if tracks == .pictureAndSound {
            let headers = try SoundEncoder.headers
            all.append(
                Track(
                    sound: headers.configuration,
                    edit: Track.Edit(skipped: headers.priming, duration: 0)))
        }
        let movie = Movie(
            kind: .fragmented, timescale: clock.timescale, duration: 0, tracks: all)
        return Movie.fileType(.fragmented) + movie.box
    }

    /// The sound that begins before `moment` and was not sent; no bytes if there is none.
    private mutating func soundFragment(before moment: Int) -> [UInt8] {
        guard var sound else { return [] }
        let end = sound.outline.packetCount(before: moment)
        guard sound.sent < end else { return [] }
        var fragment = nextFragment(
            Track.soundID, decodeTime: sound.sent * SoundEncoder.samplesPerPacket)
        for index in sound.sent..<end {
            fragment.append(sound.outline.samples[index], media: sound.packets[index])
        }
        sound.sent = end
        self.sound = sound
        return fragment.boxes
    }

    private mutating func nextFragment(_ track: UInt32, decodeTime: Int) -> Fragment {
        sequence += 1
        return Fragment(track: track, sequence: sequence, decodeTime: decodeTime)
    }
}
