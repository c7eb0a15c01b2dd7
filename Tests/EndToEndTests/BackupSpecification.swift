import Foundation
import Testing

@Suite(.serialized) struct `A backup` {
    private func temporary() -> URL {
        FileManager.default.temporaryDirectory
            .appending(path: "reelmill-backup-\(UUID().uuidString.prefix(8))")
    }

    private func list(_ folder: URL) throws -> Binary.Result {
        try Binary.run(["list", "--json", "--data", folder.path()])
    }

    @Test func `of a working farm brings back its jobs, keys and films`() throws {
        let farm = try FarmProcesses()
        let (backup, target) = (temporary(), temporary())
        defer {
            for folder in [backup, target] {
                do { try FileManager.default.removeItem(at: folder) } catch { print(error) }
            }
        }
        try farm.startScheduler()
        try farm.startWorker("alone", threads: 2)
        let done = try farm.submit(.init())
        let film = try Data(contentsOf: farm.film(of: done))
        #expect(farm.stopWorker("alone") == 0)
        let waiting = try farm.submit(.init())
        let made = try farm.run(["backup", backup.path(), "--media"])
        try #require(made.status == 0, "\(made.error)")
        let after = try farm.submit(.init())
        #expect(after == waiting + 1)
        #expect(try farm.run(["backup", backup.path()]).status == 65)

        let verified = try Binary.run(["verify", backup.path(), "--json"])
        #expect(verified.status == 0, "\(verified.error)")
        #expect(verified.output.contains("\"films\":1") && verified.output.contains("\"jobs\":2"))
        let restored = try Binary.run(["restore", backup.path(), "--data", target.path()])
        #expect(restored.status == 0, "\(restored.error)")
        #expect(try Binary.run(["restore", backup.path(), "--data", target.path()]).status == 73)

        let second = FarmProcesses(restored: target)
        try second.startScheduler()
        let jobs = try list(target).output.split(separator: "\n")
        #expect(jobs.count == 2)
        let file = target.appending(path: "again.mp4")
        #expect(
            try second.run(["download", String(done), "--output", file.path()]).status == 0)
        #expect(try Data(contentsOf: file) == film)
        try second.startWorker("alone", threads: 2)
        _ = try second.film(of: waiting)
    }

    @Test func `is refused once a byte of it has changed, and is not restored`() throws {
        let farm = try FarmProcesses()
        let (backup, target) = (temporary(), temporary())
        defer {
            do { try FileManager.default.removeItem(at: backup) } catch { print(error) }
        }
        try farm.startScheduler()
        _ = try farm.submit(.init())
        #expect(try farm.run(["backup", backup.path()]).status == 0)
        #expect(try Binary.run(["verify", backup.path()]).status == 0)

        let queue = backup.appending(path: "queue.sqlite")
        var bytes = try Data(contentsOf: queue)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: queue)
        let verified = try Binary.run(["verify", backup.path()])
        #expect(verified.status == 65)
        #expect(verified.error.contains("queue.sqlite has other bytes than were written"))
        let restored = try Binary.run(["restore", backup.path(), "--data", target.path()])
        #expect(restored.status == 65)
        #expect(!FileManager.default.fileExists(atPath: target.appending(path: "keys").path()))

        try FileManager.default.removeItem(at: backup.appending(path: "manifest.json"))
        #expect(try Binary.run(["verify", backup.path()]).status == 66)
    }

    @Test func `is for operators only`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler(["--port", String(FarmProcesses.freePort())])
        let token = try farm.run(["token", "--role", "client", "--name", "ada"]).output
        let ada = temporary()
        defer {
            do { try FileManager.default.removeItem(at: ada) } catch { print(error) }
        }
        let joined = try Binary.run([
            "join", token.trimmingCharacters(in: .newlines), "--data", ada.path(),
        ])
        try #require(joined.status == 0, "\(joined.error)")
        let target = temporary()
        let refused = try Binary.run(["backup", target.path(), "--data", ada.path()])
        #expect(refused.status == 77)
        #expect(!FileManager.default.fileExists(atPath: target.path()))
    }
}
