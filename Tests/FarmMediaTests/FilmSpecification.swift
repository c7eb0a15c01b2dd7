import FarmMedia
import FarmModel
import Foundation
import Testing

@Suite struct `An assembled film` {
    let film = SyntheticFilm(frameCount: 50)

    @Test func `has every frame at exactly its time`() throws {
        let probe = try MediaProbe(.bytes(assembled(film, film.chunks(of: 12))))
        let picture = try #require(probe.picture)
        #expect(picture.frameCount == 50)
        #expect(picture.firstFrame == 0)
        #expect(picture.timing == .constant)
        #expect(picture.framesPerSecond == 24)
        #expect(abs(probe.duration - 50.0 / 24) < 0.000_002)
        #expect(probe.isFastStart)
        #expect(probe.title == "film")
        #expect(probe.comment == "AI-generated")
    }

    @Test func `says in its metadata that it was generated, by whom and which it is`() throws {
        let chunks = try film.chunks(of: 12)
        for (identifier, written) in [("job-7", "job-7"), ("a\"}\u{7}b", "ab"), ("", "")] {
            let folder = try TemporaryFolder()
            let path = folder.url.appending(path: "film.mp4").path
            try FilmAssembler(
                format: film.format, labels: FilmLabels(title: "film", identifier: identifier)
            ).assemble(chunks: chunks.map { .bytes($0) }, sound: nil, to: path)
            let label = try #require(try MediaProbe(.file(path)).implicitLabel)
            let fields = try JSONDecoder().decode([String: String].self, from: Data(label.utf8))
            #expect(fields["Label"] == "1")
            #expect(fields["ContentProducer"] == "Reelmill")
            #expect(fields["ProduceID"] == written)
            #expect(fields.count == 7)
        }
    }

    @Test(arguments: [1, 7, 25, 30, 60])
    func `keeps exact time at any frame rate`(framesPerSecond: Int) throws {
        let film = SyntheticFilm(framesPerSecond: framesPerSecond, frameCount: 23)
        let probe = try MediaProbe(.bytes(assembled(film, film.chunks(of: 5))))
        #expect(probe.picture?.timing == .constant)
        #expect(probe.picture?.frameCount == 23)
        #expect(abs(probe.duration - 23 / Double(framesPerSecond)) < 0.000_002)
    }

    @Test func `shows exactly the frames of its chunks`() throws {
        let chunks = try film.chunks(of: 12)
        let alone = try chunks.flatMap { try digests($0) }
        let joined = try digests(assembled(film, chunks))
        #expect(joined == alone)
    }

    @Test func `is the same whether its chunks are files or bytes`() throws {
        let folder = try TemporaryFolder()
        let chunks = try film.chunks(of: 12)
        let sound = try film.sound(sampleCount: 100_000, click: 48_000)
        let paths = try chunks.enumerated().map {
            try folder.write($0.element, to: "chunk-\($0.offset)")
        }
        let soundPath = try folder.write(sound, to: "sound")
        try FilmAssembler(format: film.format, labels: FilmLabels(title: "film")).assemble(
            chunks: paths.map(MediaSource.file), sound: .file(soundPath),
            to: folder.path("film.mp4"))
        let isSame = try folder.read("film.mp4") == assembled(film, chunks, sound: sound)
        #expect(isSame)
    }

    @Test func `lets a flash be seen when its click is heard`() throws {
        let sound = try film.sound(sampleCount: 100_000, click: 48_000)
        let bytes = try assembled(film, film.chunks(of: 12, flash: 24), sound: sound)
        let frames = try FrameDecoder.frames(of: .bytes(bytes))
        let brightest = frames.max { $0.rgba[0] < $1.rgba[0] }
        #expect(brightest?.index == 24)
        let heard = try #require(loudest(try SoundDecoder.samples(of: .bytes(bytes))))
        #expect(abs(heard - 48_000) <= 1)
    }

    @Test(arguments: [20_000, 99_999, 100_000, 100_001, 300_000])
    func `has sound of its own length, cut at its end`(sampleCount: Int) throws {
        let sound = try film.sound(sampleCount: sampleCount, click: 10_000)
        let bytes = try assembled(film, film.chunks(of: 24), sound: sound)
        let probe = try MediaProbe(.bytes(bytes))
        #expect(probe.sound?.sampleCount == min(sampleCount, 100_000))
        #expect(abs(probe.duration - 50.0 / 24) < 0.000_002)
    }

    @Test func `re-encodes only a chunk with other parameter sets`() throws {
        let folder = try TemporaryFolder()
        var chunks = try film.chunks(of: 12)
        let wanted = try #require(configuration(chunks[0]))
        // Level 4.0 instead of the smallest that fits: another encoder's choice, equally playable.
        let place = try #require(configurationRange(chunks[1])).lowerBound
        chunks[1][place + 3] = 40
        chunks[1][place + 11] = 40
        let report = try FilmAssembler(format: film.format, labels: FilmLabels(title: "film"))
            .assemble(
                chunks: chunks.map(MediaSource.bytes), sound: nil, to: folder.path("film.mp4"))
        #expect(report.reencodedChunks == [1])
        let bytes = try folder.read("film.mp4")
        #expect(report.byteCount == bytes.count)
        #expect(configuration(bytes) == wanted)
        let frames = try FrameDecoder.frames(of: .bytes(bytes))
        #expect(frames.map(\.index) == Array(0..<50))
        #expect(frames.map { likeness(of: $0, in: film) } == Array(0..<50))
    }

    @Test func `needs all of its chunks in order`() throws {
        let chunks = try film.chunks(of: 12)
        #expect(throws: MediaError.frameOrder(expected: 12, found: 24)) {
            try assembled(film, [chunks[0], chunks[2]])
        }
        #expect(throws: MediaError.frameOrder(expected: 0, found: 12)) {
            try assembled(film, [chunks[1], chunks[0]])
        }
        #expect(throws: MediaError.frameCount(expected: 50, found: 36)) {
            try assembled(film, Array(chunks[0..<3]))
        }
        #expect(throws: MediaError.self) { try assembled(film, []) }
    }

    @Test func `leaves nothing behind when it is cancelled`() throws {
        let folder = try TemporaryFolder()
        let chunks = try film.chunks(of: 12)
        var heard: [Double] = []
        #expect(throws: MediaError.cancelled) {
            try FilmAssembler(format: film.format, labels: FilmLabels(title: "film")).assemble(
                chunks: chunks.map(MediaSource.bytes), sound: nil, to: folder.path("film.mp4")
            ) { (fraction: Double) throws(MediaError) in
                heard.append(fraction)
                if fraction > 0.8 { throw .cancelled }
            }
        }
        #expect(heard == heard.sorted())
        #expect(heard.count > chunks.count)
        #expect(try folder.names == [])
    }

    @Test func `says which path could not be written`() throws {
        let chunks = try film.chunks(of: 50)
        let path = "/nonexistent/film.mp4"
        #expect(
            throws: MediaError.file(path: path + ".partial", call: "open", errno: ENOENT)
        ) {
            try FilmAssembler(format: film.format, labels: FilmLabels(title: "film")).assemble(
                chunks: chunks.map(MediaSource.bytes), sound: nil, to: path)
        }
    }
}
