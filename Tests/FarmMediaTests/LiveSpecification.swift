import FarmMedia
import FarmModel
import Testing

@Suite struct `A live stream` {
    let film = SyntheticFilm(frameCount: 50)

    /// The bytes after each chunk.
    private func stream(sound: [UInt8]?) throws -> [[UInt8]] {
        var muxer = try LiveMuxer(
            format: film.format, tracks: sound == nil ? .picture : .pictureAndSound)
        if let sound { try muxer.add(sound: sound) }
        return try film.chunks(of: 20).map { try muxer.append(chunk: $0) }
    }

    @Test func `shows and plays what the film does`() throws {
        let sound = try film.sound(sampleCount: 100_000, click: 48_000)
        let bytes = Array(try stream(sound: sound).joined())
        let whole = try assembled(film, film.chunks(of: 20), sound: sound)
        #expect(try digests(bytes) == digests(whole))
        let probe = try MediaProbe(.bytes(bytes))
        #expect(probe.picture?.timing == .constant)
        #expect(probe.sound?.sampleCount == 100_000)
        let heard = try #require(loudest(try SoundDecoder.samples(of: .bytes(bytes))))
        #expect(abs(heard - 48_000) <= 1)
    }

    @Test func `plays every complete fragment wherever it is cut`() throws {
        let sound = try film.sound(sampleCount: 100_000, click: 48_000)
        for parts in try [stream(sound: sound), stream(sound: nil)] {
            let bytes = Array(parts.joined())
            let whole = try digests(bytes)
            let fragments = fragments(in: bytes)
            let header = try #require(fragments.first).start
            var generator = SplitMix64(seed: 5)
            let cuts = (0..<120).map { _ in Int.random(in: header...bytes.count, using: &generator)
            }
            for cut in cuts + fragments.map(\.end) {
                let complete = fragments.filter { $0.end <= cut }.reduce(0) { $0 + $1.frameCount }
                let shown = framesBeforeError(Array(bytes[..<cut]))
                #expect(shown.count >= complete)
                // At the very end a picture may come before B-frames that are still on their way.
                #expect(shown.map(\.index) == shown.map(\.index).sorted())
                #expect(shown.allSatisfy { whole[$0.index] == $0 })
            }
        }
    }

    @Test func `can be watched after its first chunk`() throws {
        let sound = try film.sound(sampleCount: 100_000, click: 10_000)
        let first = try stream(sound: sound)[0]
        #expect(try FrameDecoder.frames(of: .bytes(first)).count == 20)
        let samples = try SoundDecoder.samples(of: .bytes(first))
        #expect(loudest(samples).map { abs($0 - 10_000) <= 1 } == true)
        #expect(samples.count / 2 >= 40_000)
    }

    @Test func `takes up sound that arrives late where the picture is`() throws {
        let sound = try film.sound(sampleCount: 100_000, click: 60_000)
        var muxer = try LiveMuxer(format: film.format, tracks: .pictureAndSound)
        var bytes: [UInt8] = []
        for (position, chunk) in try film.chunks(of: 12).enumerated() {
            if position == 2 { try muxer.add(sound: sound) }
            bytes += try muxer.append(chunk: chunk)
        }
        #expect(try FrameDecoder.frames(of: .bytes(bytes)).count == 50)
        let samples = try SoundDecoder.samples(of: .bytes(bytes))
        #expect(loudest(samples).map { abs($0 - 60_000) <= 1 } == true)
    }

    @Test func `refuses a chunk out of turn`() throws {
        var muxer = try LiveMuxer(format: film.format, tracks: .picture)
        let chunk = try film.chunk(12..<24)
        #expect(throws: MediaError.frameOrder(expected: 0, found: 12)) {
            try muxer.append(chunk: chunk)
        }
    }
}

/// A fragment's place, and the frames it adds if it is one of pictures.
private struct FragmentPlace {
    var start: Int
    var end: Int
    var frameCount: Int
}

/// Reads the boxes of a stream by hand: fragments of track 1 hold pictures.
private func fragments(in bytes: [UInt8]) -> [FragmentPlace] {
    func integer(_ offset: Int) -> Int {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var fragments: [FragmentPlace] = []
    var offset = 0
    while offset + 8 <= bytes.count {
        let (length, type) = (integer(offset), Array(bytes[offset + 4..<offset + 8]))
        if type == Array("moof".utf8) {
            // moof, mfhd (16 bytes), traf, tfhd (24), tfdt (20), trun: sizes are fixed up to here.
            let track = integer(offset + 8 + 16 + 8 + 12)
            let count = integer(offset + 8 + 16 + 8 + 24 + 20 + 12)
            fragments.append(
                FragmentPlace(start: offset, end: 0, frameCount: track == 1 ? count : 0))
        } else if type == Array("mdat".utf8) {
            fragments[fragments.count - 1].end = offset + length
        }
        offset += length
    }
    return fragments
}

/// What comes out of a cut file until it breaks.
private func framesBeforeError(_ bytes: [UInt8]) -> [FrameDigest] {
    var frames: [FrameDigest] = []
    do {
        var decoder = try FrameDecoder(.bytes(bytes))
        while let frame = try decoder.next() { frames.append(FrameDigest(frame)) }
    } catch {
        return frames
    }
    return frames
}
