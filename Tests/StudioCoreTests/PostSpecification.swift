import FarmModel
import Foundation
import StudioCore
import Testing

@Suite struct `A post` {
    let studio: TemporaryStudio
    var database: StudioDatabase { studio.database }

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test func `shows a finished film, once`() async throws {
        let ada = try await studio.person("ada")
        let video = try await studio.film(of: ada, job: 1)
        let post = try await database.post(video, PostChange(tags: ["猫", "surf"]), at: studio.now)
        #expect(post.title == "a cat surfs")
        #expect(post.tags == ["猫", "surf"])
        #expect(try await database.account(ada.number).posts == 1)
        let studio = studio
        #expect(
            try await objection {
                _ = try await studio.database.post(video, PostChange(), at: studio.now)
            } == "conflict")
    }

    @Test func `needs a film that is finished`() async throws {
        let ada = try await studio.person("ada")
        let order = FilmOrder(
            model: "m", prompt: "p", title: "t", size: PixelSize(width: 64, height: 64),
            seconds: 5, seed: 1)
        let made = try await database.createVideo(order, for: ada.number, at: studio.now)
        let studio = studio
        #expect(
            try await objection {
                _ = try await studio.database.post(made.video, PostChange(), at: studio.now)
            } == "not_now")
    }

    @Test func `counts each who likes it once, and tells its maker`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let post = try await studio.post(of: ada, job: 1)
        for _ in 0..<2 {
            let liked = try await database.like(post.id, .on, by: bob.number, at: studio.now)
            #expect(liked.likes == 1)
            #expect(liked.isLiked)
            #expect(liked.heat > post.heat)
        }
        let told = try await database.notifications(of: ada.number, PageRequest()).items
        #expect(told.map(\.kind) == [.liked, .finished])
        for _ in 0..<2 {
            let left = try await database.like(post.id, .off, by: bob.number, at: studio.now)
            #expect(left.likes == 0)
            #expect(left.heat == post.heat)
        }
    }

    @Test func `is taken down by its maker or an operator`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let post = try await studio.post(of: ada, job: 1)
        let database = database
        #expect(
            try await objection { try await database.deletePost(post.id, by: bob) } == "forbidden")
        let chief = try await database.setRole(.operator, of: "bob")
        try await database.deletePost(post.id, by: chief)
        #expect(try await database.account(ada.number).posts == 0)
        #expect(try await database.search("cat", viewer: bob.number, PageRequest()).items.isEmpty)
    }

    @Test func `knows what it came from and what came of it`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let kitten = try await studio.film(of: ada, "小猫眨眼睛", job: 1)
        let first = try await database.post(kitten, PostChange(), at: studio.now)
        let puppy = try await studio.film(
            of: bob, "把小猫换成小狗", job: 2, lineage: Lineage(.remix, of: kitten))
        let second = try await database.post(puppy, PostChange(), at: studio.now)
        #expect(second.parent?.id == first.id)
        #expect(second.parent?.title == "小猫眨眼睛")
        #expect(second.parent?.handle == "ada")
        let upwards = try await database.lineage(of: second.id, viewer: nil)
        #expect(upwards.ancestors.map(\.id) == [first.id])
        let downwards = try await database.lineage(of: first.id, viewer: nil)
        #expect(downwards.remixes.map(\.id) == [second.id])
        #expect(try await database.post(first.id, viewer: nil).remixes == 1)
        let told = try await database.notifications(of: ada.number, PageRequest()).items
        #expect(told.map(\.kind) == [.remixed, .finished])
    }

    @Test func `that is unlisted is found by its link alone`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let post = try await studio.post(of: ada, job: 1)
        _ = try await database.changePost(
            post.id, of: ada.number, PostChange(visibility: .unlisted))
        #expect(try await database.post(post.id, viewer: nil).id == post.id)
        #expect(try await database.feed(for: bob.number, PageRequest()).items.isEmpty)
        #expect(try await database.search("cat", viewer: bob.number, PageRequest()).items.isEmpty)
        #expect(
            try await database.posts(of: ada.number, viewer: bob.number, PageRequest()).items
                .isEmpty)
        #expect(
            try await database.posts(of: ada.number, viewer: ada.number, PageRequest()).items.count
                == 1)
    }

    @Test func `is changed by its maker only`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let post = try await studio.post(of: ada, job: 1)
        let database = database
        #expect(
            try await objection {
                _ = try await database.changePost(
                    post.id, of: bob.number, PostChange(title: "mine"))
            } == "unknown")
    }

    @Test(arguments: ["", "two\nlines", String(repeating: "x", count: 201), "bell\u{7}"])
    func `has a title on one line`(_ title: String) {
        #expect(throws: Objection.self) { try PostChange(title: title) }
    }
}

