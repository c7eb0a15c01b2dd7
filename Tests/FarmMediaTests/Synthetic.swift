import FarmMedia
import FarmModel
import Foundation

/// A film without an engine: frames that move, sound with one click.
struct SyntheticFilm {
    var format: FilmFormat

    /// Changes what is seen but not how.
    var seed: UInt64 = 1

    init(width: Int = 64, height: Int = 36, framesPerSecond: Int = 24, frameCount: Int) {
        format = FilmFormat(
            width: width, height: height, framesPerSecond: framesPerSecond,
            seconds: Double(frameCount) / Double(framesPerSecond))
    }

    /// A moving gradient under a little noise; frame `flash` is white.
    func frame(_ index: Int, flash: Int? = nil) -> Frame {
        var generator = SplitMix64(seed: seed &+ UInt64(index))
        let (width, height) = (format.width, format.height)
        var rgba: [UInt8] = []
        rgba.reserveCapacity(4 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                let noise = UInt8(generator.next() & 7)
                let red = UInt8(truncatingIfNeeded: (x * 255 / width + 3 * index) & 0x7F)
                let green = UInt8(truncatingIfNeeded: (y * 255 / height + 2 * index) & 0x7F)
                let isSquare = abs(x - (4 * index) % width) < 6 && abs(y - height / 2) < 6
                rgba += [red + noise, green + noise, isSquare ? 240 : 40, 0]
            }
        }
        if index == flash { rgba = Array(repeating: 255, count: rgba.count) }
        return Frame(index: index, size: format.size, rgba: rgba)
    }

    func chunk(_ range: Range<Int>, flash: Int? = nil) throws(MediaError) -> [UInt8] {
        var encoder = try ChunkEncoder(
            format: format, firstFrame: range.lowerBound, frameCount: range.count)
        for index in range { try encoder.append(frame(index, flash: flash)) }
        return try encoder.finish()
    }

    /// The whole film in chunks of `length` frames, the last one shorter if need be.
    func chunks(of length: Int, flash: Int? = nil) throws(MediaError) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        for first in stride(from: 0, to: format.frameCount, by: length) {
            let end = min(first + length, format.frameCount)
            chunks.append(try chunk(first..<end, flash: flash))
        }
        return chunks
    }

    /// Near-silence with a click of three samples in the middle of which lies `click`.
    func sound(sampleCount: Int, click: Int) throws(MediaError) -> [UInt8] {
        var samples = [Float](repeating: 0, count: 2 * sampleCount)
        for offset in -1...1 where (0..<sampleCount).contains(click + offset) {
            samples[2 * (click + offset)] = offset == 0 ? 0.9 : 0.4
            samples[2 * (click + offset) + 1] = offset == 0 ? 0.9 : 0.4
        }
        var encoder = try SoundEncoder()
        try encoder.append(samples)
        return try encoder.finish()
    }
}

/// A folder that is removed with its contents.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "farm-media-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            print("could not remove \(url.path): \(error)")
        }
    }

    func path(_ name: String) -> String {
        url.appending(path: name).path
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url.appending(path: name)))
    }

    /// Writes `bytes` and returns their path.
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: url.appending(path: name))
        return path(name)
    }
}

/// The bytes of a film assembled in memory's sight.
func assembled(
    _ film: SyntheticFilm, _ chunks: [[UInt8]], sound: [UInt8]? = nil
) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let assembler = FilmAssembler(format: film.format, labels: FilmLabels(title: "film"))
    try assembler.assemble(
        chunks: chunks.map(MediaSource.bytes), sound: sound.map(MediaSource.bytes),
        to: folder.path("film.mp4"))
    return try folder.read("film.mp4")
}

/// Mean absolute difference of the colour channels.
func difference(_ one: Frame, _ other: Frame) -> Double {
    var sum = 0
    for index in one.rgba.indices where index % 4 != 3 {
        sum += abs(Int(one.rgba[index]) - Int(other.rgba[index]))
    }
    return Double(sum) / Double(3 * one.size.area)
}

/// Which of the film's frames `frame` looks most like.
func likeness(of frame: Frame, in film: SyntheticFilm) -> Int? {
    let differences = (0..<film.format.frameCount).map { difference(frame, film.frame($0)) }
    return differences.indices.min { differences[$0] < differences[$1] }
}

/// Where the loudest sample is heard, of a stereo sound.
func loudest(_ samples: [Float]) -> Int? {
    samples.indices.max { abs(samples[$0]) < abs(samples[$1]) }.map { $0 / 2 }
}

/// A frame in few words, so that a failed comparison can be read.
struct FrameDigest: Equatable, CustomStringConvertible {
    let index: Int
    let size: PixelSize
    let hash: UInt64

    init(_ frame: Frame) {
        index = frame.index
        size = frame.size
        // FNV-1a (Fowler, Noll, Vo).
        hash = frame.rgba.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    var description: String { "\(index):\(String(hash & 0xFFFF, radix: 16))" }
}

/// The digests of every frame of a file.
func digests(_ file: [UInt8]) throws -> [FrameDigest] {
    try FrameDecoder.frames(of: .bytes(file)).map(FrameDigest.init)
}
