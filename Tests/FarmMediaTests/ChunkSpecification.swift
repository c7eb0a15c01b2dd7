import FarmMedia
import FarmModel
import Testing

@Suite struct `A chunk` {
    let film = SyntheticFilm(frameCount: 30)

    @Test func `plays from its first byte on its own`() throws {
        let frames = try FrameDecoder.frames(of: .bytes(film.chunk(12..<24)))
        #expect(frames.map(\.index) == Array(12..<24))
        #expect(frames.map { likeness(of: $0, in: film) } == Array(12..<24))
        for frame in frames { #expect(difference(frame, film.frame(frame.index)) < 12) }
    }

    @Test func `starts with a key frame and times every frame by its number in the film`() throws {
        let probe = try MediaProbe(.bytes(film.chunk(12..<24)))
        let picture = try #require(probe.picture)
        #expect(picture.codec == "h264")
        #expect(picture.framesPerSecond == 24)
        #expect(picture.frameCount == 12)
        #expect(picture.firstFrame == 12)
        #expect(picture.timing == .constant)
        #expect(probe.isFastStart)
    }

    @Test func `has the same bytes whenever and after whatever it is encoded`() throws {
        let forward = try [0..<10, 10..<20, 20..<30].map { try film.chunk($0) }
        let backward = try [20..<30, 10..<20, 0..<10].map { try film.chunk($0) }
        let isSame = forward == backward.reversed()
        #expect(isSame)
    }

    @Test func `has the parameter sets of every other chunk of its film`() throws {
        var dark = film
        dark.seed = 99
        let all =
            try [film.chunk(0..<24), film.chunk(24..<25), film.chunk(25..<30)]
            + [dark.chunk(3..<9)]
        let configurations = all.map(configuration)
        #expect(configurations[0]?.isEmpty == false)
        #expect(Set(configurations).count == 1)
    }

    @Test func `may be a single frame`() throws {
        let frames = try FrameDecoder.frames(of: .bytes(film.chunk(7..<8)))
        #expect(frames.map(\.index) == [7])
    }

    @Test(arguments: [1, 7, 25, 30, 60, 240])
    func `keeps exact time at any frame rate`(framesPerSecond: Int) throws {
        let film = SyntheticFilm(framesPerSecond: framesPerSecond, frameCount: 9)
        let picture = try #require(try MediaProbe(.bytes(film.chunk(3..<9))).picture)
        #expect(picture.framesPerSecond == Double(framesPerSecond))
        #expect(picture.firstFrame == 3)
        #expect(picture.timing == .constant)
    }

    @Test func `keeps colours within what limited-range 4:2:0 can carry`() throws {
        let size = PixelSize(width: 64, height: 64)
        let format = FilmFormat(width: 64, height: 64, seconds: 1)
        let colors: [[UInt8]] = [
            [255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255], [200, 120, 40],
        ]
        for color in colors {
            var encoder = try ChunkEncoder(format: format, firstFrame: 0, frameCount: 1)
            let rgba = Array(repeatElement(color + [0], count: size.area).joined())
            try encoder.append(Frame(index: 0, size: size, rgba: rgba))
            let decoded = try FrameDecoder.frames(of: .bytes(encoder.finish()))
            let middle = 4 * (32 * 64 + 32)
            for channel in 0..<3 {
                #expect(abs(Int(decoded[0].rgba[middle + channel]) - Int(color[channel])) <= 3)
            }
        }
    }

    @Test(arguments: [(63, 36), (64, 35), (0, 36), (64, 14), (8194, 36), (-2, 36)])
    func `refuses a size that H.264 cannot hold`(width: Int, height: Int) {
        let format = FilmFormat(width: width, height: height, seconds: 1)
        let size = PixelSize(width: width, height: height)
        #expect(throws: MediaError.frameSize(size, sides: 16...8192)) {
            _ = try ChunkEncoder(format: format, firstFrame: 0, frameCount: 1)
        }
    }

    @Test func `refuses frames out of turn, out of shape and beyond its end`() {
        let small = Frame(
            index: 4, size: PixelSize(width: 2, height: 2), rgba: [UInt8](repeating: 0, count: 16))
        #expect(throws: MediaError.frameOrder(expected: 4, found: 5)) {
            try append([film.frame(5)])
        }
        #expect(throws: MediaError.frameShape(expected: film.format.size, found: small.size)) {
            try append([small])
        }
        #expect(throws: MediaError.frameCount(expected: 1, found: 2)) {
            try append([film.frame(4), film.frame(5)])
        }
    }

    /// Appends `frames` to a chunk that wants frame 4 and no other.
    private func append(_ frames: [Frame]) throws {
        var encoder = try ChunkEncoder(format: film.format, firstFrame: 4, frameCount: 1)
        for frame in frames { try encoder.append(frame) }
    }

    @Test func `refuses to end before its last frame`() throws {
        #expect(throws: MediaError.frameCount(expected: 2, found: 1)) {
            var encoder = try ChunkEncoder(format: film.format, firstFrame: 0, frameCount: 2)
            try encoder.append(film.frame(0))
            _ = try encoder.finish()
        }
    }

    @Test(arguments: [(-1, 5), (0, 0), (0, -3), (Int.max, 1)])
    func `refuses an impossible range`(first: Int, count: Int) {
        #expect(throws: MediaError.frameRange(first: first, count: count)) {
            _ = try ChunkEncoder(format: film.format, firstFrame: first, frameCount: count)
        }
    }

    @Test(arguments: [0, -24, 241])
    func `refuses an impossible frame rate`(framesPerSecond: Int) {
        let format = FilmFormat(
            width: 64, height: 36, framesPerSecond: framesPerSecond, seconds: 1)
        #expect(throws: MediaError.frameRate(framesPerSecond, allowed: 1...240)) {
            _ = try ChunkEncoder(format: format, firstFrame: 0, frameCount: 1)
        }
    }
}

/// The contents of the `avcC` box, found by its name.
func configuration(_ file: [UInt8]) -> [UInt8]? {
    configurationRange(file).map { Array(file[$0]) }
}

/// Where the contents of the `avcC` box lie.
func configurationRange(_ file: [UInt8]) -> Range<Int>? {
    let name = Array("avcC".utf8)
    guard let start = file.indices.dropLast(4).first(where: { Array(file[$0..<$0 + 4]) == name })
    else { return nil }
    let length = file[start - 4..<start].reduce(0) { $0 << 8 | Int($1) }
    return start + 4..<start - 4 + length
}
