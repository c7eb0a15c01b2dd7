import FarmModel
import Foundation
import SchedulerCore
import SchedulerStore
import Testing

@Suite struct `A copy of the queue` {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var path: String { folder.appending(path: "queue.sqlite").path() }
    private var target: String { folder.appending(path: "copy.sqlite").path() }

    private func finish(_ copy: consuming QueueCopy) throws -> Int {
        var steps = 1
        while try !copy.step(pages: 1).isComplete { steps += 1 }
        return steps
    }

    @Test func `holds what was committed before and while it was made`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit((1...2000).map { .job(Samples.admission($0)) })
        let copy = try QueueCopy(of: database, at: target)
        #expect(try !copy.step(pages: 10).isComplete)
        // A row on a page that is copied already, and rows on pages that are yet to come.
        try database.commit([
            .jobStatus(1, JobStatus(state: .running, sequence: 2)),
            .jobControl(1, JobControl(priority: 9)),
        ])
        try database.commit((2001...3000).map { .job(Samples.admission($0)) })
        try database.checkpoint()
        #expect(try finish(copy) > 10)
        let expected = try database.records()
        let copied = try QueueDatabase(path: target)
        #expect(expected.count == 3002)
        let isEqual = try copied.records() == expected
        #expect(isEqual)
        #expect(try copied.damages() == [])
    }

    @Test func `is undone where the batch was`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit((1...2000).map { .job(Samples.admission($0)) })
        let copy = try QueueCopy(of: database, at: target)
        #expect(try !copy.step(pages: 10).isComplete)
        #expect(throws: StoreError.self) {
            try database.commit([.job(Samples.admission(2001)), .job(Samples.admission(1))])
        }
        _ = try finish(copy)
        #expect(try QueueDatabase(path: target).records().count == 2000)
    }

    @Test func `says how far it is and ends only with the last page`() throws {
        let database = try QueueDatabase(path: path)
        try database.commit((1...2000).map { .job(Samples.admission($0)) })
        let copy = try QueueCopy(of: database, at: target)
        let first = try copy.step(pages: 3)
        #expect(first.copiedPages == 3)
        #expect(first.totalPages > 20)
        #expect(try copy.step(pages: 1_000_000).isComplete)
    }

    @Test func `replaces no file`() throws {
        let database = try QueueDatabase(path: path)
        try Data("mine".utf8).write(to: URL(filePath: target))
        #expect(throws: StoreError.failed(path: target, detail: "it is there already")) {
            _ = try QueueCopy(of: database, at: target)
        }
        #expect(try Data(contentsOf: URL(filePath: target)) == Data("mine".utf8))
    }
}
