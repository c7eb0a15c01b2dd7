import FarmModel
import FarmTransport
import FarmWire
import Foundation
import Testing

@Suite(.serialized) struct `A key` {
    private func farm() throws -> FarmProcesses {
        let farm = try FarmProcesses()
        try farm.startScheduler(["--port", String(FarmProcesses.freePort())])
        return farm
    }

    @Test func `that is revoked loses its open connection's rights at the next message`() throws {
        let farm = try farm()
        let ada = try farm.join("ada")
        let peer = try RawPeer(to: farm.address.client, of: farm.data, key: ada.key)
        let question = ClientRequest(correlation: 1, .usage(nil, .totals)).frame
        try peer.send(question, count: 1)
        #expect(try peer.read(pause: .seconds(1)).count == 1)
        #expect(try farm.run(["keys", "revoke", "ada"]).status == 0)
        try peer.send(question, count: 5)
        #expect(try peer.read(pause: .seconds(1)).isEmpty)
        #expect(try Binary.run(["list", "--data", ada.folder.path()]).status != 0)
        #expect(try farm.run(["status"]).status == 0)
        farm.killScheduler()
        try farm.startScheduler(["--port", String(FarmProcesses.freePort())])
        #expect(try !farm.run(["keys"]).output.contains("ada"))
    }

    @Test func `of a worker that is revoked loses its open connections on both ports`() throws {
        let farm = try farm()
        let mill = try farm.join("mill", role: "worker")
        let control = try RawPeer(to: farm.address.worker, of: farm.data, key: mill.key)
        let media = try RawPeer(to: farm.address.media, of: farm.data, key: mill.key)
        let beat = WorkerStatement(correlation: 1, worker: 7, .heartbeat([])).frame
        let read = MediaRequest(
            .read(ticket: [UInt8](repeating: 1, count: 81), offset: 0, length: 9)
        ).frame
        try control.send(beat, count: 1)
        try media.send(read, count: 1)
        #expect(try control.read(pause: .seconds(1)).count == 1)
        #expect(try media.read(pause: .seconds(1)).count == 1)
        #expect(try farm.run(["keys", "revoke", "mill"]).status == 0)
        try control.send(beat, count: 3)
        try media.send(read, count: 3)
        #expect(try control.read(pause: .seconds(1)).isEmpty)
        #expect(try media.read(pause: .seconds(1)).isEmpty)
    }

    @Test func `is replaced by its owner, and the old one opens nothing`() throws {
        let farm = try farm()
        let ada = try farm.join("ada")
        let old = try Data(contentsOf: ada.key)
        let data = ["--data", ada.folder.path()]
        #expect(try Binary.run(["submit", "a cat"] + data).status == 0)
        let rotated = try Binary.run(["keys", "rotate"] + data)
        #expect(rotated.status == 0, "\(rotated.error)")
        #expect(try Data(contentsOf: ada.key) != old)
        #expect(try Binary.run(["list"] + data).output.contains("a cat"))
        try old.write(to: ada.key)
        #expect(try Binary.run(["list"] + data).status == 77)
    }

    @Test func `of an operator or a worker is replaced too, and outlives a restart`() throws {
        let farm = try farm()
        for arguments in [["keys", "rotate"], ["keys", "rotate", "--worker"]] {
            let rotated = try farm.run(arguments)
            #expect(rotated.status == 0, "\(rotated.error)")
        }
        farm.killScheduler()
        try farm.startScheduler(["--port", String(FarmProcesses.freePort())])
        let keys = try farm.run(["keys"])
        #expect(keys.status == 0)
        // The operator's, the workers', the studio's.
        #expect(keys.output.split(separator: "\n").count == 3)
    }

    @Test func `of the last operator is not revoked, and others' keys are their own matter`() throws
    {
        let farm = try farm()
        let ada = try farm.join("ada")
        _ = try farm.join("bob")
        let last = try farm.run(["keys", "revoke", "operator"])
        #expect(last.status == 75 && last.error.contains("nobody could steer the farm"))
        let others = try Binary.run(["keys", "revoke", "bob", "--data", ada.folder.path()])
        #expect(others.status == 66)
        #expect(try Binary.run(["keys", "--data", ada.folder.path()]).status == 77)
        #expect(try Binary.run(["audit-log", "--data", ada.folder.path()]).status == 77)
    }
}

@Suite(.serialized) struct `The audit log` {
    @Test func `tells who did what to whom, with what came of it, across restarts`() throws {
        let farm = try FarmProcesses()
        let port = String(FarmProcesses.freePort())
        try farm.startScheduler(["--port", port])
        let ada = try farm.join("ada")
        #expect(
            try Binary.run(["submit", "a secret", "--data", ada.folder.path()]).status == 0)
        #expect(try farm.run(["pause", "--farm"]).status == 0)
        #expect(try farm.run(["cancel", "1"]).status == 0)
        #expect(try farm.run(["cancel", "99"]).status != 0)
        #expect(try farm.run(["keys", "revoke", "nobody"]).status != 0)
        #expect(try farm.run(["keys", "revoke", "ada"]).status == 0)
        farm.killScheduler()
        try farm.startScheduler(["--port", port])
        let text = try farm.run(["audit-log"]).output
        let deeds = text.split(separator: "\n").map { line in
            line.split(separator: " ").dropFirst().joined(separator: " ")
        }
        #expect(
            deeds == [
                "operator invite client ada: done", "ada join \(hostName): done",
                "operator pause the farm: done", "operator cancel job 1: done",
                "operator cancel job 99: unknown", "operator revoke_key nobody: unknown",
                "operator revoke_key ada: done",
            ])
        let json = try farm.run(["audit-log", "--json", "--since", "1h"]).output
        #expect(json.split(separator: "\n").count == 7)
        #expect(try farm.run(["audit-log", "--since", "2099-01-01T00:00:00Z"]).output.isEmpty)
        #expect(try farm.run(["audit-log", "--since", "soon"]).status == 64)
        #expect(!json.contains("secret"))
    }

    private var hostName: String { ProcessInfo.processInfo.hostName }
}
