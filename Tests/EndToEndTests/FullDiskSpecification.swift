import Foundation
import Testing

/// A small disk of its own over a folder, where the system lets us mount one.
private struct SmallDisk {
    let folder: String

    init?(over folder: String, kibibytes: Int) throws {
        self.folder = folder
        guard
            try SmallDisk.run(
                "mount", ["-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", folder])
        else { return nil }
    }

    func grow(toKibibytes kibibytes: Int) throws -> Bool {
        try SmallDisk.run("mount", ["-o", "remount,size=\(kibibytes)k", folder])
    }

    func unmount() throws {
        _ = try SmallDisk.run("umount", ["--lazy", folder])
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

@Suite(.serialized) struct `A full disk` {
    @Test func `refuses media by name, and loses no job`() throws {
        let farm = try FarmProcesses()
        let depot = farm.data.appending(path: "depot").path()
        try FileManager.default.createDirectory(
            atPath: depot, withIntermediateDirectories: true)
        guard let disk = try SmallDisk(over: depot, kibibytes: 64) else {
            print("SKIPPED: a full disk: mounting a tmpfs needs root")
            return
        }
        defer {
            do { try disk.unmount() } catch { print(error) }
        }
        try farm.startScheduler()
        let log = Pipe()
        try farm.startWorker("patient", log: log)
        let job = try farm.submit(.init())
        let refusal = try log.read { $0.contains("no space left") }
        #expect(refusal?.contains(depot) ?? false)
        #expect(refusal?.contains("free some or move the data folder") ?? false)
        log.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        #expect(try disk.grow(toKibibytes: 65_536))
        let film = try farm.film(of: job)
        let picture = try `A film`.frames(of: film)
        #expect(try picture == `A film`.reference.get())
    }
}
