import FarmMedia
import FarmModel
import Testing

@Suite struct `A still picture` {
    let frame = SyntheticFilm(width: 160, height: 90, frameCount: 1).frame(0)

    @Test func `is the same after a PNG`() throws {
        let decoded = try FrameDecoder.frames(of: .bytes(frame.png()))
        #expect(decoded.count == 1)
        #expect(difference(decoded[0], frame) == 0)
    }

    @Test func `is much the same after a JPEG, and smaller at lower quality`() throws {
        let files = try [95, 60, 10].map { try frame.jpeg(quality: $0) }
        #expect(files[0].starts(with: [0xFF, 0xD8, 0xFF]))
        #expect(files[0].count > files[1].count && files[1].count > files[2].count)
        let decoded = try FrameDecoder.frames(of: .bytes(files[0]))
        #expect(decoded.map(\.size) == [frame.size])
        #expect(difference(decoded[0], frame) < 6)
    }

    @Test func `is a WebP of its size, and smaller at lower quality`() throws {
        let files = try [95, 60, 10].map { try frame.webp(quality: $0) }
        #expect(files[0].count > files[1].count && files[1].count > files[2].count)
        for file in files {
            #expect(file.starts(with: Array("RIFF".utf8)))
            #expect(file[8..<16].elementsEqual("WEBPVP8 ".utf8))
            // The head of a VP8 key frame (RFC 6386, 9.1).
            #expect(file[23..<26].elementsEqual([0x9D, 0x01, 0x2A]))
            #expect(Int(file[26]) + Int(file[27]) << 8 == frame.size.width)
            #expect(Int(file[28]) + Int(file[29]) << 8 == frame.size.height)
        }
    }

    @Test func `may have odd sides`() throws {
        let size = PixelSize(width: 33, height: 7)
        let odd = try frame.scaled(to: size)
        #expect(odd.size == size)
        #expect(try FrameDecoder.frames(of: .bytes(odd.jpeg()))[0].size == size)
        #expect(try digests(odd.png()) == [FrameDigest(odd)])
    }

    @Test func `refuses to be nothing or enormous`() {
        for size in [PixelSize(width: 0, height: 4), PixelSize(width: 60_000, height: 60_000)] {
            #expect(throws: MediaError.self) { try frame.scaled(to: size) }
        }
    }
}

@Suite struct `A contact sheet` {
    let film = SyntheticFilm(frameCount: 48)

    @Test func `shows frames from the whole length in order`() throws {
        let bytes = try assembled(film, film.chunks(of: 12))
        let sheet = ContactSheet(columns: 2, tileWidth: 64, gap: 2)
        let picture = try sheet.picture(of: .bytes(bytes), frameCount: 48, count: 4)
        #expect(picture.size == PixelSize(width: 2 + 2 * 66, height: 2 + 2 * 38))
        #expect(ContactSheet.indices(count: 4, of: 48) == [6, 18, 30, 42])
        let whole = try FrameDecoder.frames(of: .bytes(bytes))
        let tiles = [6, 18, 30, 42].map { whole[$0] }
        #expect(try FrameDigest(picture) == FrameDigest(sheet.picture(of: tiles)))
    }

    @Test func `repeats no frame of a short film`() {
        #expect(ContactSheet.indices(count: 8, of: 3) == [0, 1, 2])
        #expect(ContactSheet.indices(count: 1, of: 1) == [0])
    }
}

@Suite struct `A frame decoder` {
    let film = SyntheticFilm(frameCount: 40)

    @Test func `reaches any frame directly`() throws {
        let bytes = try assembled(film, film.chunks(of: 10))
        let whole = try digests(bytes)
        var decoder = try FrameDecoder(.bytes(bytes))
        for index in [39, 0, 10, 9, 25, 26, 11] {
            let frame = try decoder.frame(at: index)
            #expect(FrameDigest(frame) == whole[index])
        }
    }

    @Test func `yields frames in the size asked for`() throws {
        let size = PixelSize(width: 32, height: 18)
        let frames = try FrameDecoder.frames(of: .bytes(film.chunk(0..<3)), size: size)
        #expect(frames.map(\.size) == [size, size, size])
    }
}
