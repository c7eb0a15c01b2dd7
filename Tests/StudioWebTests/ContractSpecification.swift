import FarmModel
import FarmTransport
import FarmWire
import Foundation
import HTTPTypes
import StudioCore
import StudioWeb
import Testing

@Suite struct `The OpenAI Videos API` {
    @Test func `makes a film and shows it with every key of the contract`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let program = try await stranger.signedUp("ada").program()
            let made = try await program.send(
                .post, "/v1/videos",
                [
                    "prompt": .text("a cat"), "seconds": .text("8"), "size": .text("1280x720"),
                    "seed": .int(7),
                ])
            #expect(made.status == 200)
            guard case .object(let members) = made.json else {
                Issue.record("no object")
                return
            }
            #expect(
                members.map(\.name).sorted() == [
                    "completed_at", "created_at", "error", "expires_at", "id", "model", "object",
                    "progress", "prompt", "remixed_from_video_id", "seconds", "size", "status",
                ])
            #expect(made.text("status") == "queued")
            #expect(made.text("seconds") == "8")
            #expect(made.text("model") == "sora-2")
            #expect(made.headers[.pollAfter] != nil)
            #expect(made.headers[.rateRemaining] != nil)
            #expect(made.headers[.requestID] != nil)
            let form = try #require(test.farm.forms.first)
            #expect(form.account == "ada")
            #expect(form.film.seed == 7)
            #expect(form.film.format == FilmFormat(width: 1280, height: 720, seconds: 8))
        }
    }

    @Test func `takes forms as the Python client sends them`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let program = try await stranger.signedUp("ada").program()
            let body = """
                --b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n一只猫\r\n\
                --b\r\nContent-Disposition: form-data; name="seconds"\r\n\r\n4\r\n\
                --b\r\nContent-Disposition: form-data; name="music"\r\n\r\nfalse\r\n\
                --b\r\nContent-Disposition: form-data; name="seed"\r\n\r\n3\r\n--b--\r\n
                """
            let made = try await program.send(
                .post, "/v1/videos", headers: [.contentType: "multipart/form-data; boundary=b"],
                raw: Array(body.utf8))
            #expect(made.status == 200)
            #expect(made.text("prompt") == "一只猫")
            let film = try #require(test.farm.forms.first).film
            #expect(film.music == .off)
            #expect(film.seed == 3)
        }
    }

    @Test func `goes from queued to completed, and gives ranges of the film`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let program = try await stranger.signedUp("ada").program()
            let id = try #require(
                try await program.send(.post, "/v1/videos", ["prompt": .text("a cat")]).text("id"))
            try await test.happen(1, .progress(ProgressReport(fraction: 0.42)))
            let running = try await program.send(.get, "/v1/videos/\(id)")
            #expect(running.text("status") == "in_progress")
            #expect(running.text("progress") == "42")
            let early = try await program.send(.get, "/v1/videos/\(id)/content")
            #expect(early.status == 409)
            try await test.finish(1)
            let done = try await program.send(.get, "/v1/videos/\(id)")
            #expect(done.text("status") == "completed")
            #expect(done.text("progress") == "100")
            #expect(done.headers[.pollAfter] == nil)
            let whole = try await program.send(.get, "/v1/videos/\(id)/content")
            #expect(whole.body == Array(0..<100))
            #expect(whole.headers[.contentType] == "video/mp4")
            let part = try await program.send(
                .get, "/v1/videos/\(id)/content", headers: [.range: "bytes=10-19"])
            #expect(part.status == 206)
            #expect(part.body == Array(10..<20))
            #expect(part.headers[.contentRange] == "bytes 10-19/100")
            let beyond = try await program.send(
                .get, "/v1/videos/\(id)/content", headers: [.range: "bytes=100-"])
            #expect(beyond.status == 416)
        }
    }

    @Test func `shows a cancelled film as failed`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let program = try await stranger.signedUp("ada").program()
            let id = try #require(
                try await program.send(.post, "/v1/videos", ["prompt": .text("a cat")]).text("id"))
            #expect(try await program.send(.delete, "/v1/videos/\(id)").status == 409)
            try await test.happen(1, .cancelled)
            let shown = try await program.send(.get, "/v1/videos/\(id)")
            #expect(shown.text("status") == "failed")
            #expect(shown.text("error", "code") == "cancelled")
            #expect(try await program.send(.delete, "/v1/videos/\(id)").status == 200)
            #expect(try await program.send(.get, "/v1/videos/\(id)").status == 404)
        }
    }

    @Test func `remixes what it made: the same format and seed, another storyboard`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let program = try await stranger.signedUp("ada").program()
            let id = try #require(
                try await program.send(
                    .post, "/v1/videos",
                    ["prompt": .text("小猫眨眼睛"), "seed": .int(5), "size": .text("720x720")]
                ).text("id"))
            let remix = try await program.send(
                .post, "/v1/videos/\(id)/remix", ["prompt": .text("把小猫换成小狗")])
            #expect(remix.status == 200)
            #expect(remix.text("remixed_from_video_id") == id)
            #expect(remix.text("size") == "720x720")
            let film = try #require(test.farm.forms.last).film
            #expect(film.seed == 5)
            #expect(film.storyboard?.contains("\"dog\"") == true)
            let longer = try await program.send(
                .post, "/v1/videos/extensions",
                [
                    "prompt": .text("a dog runs"), "seconds": .text("8"),
                    "video": ["id": .text(id)],
                ])
            #expect(longer.text("seconds") == "12")
        }
    }

    @Test(arguments: [
        (#"{}"#, "prompt"), (#"{"prompt":""}"#, "prompt"),
        (#"{"prompt":"a","seconds":"7"}"#, "seconds"), (#"{"prompt":"a","size":"1x1"}"#, "size"),
        (#"{"prompt":"a","model":"dall-e"}"#, "model"), (#"{"prompt":"a","sead":1}"#, "sead"),
        (
            #"{"prompt":"a","input_reference":{"image_url":"http://10.0.0.1/"}}"#,
            "input_reference"
        ),
        (#"{"prompt":"\#(String(repeating: "a", count: 32_001))"}"#, "prompt"),
    ])
    func `names the field that is wrong`(_ body: String, _ field: String) async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let program = try await stranger.signedUp("ada").program()
            let answer = try await program.send(
                .post, "/v1/videos", headers: [.contentType: "application/json"],
                raw: Array(body.utf8))
            #expect(answer.status == 400)
            #expect(answer.text("error", "param") == field)
            #expect(answer.text("error", "type") == "invalid_request_error")
            #expect(test.farm.forms.isEmpty)
        }
    }

    @Test func `asks for a key that is good`() async throws {
        try await TestStudio().test { stranger in
            var program = stranger
            #expect(try await program.send(.get, "/v1/videos").status == 401)
            program.key = "rm_" + Secret.make().text
            let answer = try await program.send(.get, "/v1/videos")
            #expect(answer.status == 401)
            #expect(answer.text("error", "code") == "invalid_api_key")
        }
    }

    @Test func `makes one film for one idempotency key`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let program = try await stranger.signedUp("ada").program()
            let film: JSON = ["prompt": .text("a cat"), "seed": .int(1)]
            let headers: HTTPFields = [.idempotencyKey: "once"]
            let first = try await program.send(.post, "/v1/videos", film, headers: headers)
            let second = try await program.send(.post, "/v1/videos", film, headers: headers)
            #expect(first.text("id") == second.text("id"))
            #expect(test.farm.forms.count == 1)
            let other = try await program.send(
                .post, "/v1/videos", ["prompt": .text("a dog")], headers: headers)
            #expect(other.status == 409)
        }
    }

    @Test func `holds back a key that asks ten thousand times`() async throws {
        try await TestStudio().test { stranger in
            let program = try await stranger.signedUp("ada").program()
            var held = 0
            for _ in 0..<10_000 {
                let answer = try await program.send(.get, "/v1/models")
                if answer.status == 429 {
                    held += 1
                    #expect(answer.headers[.retryAfterMilliseconds] != nil)
                }
            }
            #expect(held == 10_000 - 600)
        }
    }

    @Test func `says when the farm is away, forgets nothing, and goes on when it is back`()
        async throws
    {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let program = try await ada.program()
            let id = try await ada.film()
            test.farm.fail(.silent(.ipc(path: "/x"), after: .seconds(15)))
            let answer = try await program.send(.post, "/v1/videos", ["prompt": .text("a dog")])
            #expect(answer.status == 503)
            #expect(answer.text("error", "code") == "farm_unreachable")
            #expect(try await program.send(.get, "/v1/videos/\(id)").text("status") == "completed")
            test.farm.fail(nil)
            await test.server.catchUp()
            #expect(try await test.database.withdrawn().isEmpty)
            let again = try await program.send(.post, "/v1/videos", ["prompt": .text("a dog")])
            #expect(again.status == 200)
        }
    }

    @Test func `tells over which quota a film would be`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let program = try await stranger.signedUp("ada").program()
            test.farm.fail(
                .refused(
                    Refusal(
                        .overLimit, "over the quota", field: "quota.daily_film", value: "90 s",
                        limit: "60 s", retryAfter: .seconds(100))))
            let answer = try await program.send(.post, "/v1/videos", ["prompt": .text("a dog")])
            #expect(answer.status == 429)
            #expect(answer.headers[.retryAfterMilliseconds] == "100000")
            #expect(answer.text("error", "code") == "rate_limit_exceeded")
            let list = try await program.send(.get, "/v1/videos")
            #expect(list.list("data").isEmpty)
        }
    }

    @Test func `pages through films`() async throws {
        try await TestStudio().test { stranger in
            let program = try await stranger.signedUp("ada").program()
            for number in 0..<5 {
                _ = try await program.send(.post, "/v1/videos", ["prompt": .text("film \(number)")])
            }
            var seen: [JSON] = []
            var after = ""
            var hasMore = true
            while hasMore {
                let page = try await program.send(.get, "/v1/videos?limit=2&order=asc\(after)")
                seen += page.list("data")
                after = "&after=" + (page.text("last_id") ?? "")
                hasMore = page.json["has_more"] == .bool(true)
            }
            #expect(seen.map { $0["prompt"] } == (0..<5).map { .string("film \($0)") })
        }
    }
}

