import Foundation
import Testing

@Suite(.serialized) struct `Bad input` {
    struct Case: CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var input: Data?
        var status: Int32

        /// What the message must name: the value, the limit or the remedy.
        var mentions: [String]

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "an empty prompt", arguments: ["make", "  "], status: 65,
            mentions: ["empty", "say"]),
        Case(
            name: "a prompt of ten megabytes", arguments: ["make", "-"],
            input: Data(repeating: UInt8(ascii: "a"), count: 10 << 20), status: 65,
            mentions: ["32000", "shorten"]),
        Case(
            name: "an odd size", arguments: ["make", "a cat", "--size", "1281x720"], status: 64,
            mentions: ["1281", "even", "1282"]),
        Case(
            name: "a size of nothing", arguments: ["make", "a cat", "--size", "0x0"], status: 64,
            mentions: ["0", "64"]),
        Case(
            name: "a size beyond the limit",
            arguments: ["make", "a cat", "--size", "100000x100000"],
            status: 64, mentions: ["100000", "3840"]),
        Case(
            name: "a size that is none", arguments: ["make", "a cat", "--size", "big"], status: 64,
            mentions: ["big", "1280x720"]),
        Case(
            name: "no seconds", arguments: ["make", "a cat", "--seconds", "0"], status: 64,
            mentions: ["0", "0.5", "600"]),
        Case(
            name: "ten thousand seconds", arguments: ["make", "a cat", "--seconds", "10000"],
            status: 64, mentions: ["10000", "600"]),
        Case(
            name: "an unknown quality", arguments: ["make", "a cat", "--quality", "best"],
            status: 64, mentions: ["best", "final"]),
        Case(
            name: "an output that cannot be written",
            arguments: ["make", "a cat", "--output", "/nonexistent/film.mp4"], status: 73,
            mentions: ["/nonexistent/film.mp4", "--output"]),
        Case(
            name: "a farm that does not run", arguments: ["list", "--data", "/nonexistent"],
            status: 69, mentions: ["/nonexistent", "reelmill up"]),
        Case(
            name: "a damaged join token", arguments: ["join", "reelmill1.AAAA"], status: 65,
            mentions: ["cut or mistyped"]),
    ]

    @Test(arguments: cases) func `is refused by name`(_ bad: Case) throws {
        let result = try Binary.run(bad.arguments, input: bad.input)
        #expect(result.status == bad.status, "\(result.error)")
        for words in bad.mentions { #expect(result.error.contains(words)) }
    }

    @Test func `is refused as JSON where JSON was asked for`() throws {
        let result = try Binary.run(["make", "", "--json"])
        #expect(result.status == 65)
        #expect(result.output.contains("\"code\":\"prompt_empty\""))
    }

    @Test func `of an unknown engine says what the farm has`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("alone")
        let result = try farm.run(["submit", "a cat", "--engine", "warp", "--json"])
        #expect(result.status == 65)
        #expect(result.output.contains("warp") && result.output.contains("previz"))
    }

    @Test func `of another farm's folder is told apart from a stranger`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let stranger = try FarmProcesses()
        try stranger.startScheduler()
        let address = farm.data.appending(path: "farm.json")
        let keys = stranger.data.appending(path: "keys/operator.key")
        let folder = stranger.data.appending(path: "mixed")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "keys"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: address, to: folder.appending(path: "farm.json"))
        try FileManager.default.copyItem(
            at: keys, to: folder.appending(path: "keys/operator.key"))
        let result = try Binary.run(["list", "--data", folder.path()])
        #expect(result.status == 77)
        #expect(result.error.contains("does not know this key"))
    }

    @Test func `of two schedulers on one folder stops the second`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let second = try farm.run(["scheduler", "--local"])
        #expect(second.status != 0)
        #expect(second.error.contains("another scheduler uses"))
    }

    @Test func `of a port in use names the port`() throws {
        let first = try FarmProcesses()
        let second = try FarmProcesses()
        try first.startScheduler(["--port", "17420"])
        let result = try second.run(["scheduler", "--port", "17420"])
        #expect(result.status != 0)
        #expect(result.error.contains("17420") && result.error.contains("in use"))
    }

    @Test func `of a later version's data is refused before anything is touched`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        farm.stopScheduler()
        let handle = try FileHandle(forUpdating: farm.data.appending(path: "queue.sqlite"))
        let before = try handle.readToEnd()
        try handle.seek(toOffset: 60)
        try handle.write(contentsOf: Data([0, 0, 0, 99]))
        try handle.close()
        let result = try farm.run(["scheduler", "--local"])
        #expect(result.status == 78)
        #expect(result.error.contains("format 99"))
        #expect(before != nil)
    }

    @Test func `of a damaged queue is refused with the way out, and nothing is written`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        let job = try farm.submit(.init())
        farm.killScheduler()
        let log = farm.data.appending(path: "queue.sqlite-wal")
        let sound = try Data(contentsOf: log)
        let cut = sound.prefix(sound.count - 5000)
        try cut.write(to: log)
        for arguments in [["scheduler", "--local", "--data"], ["audit"]] {
            let refused = try Binary.run(arguments + [farm.data.path()])
            #expect(refused.status == 65)
            #expect(refused.error.contains("put the file back or restore a backup"))
            #expect(try Data(contentsOf: log) == cut)
        }
        try sound.write(to: log)
        try farm.startScheduler()
        #expect(try farm.run(["show", String(job)]).status == 0)
    }
}
