import Foundation
import HTTPTypes
import StudioCore
import StudioWeb
import Testing

@Suite struct `The entrance` {
    @Test func `lets the first operator in by the link that is printed`() async throws {
        let test = try await TestStudio()
        let code = try #require(try await test.database.firstInvite(at: test.now))
        try await test.test { stranger in
            let invite = try await stranger.send(.get, "/api/invites/\(code)")
            #expect(invite.text("role") == "operator")
            let answer = try await stranger.send(
                .post, "/api/sign-up",
                ["handle": .text("ada"), "password": .text("correct horse"), "invite": .text(code)])
            #expect(answer.status == 201)
            #expect(answer.text("role") == "operator")
            #expect(answer.text("invites_left") == "4")
            let again = try await stranger.send(
                .post, "/api/sign-up",
                ["handle": .text("eve"), "password": .text("correct horse"), "invite": .text(code)])
            #expect(again.status == 400)
            #expect(again.text("error", "field") == "invite")
        }
    }

    @Test func `sets a cookie that scripts and other sites do not get`() async throws {
        try await TestStudio().test { stranger in
            _ = try await stranger.signedUp("ada")
            let answer = try await stranger.send(
                .post, "/api/sign-in",
                ["handle": .text("ada"), "password": .text("correct horse")])
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.contains("HttpOnly"))
            #expect(cookie.contains("SameSite=Lax"))
            #expect(cookie.contains("Path=/"))
            #expect(!cookie.contains("Secure"))
        }
    }

    @Test func `sets a cookie for HTTPS alone where that is spoken`() async throws {
        let test = try await TestStudio { $0.publicAddress = "https://films.example" }
        try await test.test { stranger in
            let ada = try await stranger.signedUp("ada")
            #expect(ada.cookie?.hasPrefix("__Host-reelmill_session=") == true)
            let answer = try await stranger.send(
                .post, "/api/sign-in",
                ["handle": .text("ada"), "password": .text("correct horse")])
            #expect(answer.headers[.setCookie]?.contains("; Secure") == true)
            #expect(answer.headers[.strictTransportSecurity] != nil)
        }
    }

    @Test func `says the same of an unknown name and of a wrong password`() async throws {
        try await TestStudio().test { stranger in
            _ = try await stranger.signedUp("ada")
            let wrong = try await stranger.send(
                .post, "/api/sign-in", ["handle": .text("ada"), "password": .text("wrong horse")])
            let unknown = try await stranger.send(
                .post, "/api/sign-in", ["handle": .text("bob"), "password": .text("wrong horse")])
            #expect(wrong.status == 401)
            #expect(unknown.status == 401)
            #expect(wrong.body == unknown.body)
        }
    }

    @Test func `lets nobody try many passwords`() async throws {
        let test = try await TestStudio { $0.signInBurst = 3 }
        try await test.test { stranger in
            _ = try await stranger.signedUp("ada")
            for _ in 0..<3 {
                let answer = try await stranger.send(
                    .post, "/api/sign-in", ["handle": .text("ada"), "password": .text("a guess")])
                #expect(answer.status == 401)
            }
            let answer = try await stranger.send(
                .post, "/api/sign-in",
                ["handle": .text("ada"), "password": .text("correct horse")])
            #expect(answer.status == 429)
            #expect(answer.headers[.retryAfter] != nil)
        }
    }

    @Test func `ends a session for good when somebody signs out`() async throws {
        try await TestStudio().test { stranger in
            let ada = try await stranger.signedUp("ada")
            #expect(try await ada.send(.get, "/api/me").status == 200)
            #expect(try await ada.send(.post, "/api/sign-out").status == 204)
            #expect(try await ada.send(.get, "/api/me").status == 401)
        }
    }

    @Test func `takes no cookie that was forged`() async throws {
        try await TestStudio().test { stranger in
            _ = try await stranger.signedUp("ada")
            for forged in [
                "reelmill_session=", "reelmill_session=ada",
                "reelmill_session=\(Secret.make().text)",
            ] {
                var eve = stranger
                eve.cookie = forged
                #expect(try await eve.send(.get, "/api/me").status == 401)
            }
        }
    }
}

@Suite struct `A page of another site` {
    @Test func `cannot act for somebody who is signed in`() async throws {
        try await TestStudio().test { stranger in
            let ada = try await stranger.signedUp("ada")
            var forged = ada
            forged.csrf = nil
            let film: JSON = ["prompt": .text("a cat")]
            let bare = try await forged.send(.post, "/api/videos", film)
            #expect(bare.status == 403)
            #expect(bare.text("error", "code") == "bad_csrf")
            forged.csrf = Secret.make().formToken
            #expect(try await forged.send(.post, "/api/videos", film).status == 403)
            let cross = try await ada.send(
                .post, "/api/videos", film, headers: [.origin: "https://evil.example"])
            #expect(cross.status == 403)
            let fetched = try await ada.send(
                .post, "/api/videos", film, headers: [.fetchSite: "cross-site"])
            #expect(fetched.status == 403)
            #expect(try await ada.send(.post, "/api/videos", film).status == 201)
        }
    }

    @Test func `cannot sign somebody in as somebody else`() async throws {
        try await TestStudio().test { stranger in
            _ = try await stranger.signedUp("eve")
            let answer = try await stranger.send(
                .post, "/api/sign-in",
                ["handle": .text("eve"), "password": .text("correct horse")],
                headers: [.origin: "https://evil.example"])
            #expect(answer.status == 403)
        }
    }
}