@Suite struct `A form` {
    private func form(_ body: String) throws -> Form {
        try Multipart.form(Array(body.utf8), boundary: "b")
    }

    @Test func `may hold files and members of objects`() throws {
        var form = try form(
            "--b\r\nContent-Disposition: form-data; name=\"video[id]\"\r\n\r\nv1\r\n"
                + "--b\r\ncontent-disposition: form-data; name=\"f\"; filename=\"../../x\"\r\n"
                + "Content-Type: image/png\r\n\r\n\r\n--not\r\n\r\n--b--\r\n")
        let video = form.value("video")
        #expect(video == ["id": .text("v1")])
        let upload = form.file("f")
        let file = try #require(upload)
        #expect(file.bytes == Array("\r\n--not\r\n".utf8))
        #expect(file.type == "image/png")
    }

    @Test func `is refused wherever it is cut off`() throws {
        let whole = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--b--"
        for length in 0..<whole.count {
            #expect(throws: Objection.self) { try form(String(whole.prefix(length))) }
        }
        #expect(try form(whole).has("a"))
    }

    @Test func `never brings the process down, whatever it holds`() throws {
        var chance = SplitMix64(seed: 11)
        let pieces = [
            "--b", "\r\n", "--", "\r\n\r\n", "Content-Disposition:", " form-data;", " name=",
            "\"a\"",
            "filename=\"", "[", "]", "[]", "\u{0}", "é", "x",
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<24, using: &chance)
            let text = (0..<count).map { _ in pieces.randomElement(using: &chance) ?? "" }.joined()
            _ = Result { try form(text) }
        }
    }

    @Test func `has a boundary that its content type names`() {
        #expect(Multipart.boundary(of: "multipart/form-data; boundary=\"a b\"") == "a b")
        #expect(Multipart.boundary(of: "Multipart/Form-Data; charset=x; Boundary=q") == "q")
        #expect(Multipart.boundary(of: "application/json") == nil)
        #expect(Multipart.boundary(of: "multipart/form-data") == nil)
    }
}

@Suite struct `A range` {
    @Test(arguments: [
        ("bytes=0-0", ByteRange.part(0..<1)), ("bytes=5-", .part(5..<10)),
        ("bytes=-3", .part(7..<10)), ("bytes=-30", .part(0..<10)), ("bytes=8-99", .part(8..<10)),
        ("bytes=10-", .unsatisfiable), ("bytes=10-12", .unsatisfiable),
        ("bytes=-0", .unsatisfiable),
        ("bytes=5-2", .whole), ("bytes=a-b", .whole), ("bytes=1-2,4-5", .whole),
        ("lines=1-2", .whole),
        ("bytes=", .whole), ("bytes=--1", .whole),
        ("bytes=99999999999999999999-", .whole), ("bytes=0-9223372036854775807", .part(0..<10)),
    ])
    func `is read as RFC 9110 says`(_ field: String, _ range: ByteRange) {
        #expect(ByteRange(field, byteCount: 10) == range)
    }

    @Test func `of an empty file is none`() {
        #expect(ByteRange("bytes=0-", byteCount: 0) == .unsatisfiable)
    }
}
