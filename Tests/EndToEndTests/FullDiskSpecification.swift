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
    @Test func `refuses new jobs, keeps those acknowledged, and takes more once there is room`()
        throws
    {
        let farm = try FarmProcesses()
        guard let disk = try SmallDisk(over: farm.data.path(), kibibytes: 16 << 10) else {
            print("SKIPPED: a full disk: mounting a tmpfs needs root")
            return
        }
        defer {
            do { try disk.unmount() } catch { print(error) }
        }
        try farm.startScheduler()
        let first = try farm.submit(.init())
        let filler = farm.data.appending(path: "filler")
        try Data().write(to: filler)
        let handle = try FileHandle(forWritingTo: filler)
        for size in [1 << 20, 4096] {
            #expect(throws: (any Error).self) {
                while true { try handle.write(contentsOf: Data(count: size)) }
            }
        }
        for _ in 1...3 {
            let refused = try farm.run(["submit", "a cat"])
            #expect(refused.status == 75)
            #expect(refused.error.contains("disk is full"))
        }
        #expect(try farm.run(["show", String(first)]).status == 0)
        try handle.close()
        try FileManager.default.removeItem(at: filler)
        var accepted = try farm.run(["submit", "a dog", "--json"])
        for _ in 1...200 where accepted.status != 0 {
            accepted = try farm.run(["submit", "a dog", "--json"])
        }
        #expect(accepted.output.contains("\"job\":2"))
        farm.killScheduler()
        try farm.startScheduler()
        let jobs = try farm.run(["list", "--json"]).output.split(separator: "\n")
        #expect(jobs.count == 2)
    }

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