@Suite struct `For You` {
    let studio: TemporaryStudio
    var database: StudioDatabase { studio.database }

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test func `shows every public post once, page by page, hottest first`() async throws {
        let ada = try await studio.person("ada")
        let eve = try await studio.person("eve")
        let bob = try await studio.person("bob")
        for number in 0..<25 {
            let maker = number.isMultiple(of: 3) ? ada : eve
            _ = try await studio.post(
                of: maker, "film \(number)", job: UInt64(number + 1),
                after: .seconds(3600 * number))
        }
        _ = try await database.follow("ada", .on, by: bob.number, at: studio.now)
        var seen: [Post] = []
        var after: String?
        repeat {
            let page = try await database.feed(for: bob.number, PageRequest(limit: 4, after: after))
            seen += page.items
            after = page.next
        } while after != nil
        #expect(Set(seen.map(\.id)).count == 25)
        #expect(seen.count == 25)
        func rank(_ post: Post) -> Int64 {
            post.heat + (post.account == ada.number ? Heat.followedMilliseconds : 0)
        }
        #expect(seen.map(rank) == seen.map(rank).sorted(by: >))
    }

    @Test func `moves up what people like`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let old = try await studio.post(of: ada, "old", job: 1)
        let new = try await studio.post(of: ada, "new", job: 2, after: .seconds(3600))
        #expect(try await ids(bob) == [new.id, old.id])
        _ = try await database.like(old.id, .on, by: bob.number, at: studio.now)
        #expect(try await ids(bob) == [old.id, new.id])
    }

    private func ids(_ viewer: Account) async throws -> [String] {
        try await database.feed(for: viewer.number, PageRequest()).items.map(\.id)
    }
}

@Suite struct `A search` {
    let studio: TemporaryStudio
    var database: StudioDatabase { studio.database }

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test(arguments: ["猫", "小猫", "冲浪", "海浪上冲浪", "surf", "SURFING", "cat wav", "ada"])
    func `finds Chinese and English words`(_ words: String) async throws {
        let ada = try await studio.person("ada")
        let post = try await studio.post(of: ada, "一只橙色小猫在海浪上冲浪 a cat surfing waves", job: 1)
        let found = try await database.search(words, viewer: ada.number, PageRequest())
        #expect(found.items.map(\.id) == [post.id])
    }

    @Test(arguments: ["狗", "浪海", "dog", "猫 狗", "", "\" OR 1", "*", "NEAR(", "title:"])
    func `finds nothing else, whatever is typed`(_ words: String) async throws {
        let ada = try await studio.person("ada")
        _ = try await studio.post(of: ada, "一只橙色小猫在海浪上冲浪 a cat surfing", job: 1)
        #expect(try await database.search(words, viewer: ada.number, PageRequest()).items.isEmpty)
    }

    @Test func `goes on page by page`() async throws {
        let ada = try await studio.person("ada")
        for number in 0..<7 {
            _ = try await studio.post(
                of: ada, "a cat", job: UInt64(number + 1), after: .seconds(number))
        }
        var count = 0
        var after: String?
        repeat {
            let page = try await database.search(
                "cat", viewer: ada.number, PageRequest(limit: 3, after: after))
            count += page.items.count
            after = page.next
        } while after != nil
        #expect(count == 7)
    }

    @Test func `finds people by handle and name`() async throws {
        let ada = try await studio.person("小明")
        _ = try await database.change(ada.number, ProfileChange(name: "Ada Lovelace"))
        for words in ["明", "love"] {
            let found = try await database.searchAccounts(words, PageRequest())
            #expect(found.items.map(\.handle) == ["小明"])
        }
    }
}
