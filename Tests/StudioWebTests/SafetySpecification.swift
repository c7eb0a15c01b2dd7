import Foundation
import HTTPTypes
import StudioCore
import StudioWeb
import Testing

@Suite struct `What belongs to somebody` {
    @Test func `does not exist for others, whatever they guess`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let eve = try await stranger.signedUp("eve")
            let id = try await ada.film()
            let paths = [
                "", "/storyboard", "/explain", "/film.mp4", "/poster.jpg", "/strip.jpg",
                "/live.m3u8", "/live/init.mp4", "/live/0.m4s", "/live.mp4", "/events",
            ]
            for path in paths {
                #expect(try await eve.send(.get, "/api/videos/\(id)\(path)").status == 404)
                #expect(try await stranger.send(.get, "/api/videos/\(id)\(path)").status == 401)
            }
            let deeds: [(HTTPRequest.Method, String, JSON)] = [
                (.delete, "", .object([])), (.patch, "", ["title": .text("mine")]),
                (.post, "/cancel", .object([])), (.post, "/post", .object([])),
            ]
            for (method, path, body) in deeds {
                #expect(try await eve.send(method, "/api/videos/\(id)\(path)", body).status == 404)
            }
            let program = try await eve.program()
            for path in ["", "/content"] {
                #expect(try await program.send(.get, "/v1/videos/\(id)\(path)").status == 404)
            }
            let remix = try await program.send(
                .post, "/v1/videos/\(id)/remix", ["prompt": .text("make it night")])
            #expect(remix.status == 404)
            let thief = try await eve.send(
                .post, "/api/videos", ["prompt": .text("x"), "remix_of": .text(id)])
            #expect(thief.status == 404)
            let keys = try await ada.send(.get, "/api/keys").list("items")
            let sessions = try await ada.send(.get, "/api/sessions").list("items")
            _ = try await ada.program()
            let key = try #require(
                try await ada.send(.get, "/api/keys").list("items").first?["id"])
            guard case .string(let keyID) = key else { return }
            #expect(keys.isEmpty)
            #expect(try await eve.send(.delete, "/api/keys/\(keyID)").status == 404)
            guard case .string(let session)? = sessions.first?["id"] else { return }
            #expect(try await eve.send(.delete, "/api/sessions/\(session)").status == 404)
        }
    }

    @Test func `is remixed by others once it is posted, without its id`() async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let bob = try await stranger.signedUp("bob")
            let post = try await ada.post("小猫眨眼睛")
            let remix = try await bob.send(
                .post, "/api/videos", ["prompt": .text("把小猫换成小狗"), "remix_of": .text(post)])
            #expect(remix.status == 201)
            #expect(remix.text("parent", "post") == post)
            #expect(remix.text("parent", "id") == nil)
            #expect(remix.text("parent", "relation") == "remix")
        }
    }

    @Test func `is not steered by whoever is no operator`() async throws {
        try await TestStudio().test { stranger in
            let ada = try await stranger.signedUp("ada")
            for path in ["farm", "farm/jobs", "farm/accounts", "reports"] {
                #expect(try await ada.send(.get, "/api/\(path)").status == 403)
            }
            let grab = try await ada.send(
                .patch, "/api/users/ada", ["role": .text("operator")])
            #expect(grab.status == 403)
            #expect(try await ada.send(.post, "/api/invites", ["count": .int(5)]).status == 403)
        }
    }

    @Test func `is not taken over by a key alone`() async throws {
        try await TestStudio().test { stranger in
            let program = try await stranger.signedUp("ada").program()
            let change: JSON = ["old": .text("correct horse"), "new": .text("another horse")]
            #expect(try await program.send(.post, "/api/me/password", change).status == 403)
            #expect(
                try await program.send(.post, "/api/keys", ["name": .text("more")]).status == 403)
            let end: JSON = ["password": .text("correct horse")]
            #expect(try await program.send(.delete, "/api/me", end).status == 403)
        }
    }
}

