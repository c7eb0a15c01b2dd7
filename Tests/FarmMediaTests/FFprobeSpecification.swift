import FarmMedia
import FarmModel
import Foundation
import Testing

/// The files as FFmpeg's own tools see them.
@Suite(
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: FFmpeg.probe),
        "SKIPPED: /usr/bin/ffprobe is not installed (apt package ffmpeg)"))
struct `FFmpeg's tools` {
    let film = SyntheticFilm(width: 640, height: 360, frameCount: 30)

    @Test func `agree on a film's codecs, length and times`() throws {
        let folder = try TemporaryFolder()
        let sound = try film.sound(sampleCount: 60_000, click: 48_000)
        let path = try folder.write(
            assembled(film, film.chunks(of: 12), sound: sound), to: "film.mp4")
        let streams = try FFmpeg.output(
            of: FFmpeg.probe,
            ["-show_entries", "stream=codec_name,r_frame_rate,nb_frames,duration", path])
        #expect(
            streams.split(separator: "\n") == [
                "h264,24/1,1.250000,30", "aac,0/0,1.250000,60",
            ])
        let times = try FFmpeg.output(
            of: FFmpeg.probe, ["-select_streams", "v", "-show_entries", "frame=pts_time", path])
        let shown = times.split(separator: "\n").compactMap { Double($0.prefix { $0 != "," }) }
        #expect(shown.count == 30)
        for (index, time) in shown.enumerated() { #expect(abs(time - Double(index) / 24) < 1e-6) }
    }

    @Test func `read colours as BT.709 in limited range`() throws {
        let folder = try TemporaryFolder()
        let format = FilmFormat(width: 64, height: 64, seconds: 1)
        var encoder = try ChunkEncoder(format: format, firstFrame: 0, frameCount: 1)
        let green = Array(repeatElement([0, 255, 0, 0] as [UInt8], count: 64 * 64).joined())
        try encoder.append(Frame(index: 0, size: format.size, rgba: green))
        let path = try folder.write(encoder.finish(), to: "green.mp4")
        let tags = try FFmpeg.output(
            of: FFmpeg.probe,
            [
                "-show_entries", "stream=color_range,color_space,color_transfer,color_primaries",
                path,
            ]
        )
        #expect(tags == "tv,bt709,bt709,bt709\n")
        let decoded = folder.path("green.yuv")
        let complaints = try FFmpeg.output(
            of: "/usr/bin/ffmpeg", ["-nostdin", "-i", path, "-pix_fmt", "yuv420p", decoded])
        #expect(complaints == "")
        let planes = try folder.read("green.yuv")
        // Y = 16 + 219 * 0.7152, Cb = 128 - 224 * 0.7152 / 1.8556, Cr = 128 - 224 * 0.7152 / 1.5748.
        for (place, value) in [(0, 173), (64 * 64, 42), (64 * 64 + 32 * 32, 26)] {
            #expect(abs(Int(planes[place]) - value) <= 2)
        }
    }

    @Test func `decode a film and a cut stream without complaint`() throws {
        let folder = try TemporaryFolder()
        let chunks = try film.chunks(of: 12)
        var muxer = try LiveMuxer(format: film.format, tracks: .picture)
        let parts = try chunks.map { try muxer.append(chunk: $0) }
        let files = [
            "film.mp4": try assembled(film, chunks), "chunk.mp4": chunks[1],
            "cut.mp4": Array(parts[0...1].joined()),
        ]
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let path = try folder.write(bytes, to: name)
            let complaints = try FFmpeg.output(
                of: "/usr/bin/ffmpeg", ["-nostdin", "-i", path, "-f", "null", "-"])
            #expect(complaints == "", "\(name)")
        }
    }
}

private enum FFmpeg {
    static let probe = "/usr/bin/ffprobe"

    /// What a tool writes to either stream, warnings included.
    static func output(of tool: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: tool)
        let form = tool == probe ? ["-of", "csv=p=0"] : []
        process.arguments = ["-v", "warning"] + form + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
