import Foundation
import Testing

@Suite(.serialized) struct `An interrupted command` {
    /// Processes whose command line names `text`.
    private func processes(naming text: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc")
            .filter { Int32($0) != nil }
            .filter { process in
                let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
                return String(decoding: line ?? Data(), as: UTF8.self).contains(text)
            }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `of a private farm leaves no process, no folder and no film`(signal: Int32) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "reelmill-test-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { print(error) }
        }
        let film = folder.appending(path: "film.mp4").path()
        let make = Binary.process([
            "make", "一只橙色猫在海浪上冲浪", "--privately", "--json", "--size", "320x180",
            "--seconds", "120", "--output", film,
        ])
        make.environment = ProcessInfo.processInfo.environment
            .merging(["TMPDIR": folder.path()]) { $1 }
        let output = Pipe()
        make.standardOutput = output
        make.standardError = FileHandle.nullDevice
        try make.run()
        let watchdog = Binary.watchdog(of: make)
        let chunk = try output.read { $0.contains("\"chunk\"") }
        #expect(chunk != nil)
        #expect(try processes(naming: folder.path()).count >= 2)
        kill(make.processIdentifier, signal)
        _ = try output.fileHandleForReading.readToEnd()
        make.waitUntilExit()
        watchdog.cancel()
        #expect(make.terminationReason == .exit)
        #expect(make.terminationStatus == 130)
        #expect(try processes(naming: folder.path()).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)
    }
}