@Suite struct `A page` {
    @Test func `runs no script that is not the studio's own`() async throws {
        try await TestStudio().test { stranger in
            let page = try await stranger.send(.get, "/")
            #expect(page.status == 200)
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("script-src 'self';"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(page.headers[.xContentTypeOptions] == "nosniff")
            let text = String(decoding: page.body, as: UTF8.self)
            // Inline scripts would be refused by the policy; a page with some would be broken.
            #expect(!text.contains("<script>"))
            #expect(!text.contains("onclick="))
        }
    }

    @Test(arguments: [
        "/app/../Package.swift", "/app/..%2f..%2fetc%2fpasswd", "/app//etc/passwd",
        "/app/%2e%2e/%2e%2e/etc/passwd", "/app/index.html%00.js", "/../etc/passwd",
    ])
    func `is never a file of the disk`(_ path: String) async throws {
        try await TestStudio().test { stranger in
            let answer = try await stranger.send(.get, path)
            #expect(answer.status == 404)
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("root:"))
        }
    }

    @Test func `is carried by the binary, every file of it`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Studio/Web/App")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(StudioServer.appFileNames.sorted() == names.sorted())
    }
}

@Suite struct `Words that people write` {
    static let nasty = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE post; --",
        "a\u{202E}b", "😀".description, "${7*7}", "{{7*7}}",
    ]

    @Test(arguments: nasty)
    func `come back as they were, and never as a tag`(_ words: String) async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let id = try await ada.film(words)
            let post = try await ada.send(
                .post, "/api/videos/\(id)/post", ["title": .text(words), "words": .text(words)])
            #expect(post.text("title") == words)
            #expect(post.text("prompt") == words)
            #expect(!post.body.contains(UInt8(ascii: "<")))
            let path = "/api/posts/\(post.text("id") ?? "")"
            let comment = try await ada.send(.post, path + "/comments", ["text": .text(words)])
            #expect(comment.text("text") == words)
            let file = try await stranger.send(.get, path + "/film.mp4?download")
            let field = try #require(file.headers[.contentDisposition])
            #expect(field.allSatisfy { $0.isASCII && !$0.isNewline })
            #expect(field.filter { $0 == "\"" }.count == 2)
        }
    }

    @Test(arguments: ["a\r\nSet-Cookie: x=1", "a\nb", "a\u{0}b"])
    func `never become a header field`(_ title: String) async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let id = try await ada.film()
            let answer = try await ada.send(
                .post, "/api/videos/\(id)/post", ["title": .text(title)])
            #expect(answer.status == 400)
            #expect(answer.text("error", "field") == "title")
        }
    }
}

@Suite struct `A request` {
    @Test func `that is too large is refused before it is read`() async throws {
        try await TestStudio().test { stranger in
            let ada = try await stranger.signedUp("ada")
            let large = [UInt8](repeating: UInt8(ascii: " "), count: 3 << 20)
            let answer = try await ada.send(
                .post, "/api/videos", headers: [.contentType: "application/json"], raw: large)
            #expect(answer.status == 413)
            let upload = [UInt8](repeating: 0, count: 25 << 20)
            let form = try await ada.send(
                .post, "/api/videos",
                headers: [.contentType: "multipart/form-data; boundary=b"], raw: upload)
            #expect(form.status == 413)
        }
    }

    @Test(arguments: [
        "", "[]", "{", "null", "\"a\"", "{\"prompt\":1}", "{\"prompt\":\"a\",\"x\":1}",
    ])
    func `that says nothing sensible is refused`(_ body: String) async throws {
        let test = try await TestStudio()
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            let answer = try await ada.send(
                .post, "/api/videos", headers: [.contentType: "application/json"],
                raw: Array(body.utf8))
            #expect(answer.status == 400)
            #expect(answer.text("error", "code") != nil)
            #expect(test.farm.forms.isEmpty)
        }
    }

    @Test func `for nothing is told so in the form of its interface`() async throws {
        try await TestStudio().test { stranger in
            let ada = try await stranger.signedUp("ada")
            #expect(try await ada.send(.get, "/api/nothing").text("error", "code") == "unknown")
            #expect(try await ada.send(.get, "/v1/nothing").text("error", "code") == "not_found")
        }
    }
}
