import FarmMedia
import FarmModel
import Testing

/// Input from other machines may hold anything; reading it ends with a value or a `MediaError`.
@Suite struct `Damaged media` {
    let film = SyntheticFilm(frameCount: 12)

    /// Reads `bytes` in every way there is and counts the ways that refused them.
    private func refusals(_ bytes: [UInt8], folder: TemporaryFolder) throws -> Int {
        let readers: [() throws -> Void] = [
            { _ = try MediaProbe(.bytes(bytes)) },
            { _ = try FrameDecoder.frames(of: .bytes(bytes)) },
            { _ = try SoundDecoder.samples(of: .bytes(bytes)) },
            { try assemble(bytes, in: folder) },
            { try stream(bytes) },
        ]
        var refusals = 0
        for read in readers {
            do {
                try read()
            } catch is MediaError {
                refusals += 1
            }
        }
        return refusals
    }

    private func assemble(_ bytes: [UInt8], in folder: TemporaryFolder) throws {
        let assembler = FilmAssembler(format: film.format, labels: FilmLabels(title: "film"))
        try assembler.assemble(
            chunks: [.bytes(bytes)], sound: .bytes(bytes), to: folder.path("film.mp4"))
    }

    private func stream(_ bytes: [UInt8]) throws {
        var muxer = try LiveMuxer(format: film.format, tracks: .pictureAndSound)
        try muxer.add(sound: bytes)
        _ = try muxer.append(chunk: bytes)
    }

    @Test(arguments: [0x07, 0x00] as [UInt8])
    func `that announces millions of samples is refused, not listed`(millions: UInt8) throws {
        var bytes = try film.chunk(0..<12)
        let name = Array("trun".utf8)
        let place = try #require(
            bytes.indices.dropLast(16).first { Array(bytes[$0..<($0 + 4)]) == name })
        // Version and flags: nothing is told of each sample; then their number.
        bytes.replaceSubrange(
            (place + 4)..<(place + 12), with: [0, 0, 0, 1, millions, 0x50, 0, 0])
        #expect(throws: MediaError.self) { _ = try MediaProbe(.bytes(bytes)) }
    }

    @Test func `is refused or read, never fatal, whichever bytes are changed`() throws {
        let folder = try TemporaryFolder()
        let sound = try film.sound(sampleCount: 24_000, click: 9_000)
        let originals = try [
            film.chunk(0..<12), sound, assembled(film, film.chunks(of: 6), sound: sound),
        ]
        var generator = SplitMix64(seed: 2026)
        var refused = 0
        for original in originals {
            // Structure is in the first bytes of a file, so most changes go there.
            for _ in 0..<150 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...8, using: &generator) {
                    let reach = generator.next() % 4 == 0 ? bytes.count : min(1_200, bytes.count)
                    let place = Int.random(in: 0..<reach, using: &generator)
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                }
                refused += try refusals(bytes, folder: folder)
            }
        }
        #expect(refused > 450)
    }

    @Test func `is refused or read wherever it ends`() throws {
        let folder = try TemporaryFolder()
        let chunk = try film.chunk(0..<12)
        for length in stride(from: 0, to: chunk.count, by: 61) {
            #expect(try refusals(Array(chunk[..<length]), folder: folder) >= 3)
        }
    }

    @Test func `is refused when it is noise`() throws {
        let folder = try TemporaryFolder()
        var generator = SplitMix64(seed: 7)
        for length in [0, 1, 7, 8, 100, 5_000] {
            let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(try refusals(noise, folder: folder) == 5)
        }
    }

    @Test func `tells how libav put it`() {
        do throws(MediaError) {
            _ = try MediaProbe(.bytes(Array("no media at all, just words".utf8)))
            Issue.record("words were read as media")
        } catch {
            guard case .library(let call, let code, let text) = error else {
                Issue.record("unexpected \(error)")
                return
            }
            #expect(call == "avformat_open_input")
            #expect(code < 0)
            #expect(text == "Invalid data found when processing input")
        }
    }

    @Test(arguments: ["http://127.0.0.1:9/film.mp4", "concat:a|b", "/nonexistent/film.mp4"])
    func `is looked for in the file system only`(path: String) {
        #expect(throws: MediaError.self) { _ = try FrameDecoder(.file(path)) }
    }
}
