import FarmModel
import Foundation
import StudioCore
import Testing

@Suite struct `A session` {
    let studio: TemporaryStudio

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test func `opens its account until it ends`() async throws {
        let ada = try await studio.person("ada")
        let secret = try await begin(ada)
        #expect(try await studio.database.account(of: secret, at: studio.now)?.handle == "ada")
        try await studio.database.end(secret)
        #expect(try await studio.database.account(of: secret, at: studio.now) == nil)
    }

    @Test func `ends when nobody uses it for thirty days`() async throws {
        let secret = try await begin(try await studio.person("ada"))
        let late = studio.now.advanced(by: Session.lifetime)
        #expect(try await studio.database.account(of: secret, at: late) == nil)
        let used = studio.now.advanced(by: .seconds(20 * 86400))
        #expect(try await studio.database.account(of: secret, at: used) != nil)
        #expect(try await studio.database.account(of: secret, at: late) != nil)
    }

    @Test func `is not opened by a forged cookie`() async throws {
        _ = try await begin(try await studio.person("ada"))
        for text in ["", "x", Secret.make().text] {
            #expect(
                try await studio.database.account(of: Secret(text: text), at: studio.now) == nil)
        }
    }

    @Test func `is ended by its own account only`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let secret = try await begin(ada)
        let database = studio.database
        let id = try #require(
            try await database.sessions(of: ada.number, current: secret, at: studio.now).first
        ).id
        #expect(
            try await objection { try await database.endSession(id, of: bob.number) } == "unknown")
        try await database.endSession(id, of: ada.number)
        #expect(try await database.account(of: secret, at: studio.now) == nil)
    }

    @Test func `ends with a new password, but for the one it was set in`() async throws {
        let ada = try await studio.person("ada")
        let here = try await begin(ada)
        let there = try await begin(ada)
        try await studio.database.setPassword(
            try PasswordHash(of: "another horse", cost: .trifling), of: ada.number, keeping: here)
        #expect(try await studio.database.account(of: here, at: studio.now) != nil)
        #expect(try await studio.database.account(of: there, at: studio.now) == nil)
    }

    @Test func `has a form token that no other session accepts`() {
        let (own, other) = (Secret.make(), Secret.make())
        #expect(own.accepts(formToken: own.formToken))
        #expect(!other.accepts(formToken: own.formToken))
        #expect(!own.accepts(formToken: ""))
        #expect(!own.formToken.contains(own.text))
    }

    private func begin(_ account: Account) async throws -> Secret {
        try await studio.database.beginSession(
            of: account.number, agent: "test", address: "127.0.0.1", at: studio.now)
    }
}

@Suite struct `An API key` {
    let studio: TemporaryStudio

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test func `opens its account, and is seen to be used`() async throws {
        let ada = try await studio.person("ada")
        let (key, secret) = try await studio.database.makeKey(
            named: "ci", of: ada.number, at: studio.now)
        #expect(secret.text.hasPrefix("rm_"))
        #expect(secret.text.hasSuffix(key.hint))
        let found = try await studio.database.account(ofKey: secret, at: studio.now)
        #expect(found?.account.handle == "ada")
        let listed = try await studio.database.keys(of: ada.number)
        #expect(listed.map(\.lastUsed) == [studio.now])
    }

    @Test func `is nowhere in the file`() async throws {
        let ada = try await studio.person("ada")
        let (_, secret) = try await studio.database.makeKey(
            named: "ci", of: ada.number, at: studio.now)
        let session = try await studio.database.beginSession(
            of: ada.number, agent: "a", address: "b", at: studio.now)
        for file in ["studio.sqlite", "studio.sqlite-wal"] {
            let bytes = try Data(contentsOf: studio.folder.appending(path: file))
            #expect(bytes.range(of: Data(secret.text.utf8)) == nil)
            #expect(bytes.range(of: Data(session.text.utf8)) == nil)
        }
    }

    @Test func `opens nothing once it is revoked, which only its owner does`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let database = studio.database
        let (key, secret) = try await database.makeKey(named: "ci", of: ada.number, at: studio.now)
        #expect(
            try await objection { try await database.revokeKey(key.id, of: bob.number) }
                == "unknown")
        try await database.revokeKey(key.id, of: ada.number)
        #expect(try await database.account(ofKey: secret, at: studio.now) == nil)
    }

    @Test func `is one of at most fifty`() async throws {
        let ada = try await studio.person("ada")
        let database = studio.database
        let now = studio.now
        for number in 0..<APIKey.limit {
            _ = try await database.makeKey(named: "\(number)", of: ada.number, at: now)
        }
        #expect(
            try await objection {
                _ = try await database.makeKey(named: "more", of: ada.number, at: now)
            } == "over_limit")
    }
}
