import FarmModel
import Foundation
import StudioCore
import Testing

@Suite struct `A video` {
    let studio: TemporaryStudio
    var database: StudioDatabase { studio.database }

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test func `is seen by its owner alone`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let video = try await studio.film(of: ada, job: 1)
        #expect(try await database.video(video.id, of: ada.number).id == video.id)
        let database = database
        #expect(
            try await objection { _ = try await database.video(video.id, of: bob.number) }
                == "unknown")
        #expect(video.id.count > 25)
    }

    @Test func `is made once for one idempotency key`() async throws {
        let ada = try await studio.person("ada")
        let key = try Idempotency(key: "k", digest: [1])
        let first = try await create(for: ada, key)
        let second = try await create(for: ada, key)
        #expect(!first.isRepeated)
        #expect(second.isRepeated)
        #expect(second.video.id == first.video.id)
        let other = try Idempotency(key: "k", digest: [2])
        let specification = self
        #expect(
            try await objection { _ = try await specification.create(for: ada, other) }
                == "conflict")
    }

    @Test func `ends once, and its maker hears of it once`() async throws {
        let ada = try await studio.person("ada")
        let video = try await create(for: ada).video
        _ = try await database.accept(video.number, as: 5)
        try await database.advance(video.number, to: .running)
        #expect(
            try await database.end(video.number, .completed(studio.files), at: studio.now).isNews)
        let failure = VideoEnding.failed(Video.Failure(code: "x", message: "y"))
        let late = try await database.end(video.number, failure, at: studio.now)
        #expect(!late.isNews)
        #expect(late.video.state == .completed)
        try await database.advance(video.number, to: .running)
        #expect(try await database.video(number: video.number).state == .completed)
        #expect(try await database.account(ada.number).unread == 1)
    }

    @Test func `is deleted only once it has ended`() async throws {
        let ada = try await studio.person("ada")
        let video = try await create(for: ada).video
        let database = database
        #expect(
            try await objection { try await database.deleteVideo(video.number) } == "not_now")
        try await database.end(video.number, .cancelled, at: studio.now)
        try await database.deleteVideo(video.number)
        #expect(
            try await objection { _ = try await database.video(video.id, of: ada.number) }
                == "unknown")
    }

    @Test func `is listed both ways, page by page`() async throws {
        let ada = try await studio.person("ada")
        var ids: [String] = []
        for _ in 0..<5 { ids.append(try await create(for: ada).video.id) }
        var seen: [String] = []
        var more = true
        while more {
            let page = try await database.videos(
                of: ada.number, after: seen.last, .ascending, limit: 2)
            seen += page.videos.map(\.id)
            more = page.hasMore
        }
        #expect(seen == ids)
        let newest = try await database.videos(of: ada.number, after: nil, .descending, limit: 100)
        #expect(newest.videos.map(\.id) == ids.reversed())
        let page = try await database.videos(of: ada.number, .running, PageRequest())
        #expect(page.items.count == 5)
    }

    @Test func `whose order was withdrawn is nobody's`() async throws {
        let ada = try await studio.person("ada")
        let video = try await create(for: ada).video
        try await database.withdraw(video.number)
        #expect(try await database.videos(of: ada.number, .all, PageRequest()).items.isEmpty)
        #expect(try await database.withdrawn().map(\.id) == [video.id])
        try await database.discard(video.number)
        #expect(try await database.withdrawn().isEmpty)
    }

    @Test(arguments: ["", "7", "5s", "-5", "999", "５"])
    func `lasts one of the lengths that are offered`(_ text: String) {
        #expect(throws: Objection.self) { try FilmOrder.seconds(text) }
    }

    @Test(arguments: ["", "720", "720x", "721x1280", "62x64", "4000x64", "720X1280", "1x2x3"])
    func `has a frame within the limits`(_ text: String) {
        #expect(throws: Objection.self) { try FilmOrder.size(text) }
    }

    @Test func `grows to 120 seconds in six steps at most`() throws {
        #expect(try FilmOrder.extended(from: 5, by: 20, times: 0) == 25)
        #expect(throws: Objection.self) { try FilmOrder.extended(from: 115, by: 8, times: 1) }
        #expect(throws: Objection.self) { try FilmOrder.extended(from: 5, by: 4, times: 6) }
    }

    private func create(
        for account: Account, _ idempotency: Idempotency? = nil
    ) async throws -> StudioDatabase.Creation {
        let order = FilmOrder(
            model: "sora-2", prompt: "a cat", title: "a cat",
            size: PixelSize(width: 64, height: 64), seconds: 5, seed: 1)
        return try await database.createVideo(
            order, for: account.number, idempotency: idempotency, at: studio.now)
    }
}

@Suite struct `A rate` {
    let start = Instant(milliseconds: 1_000_000)

    @Test func `allows a burst, then one an interval`() {
        var rate = Rate<String>(burst: 3, every: .seconds(10))
        #expect((0..<3).map { _ in rate.take("a", at: start).remaining } == [2, 1, 0])
        #expect(rate.take("a", at: start).wait == .seconds(10))
        #expect(rate.take("b", at: start).wait == nil)
        #expect(rate.take("a", at: start.advanced(by: .seconds(10))).wait == nil)
        #expect(rate.take("a", at: start.advanced(by: .seconds(10))).wait == .seconds(10))
    }

    @Test func `remembers no more users than it may`() {
        var rate = Rate<Int>(burst: 1, every: .seconds(10), userLimit: 100)
        for user in 0..<1000 { _ = rate.take(user, at: start) }
        #expect(rate.take(999, at: start).wait != nil)
    }
}

@Suite struct `A report` {
    let studio: TemporaryStudio

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test func `takes down what it is about when an operator says so`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let post = try await studio.post(of: ada, job: 1)
        let database = studio.database
        let comment = try await database.comment(
            on: post.id, "bad words", by: ada.number, at: studio.now)
        let about = [Report.Subject.comment(comment.id), .post(post.id), .account(handle: "ada")]
        for subject in about {
            let id = try await database.report(subject, "why", by: bob.number, at: studio.now)
            try await database.resolve(id, .removed, by: bob.number, at: studio.now)
            let now = studio.now
            #expect(
                try await objection {
                    try await database.resolve(id, .kept, by: bob.number, at: now)
                } == "not_now")
        }
        #expect(
            try await objection { _ = try await database.post(post.id, viewer: nil) } == "unknown")
        #expect(try await database.account(ada.number).role == .viewer)
        #expect(try await database.reports(PageRequest()).items.count == 3)
    }
}
