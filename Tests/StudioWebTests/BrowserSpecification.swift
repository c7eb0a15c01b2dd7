import FarmModel
import FarmWire
import Foundation
import HTTPTypes
import StudioCore
import StudioWeb
import Testing

@Suite struct `The browser's interface` {
    @Test func `tells what a prompt was understood as, and spends nothing`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let answer = try await ada.send(
                .post, "/api/understand", ["prompt": .text("一只橙色猫在海浪上冲浪"), "seconds": .int(10)])
            #expect(answer.status == 200)
            let findings = answer.list("findings")
            #expect(findings.contains { $0["value"] == .string("cat") })
            #expect(answer.json["storyboard"]?["shots"] != nil)
            #expect(test.farm.forms.isEmpty)
        }
    }

    @Test func `makes a film as it was asked for`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let answer = try await ada.send(
                .post, "/api/videos",
                [
                    "prompt": .text("a boy chases bubbles"), "orientation": .text("portrait"),
                    "seconds": .int(10), "style": .text("anime"), "music": .bool(false),
                    "quality": .text("draft"), "seed": .int(9), "title": .text("Bubbles"),
                ])
            #expect(answer.status == 201)
            let form = try #require(test.farm.forms.first)
            #expect(form.title == "Bubbles")
            #expect(
                form.film
                    == FilmRequest(
                        prompt: "a boy chases bubbles",
                        format: FilmFormat(width: 720, height: 1280, seconds: 10), seed: 9,
                        style: "anime", quality: .draft, music: .off))
        }
    }

    @Test func `shows how a film goes, from the queue to the end`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let id = try #require(
                try await ada.send(.post, "/api/videos", ["prompt": .text("a cat")]).text("id"))
            let path = "/api/videos/\(id)"
            #expect(try await ada.send(.get, path).text("state") == "queued")
            try await test.happen(
                1,
                .progress(
                    ProgressReport(fraction: 0.5, framesPerSecond: 24, remaining: .seconds(3))))
            let running = try await ada.send(.get, path)
            #expect(running.text("state") == "running")
            #expect(running.json["progress"] == .number(0.5))
            #expect(running.text("remaining_ms") == "3000")
            for track in [Track.video, .audio] {
                try await test.happen(
                    1,
                    .chunk(
                        ChunkNotice(track: track, task: 1, index: 0, frameCount: 24, playable: 1)))
            }
            let playable = try await ada.send(.get, path)
            #expect(playable.text("media", "live") == path + "/live.mp4")
            try await test.finish(1)
            let done = try await ada.send(.get, path)
            #expect(done.text("state") == "completed")
            #expect(done.text("media", "film") == path + "/film.mp4")
            let told = try await ada.send(.get, "/api/notifications").list("items")
            #expect(told.map { $0["kind"] } == [.string("finished")])
            #expect(try await ada.send(.get, "/api/me").text("unread") == "1")
            let read = try await ada.send(.post, "/api/notifications/read", .object([]))
            #expect(read.text("unread") == "0")
        }
    }

    @Test func `tells of a film as server-sent events`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let id = try await ada.film()
            let answer = try await ada.send(.get, "/api/videos/\(id)/events")
            #expect(answer.headers[.contentType] == "text/event-stream; charset=utf-8")
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.hasPrefix("event: video\ndata: {\"id\":\"\(id)\""))
            #expect(text.contains("event: end\n"))
            #expect(test.server.listenerCount == 0)
        }
    }

    @Test func `shows a post to whoever has its link`() async throws {
        try await TestStudio().test { stranger in
            let ada = try await stranger.signedUp("ada")
            let post = try await ada.post()
            let path = "/api/posts/\(post)"
            #expect(try await stranger.send(.get, path).text("creator", "handle") == "ada")
            #expect(try await stranger.send(.get, path + "/film.mp4").status == 200)
            #expect(try await stranger.send(.get, "/p/\(post)").status == 200)
            #expect(try await stranger.send(.get, "/api/feed").status == 401)
            #expect(try await stranger.send(.put, path + "/like").status == 401)
        }
    }

    @Test func `lets people find, like, follow and talk`() async throws {
        try await TestStudio().test { stranger in
            let ada = try await stranger.signedUp("ada")
            let bob = try await stranger.signedUp("小明")
            let post = try await ada.post("一只猫在海边冲浪")
            let query = try #require(
                "冲浪".addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let found = try await bob.send(.get, "/api/search?q=\(query)")
            #expect(found.list("items").first?["id"] == .string(post))
            #expect(try await bob.send(.put, "/api/posts/\(post)/like").text("likes") == "1")
            #expect(try await bob.send(.put, "/api/users/ada/follow").text("followers") == "1")
            let comment = try await bob.send(
                .post, "/api/posts/\(post)/comments", ["text": .text("好看")])
            #expect(comment.status == 201)
            let feed = try await bob.send(.get, "/api/feed").list("items")
            #expect(feed.first?["liked"] == .bool(true))
            let kinds = try await ada.send(.get, "/api/notifications").list("items")
                .map { $0["kind"] }
            #expect(
                kinds == ["commented", "followed", "liked", "finished"].map { JSON.string($0) })
            let handle = try #require(
                "小明".addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            #expect(try await ada.send(.get, "/api/users/\(handle)").text("handle") == "小明")
        }
    }

    @Test func `hands out all that it keeps of somebody, and forgets it`() async throws {
        try await TestStudio().test { stranger in
            let ada = try await stranger.signedUp("ada")
            let post = try await ada.post()
            let export = try await ada.send(.get, "/api/export")
            #expect(export.list("videos").count == 1)
            #expect(export.list("posts").first?["id"] == .string(post))
            let wrong = try await ada.send(.delete, "/api/me", ["password": .text("a guess")])
            #expect(wrong.status == 401)
            let gone = try await ada.send(.delete, "/api/me", ["password": .text("correct horse")])
            #expect(gone.status == 204)
            #expect(try await ada.send(.get, "/api/me").status == 401)
            #expect(try await stranger.send(.get, "/api/posts/\(post)").status == 404)
        }
    }

    @Test func `cancels a film by asking the farm`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let id = try #require(
                try await ada.send(.post, "/api/videos", ["prompt": .text("a cat")]).text("id"))
            #expect(try await ada.send(.post, "/api/videos/\(id)/cancel").status == 200)
            #expect(test.farm.cancelled == [1])
            try await test.happen(1, .cancelled)
            #expect(try await ada.send(.get, "/api/videos/\(id)").text("state") == "cancelled")
            #expect(try await ada.send(.post, "/api/videos/\(id)/cancel").status == 409)
        }
    }
}
