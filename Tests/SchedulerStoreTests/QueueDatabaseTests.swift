import FarmModel
import Foundation
import SchedulerCore
import SchedulerStore
import Testing

@Suite struct `The queue on disk` {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    var path: String { folder.appending(path: "queue.sqlite").path() }

    @Test func `gives back every kind of record as it was written`() throws {
        do {
            let database = try QueueDatabase(path: path)
            try database.commit(Samples.records)
        }
        let reopened = try QueueDatabase(path: path)
        #expect(try reopened.records() == Samples.records)
    }

    @Test func `keeps the newest row of each kind and key`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Samples.records)
        let running = Record.jobStatus(1, JobStatus(state: .cancelled, sequence: 9))
        try database.commit([running])
        let statuses = try database.records().filter {
            if case .jobStatus(1, _) = $0 { true } else { false }
        }
        #expect(statuses == [running])
    }

    @Test func `writes a batch whole or not at all`() throws {
        let database = try QueueDatabase(path: path)
        let job = Record.job(Samples.admission(1))
        #expect(throws: StoreError.self) {
            try database.commit([.job(Samples.admission(2)), job, job])
        }
        #expect(try database.records().isEmpty)
    }

    @Test func `finds the storyboard of a job`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Samples.records)
        #expect(try database.document(of: 1) == Array("{}".utf8))
        #expect(try database.document(of: 7) == nil)
    }

    @Test func `finds what tasks were given`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Samples.records)
        #expect(try database.payloads(of: [2, 1], in: 1) == [[0, 255, 7], [0, 255, 7]])
        #expect(try database.payloads(of: [1, 7], in: 1).count == 1)
    }

    /// The plan of the first job, a task of its own, and the plan of the second job.
    private static let planned: [Record] = [
        .job(Samples.admission(1)), FifthVersion.task(1, of: 1, list: 1, "plan"),
        FifthVersion.task(2, of: 1, list: 2, "render"),
        .job(Samples.admission(2)), FifthVersion.task(3, of: 2, list: 3, "plan"),
    ]

    @Test func `keeps a plan with its job and tells it among the tasks`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Self.planned)
        #expect(
            try database.records()
                == [0, 3, 1, 2, 4].map { Self.planned[$0] })
        #expect(try database.payloads(of: [2, 1], in: 1) == [[2, 7], [1, 7]])
        #expect(try database.payloads(of: [3], in: 1).isEmpty)
        try database.commit([.removal(1, tasks: [1..<2, 2..<3])])
        #expect(try database.records() == [Self.planned[3], Self.planned[4]])
    }

    @Test func `keeps a first task that waits for another among the tasks`() throws {
        let database = try QueueDatabase(path: path)
        let records = [
            .job(Samples.admission(1)), FifthVersion.task(1, of: 1, list: 1, "a", after: [1]),
            FifthVersion.task(2, of: 1, list: 1, "b"),
        ]
        try database.commit(records)
        #expect(try database.records() == records)
    }

    @Test func `brings a file of the fifth version up to date`() throws {
        try Data(contentsOf: FifthVersion.file).write(to: URL(filePath: path))
        let database = try QueueDatabase(path: path)
        #expect(try database.records() == FifthVersion.records)
        #expect(try database.payloads(of: [1, 3], in: 1) == [[1, 7], [3, 7]])
        try database.commit([.removal(1, tasks: [1..<2, 3..<5])])
        #expect(try database.records().count == FifthVersion.records.count - 4)
    }

    @Test func `takes every row of a job away, and no other`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Samples.records)
        try database.commit([
            .removal(1, tasks: [1..<3]), .removal(6, tasks: []),
            .numbers(nextJob: 10, nextTask: 13),
        ])
        let left = try database.records()
        let touched = left.filter { record in
            switch record {
            case .job(let admission): admission.id == 1 || admission.id == 6
            case .jobStatus(let job, _), .document(let job, _), .jobControl(let job, _): job == 1
            case .task, .attempt, .chunk, .removal: true
            case .account, .team, .entitlement, .usage, .pause, .machine: false
            case .numbers(let nextJob, let nextTask): nextJob != 10 || nextTask != 13
            }
        }
        #expect(touched.isEmpty)
        #expect(left.count == Samples.records.count - 13)
        #expect(try database.document(of: 1) == nil)
    }

    @Test func `forgets a pause that is over`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Samples.records)
        try database.commit([
            .pause(Pause(account: nil, since: nil)), .pause(Pause(account: "ada", since: nil)),
        ])
        let pauses = try database.records().filter {
            if case .pause = $0 { true } else { false }
        }
        #expect(pauses.isEmpty)
    }

    @Test func `keeps accounts and teams in the order of their creation`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Samples.accounts)
        try database.commit([
            .account(AccountStanding(account: "zoe", pass: 70)),
            .team(TeamStanding(team: "studio", pass: 30, floor: 0, memberFloor: 0)),
        ])
        let names = try database.records().compactMap { record in
            switch record {
            case .account(let standing): "\(standing.account) \(standing.pass)"
            case .team(let standing): "\(standing.team) \(standing.pass)"
            default: nil
            }
        }
        #expect(names == ["studio 30", "common 3", "zoe 70", "ada -7"])
    }

    @Test func `keeps the last standing of a batch in the place of the first`() throws {
        let database = try QueueDatabase(path: path)
        let standings = [("zoe", 1), ("ada", 2), ("zoe", 3), ("ada", 4), ("zoe", 5)].map {
            AccountStanding(account: $0.0, pass: Int64($0.1))
        }
        try database.commit(standings.map(Record.account))
        #expect(try database.records() == [.account(standings[4]), .account(standings[3])])
    }

    @Test func `brings a file of the first version up to date`() throws {
        try Data(contentsOf: FirstVersion.file).write(to: URL(filePath: path))
        let database = try QueueDatabase(path: path)
        #expect(try database.records() == FirstVersion.records)
        try database.commit([.jobControl(1, JobControl(priority: 4))])
        #expect(try database.records().count == FirstVersion.records.count + 1)
    }

    @Test func `survives a checkpoint`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Samples.records)
        #expect(database.logByteCount > 0)
        try database.checkpoint()
        #expect(database.logByteCount == 0)
        #expect(try database.records() == Samples.records)
    }

    @Test func `opens once`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit(Samples.records)
        #expect(throws: StoreError.busy(path: path)) { _ = try QueueDatabase(path: path) }
    }

    @Test func `refuses a file of a later version`() throws {
        try seal(QueueDatabase(path: path))
        try patch(at: 60, with: [0, 0, 0, 99])
        #expect(throws: StoreError.newer(99, supported: 7, path: path)) {
            _ = try QueueDatabase(path: path)
        }
    }

    @Test func `refuses what is no database`() throws {
        try Data("not a database, but long enough to look like a file".utf8)
            .write(to: URL(filePath: path))
        #expect(throws: StoreError.self) { _ = try QueueDatabase(path: path) }
    }

    @Test func `finds a damaged page when it opens`() throws {
        do {
            let database = try QueueDatabase(path: path)
            try database.commit(
                (1...400).map { .job(Samples.admission($0)) })
            try database.checkpoint()
        }
        let size = try Data(contentsOf: URL(filePath: path)).count
        try patch(at: size / 2 - size / 2 % 4096, with: [UInt8](repeating: 0xA5, count: 4096))
        do {
            _ = try QueueDatabase(path: path)
            Issue.record("a damaged file was opened")
        } catch {
            guard case .damaged = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    private func seal(_ database: consuming QueueDatabase) throws {
        try database.checkpoint()
    }

    /// Overwrites bytes of the file; 60 is where SQLite keeps `user_version` (file format, 1.3).
    private func patch(at offset: UInt64, with bytes: [UInt8]) throws {
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    private func patch(at offset: Int, with bytes: [UInt8]) throws {
        try patch(at: UInt64(offset), with: bytes)
    }
}
