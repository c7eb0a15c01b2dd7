import FarmModel
import Foundation
import SchedulerCore
import SchedulerStore
import Testing

/// What a queue finds when it opens after its process was killed.
@Suite struct `A write-ahead log after a crash` {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        for name in ["live", "killed"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
    }

    private func file(_ name: String, in side: String = "killed") -> URL {
        folder.appending(path: side).appending(path: "queue.sqlite" + name)
    }

    private var path: String { file("").path() }

    /// What a killed process leaves: its files as they are while it runs.
    private func takeOver(_ names: [String] = ["", "-wal", "-mark"]) throws {
        for name in names {
            try Data(contentsOf: file(name, in: "live")).write(to: file(name))
        }
    }

    /// Commits `count` jobs, one at a time, and leaves files as a crash would.
    private func crash(afterJobs count: UInt64) throws {
        let database = try QueueDatabase(path: file("", in: "live").path())
        for number in 1...count { try database.commit([.job(Samples.admission(number))]) }
        try takeOver()
    }

    private func expectRefusal() {
        do {
            _ = try QueueDatabase(path: path)
            Issue.record("commits were forgotten without a word")
        } catch {
            guard case .incomplete(path, let frames, let whole) = error, whole < frames else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func `gives back every commit`() throws {
        try crash(afterJobs: 20)
        let database = try QueueDatabase(path: path)
        #expect(try database.records().count == 20)
    }

    @Test(arguments: [0.0, 0.4, 0.99]) func `that was cut is refused`(part: Double) throws {
        try crash(afterJobs: 20)
        let bytes = try Data(contentsOf: file("-wal"))
        try bytes.prefix(Int(Double(bytes.count) * part)).write(to: file("-wal"))
        expectRefusal()
    }

    @Test(arguments: [0, 25, 40, 5000, 60_000]) func `with a flipped bit is refused`(
        place: Int
    ) throws {
        try crash(afterJobs: 20)
        var bytes = try Data(contentsOf: file("-wal"))
        bytes[place] ^= 4
        try bytes.write(to: file("-wal"))
        expectRefusal()
    }

    @Test func `that is gone is refused, until its mark is removed`() throws {
        try crash(afterJobs: 20)
        try FileManager.default.removeItem(at: file("-wal"))
        expectRefusal()
        try FileManager.default.removeItem(at: file("-mark"))
        let database = try QueueDatabase(path: path)
        #expect(try database.records().isEmpty)
    }

    @Test func `may hold more than its mark tells of`() throws {
        let database = try QueueDatabase(path: file("", in: "live").path())
        try database.commit([.job(Samples.admission(1))])
        try takeOver(["-mark"])
        try database.commit([.job(Samples.admission(2))])
        try takeOver(["", "-wal"])
        let reopened = try QueueDatabase(path: path)
        #expect(try reopened.records().count == 2)
    }

    @Test func `that was folded is not missed`() throws {
        let database = try QueueDatabase(path: file("", in: "live").path())
        try database.commit([.job(Samples.admission(1))])
        try database.checkpoint()
        try takeOver()
        do {
            let reopened = try QueueDatabase(path: path)
            #expect(try reopened.records().count == 1)
            try reopened.commit([.job(Samples.admission(2))])
        }
        let again = try QueueDatabase(path: path)
        #expect(try again.records().count == 2)
    }

    @Test func `of a later generation is not judged by an old mark`() throws {
        let database = try QueueDatabase(path: file("", in: "live").path())
        for number in UInt64(1)...9 { try database.commit([.job(Samples.admission(number))]) }
        try takeOver(["-mark"])
        try database.checkpoint()
        try database.commit([.job(Samples.admission(10))])
        try takeOver(["", "-wal"])
        let reopened = try QueueDatabase(path: path)
        #expect(try reopened.records().count == 10)
    }
}
