import FarmModel
import Foundation
import StudioCore
import Testing

@Suite struct `An account` {
    let studio: TemporaryStudio

    init() throws {
        studio = try TemporaryStudio()
    }

    @Test func `comes by invitation, and brings four invitations`() async throws {
        let code = try #require(try await studio.database.firstInvite(at: studio.now))
        let ada = try await studio.database.signUp(
            signUp("ada"), invite: code, admission: .invited, at: studio.now)
        #expect(ada.role == .operator)
        #expect(try await studio.database.invites(of: ada.number).count == 4)
        #expect(try await studio.database.firstInvite(at: studio.now) == nil)
    }

    @Test func `is not had without an invitation`() async throws {
        let database = studio.database
        let now = studio.now
        let person = try signUp("eve")
        #expect(
            try await objection {
                _ = try await database.signUp(person, invite: nil, admission: .invited, at: now)
            } == "bad_field")
        #expect(
            try await objection {
                _ = try await database.signUp(
                    person, invite: "AAAA-BBBB-CCCC-DDDD", admission: .invited, at: now)
            } == "bad_field")
    }

    @Test func `is had by one of many who come by the same invitation`() async throws {
        let database = studio.database
        let now = studio.now
        let code = try #require(try await database.firstInvite(at: now))
        let people = try (0..<12).map { try signUp("guest\($0)") }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for person in people {
                group.addTask {
                    do {
                        _ = try await database.signUp(
                            person, invite: code, admission: .invited, at: now)
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == 1)
    }

    @Test func `tells its inviter`() async throws {
        let ada = try await studio.person("ada")
        let code = try #require(try await studio.database.invites(of: ada.number).first).code
        _ = try await studio.database.signUp(
            signUp("bob"), invite: code, admission: .invited, at: studio.now)
        let told = try await studio.database.notifications(of: ada.number, PageRequest())
        #expect(told.items.map(\.kind) == [.inviteUsed])
        #expect(told.items.first?.actor?.handle == "bob")
        let used = try await studio.database.invites(of: ada.number).filter { $0.usedBy != nil }
        #expect(used.map(\.usedBy) == ["bob"])
    }

    @Test(arguments: ["Ada", "ＡＤＡ", "ada"])
    func `has a handle that no other has, whatever the case or width`(_ handle: String) async throws
    {
        _ = try await studio.person("aDa")
        let studio = studio
        #expect(try await objection { _ = try await studio.person(handle) } == "conflict")
    }

    @Test(arguments: [
        "a", "*", "a b", "<b>", "../x", "operator", "-x", String(repeating: "x", count: 31),
    ])
    func `has no handle that means something else`(_ handle: String) {
        #expect(throws: Objection.self) { try Handle(handle) }
    }

    @Test func `has a handle in any script`() throws {
        #expect(try Handle("小明_2").text == "小明_2")
    }

    @Test func `keeps its handle taken after it is gone`() async throws {
        let ada = try await studio.person("ada")
        let bob = try await studio.person("bob")
        let post = try await studio.post(of: ada, job: 1)
        _ = try await studio.database.comment(
            on: post.id, "mine", by: bob.number, at: studio.now)
        let running = try await studio.database.createVideo(
            FilmOrder(
                model: "m", prompt: "p", title: "t", size: PixelSize(width: 64, height: 64),
                seconds: 5, seed: 1), for: ada.number, at: studio.now)
        _ = try await studio.database.accept(running.video.number, as: 77)
        #expect(try await studio.database.remove(ada.number, at: studio.now) == [77])
        let studio = studio
        #expect(try await objection { _ = try await studio.person("ada") } == "conflict")
        #expect(
            try await objection {
                _ = try await studio.database.post(post.id, viewer: nil)
            } == "unknown")
        #expect(try await studio.database.credentials(of: "ada") == nil)
        #expect(try await studio.database.account(bob.number).unread == 0)
    }

    @Test func `stays an operator while there is no other`() async throws {
        let code = try #require(try await studio.database.firstInvite(at: studio.now))
        let ada = try await studio.database.signUp(
            signUp("ada"), invite: code, admission: .invited, at: studio.now)
        let bob = try await studio.person("bob")
        let database = studio.database
        #expect(
            try await objection {
                _ = try await database.setRole(.creator, of: ada.handle)
            } == "not_now")
        _ = try await database.setRole(.operator, of: bob.handle)
        #expect(try await database.setRole(.creator, of: ada.handle).role == .creator)
    }

    private func signUp(_ handle: String) throws -> SignUp {
        SignUp(
            handle: try Handle(handle),
            password: try PasswordHash(of: "correct horse", cost: .trifling))
    }
}

@Suite struct `A password` {
    @Test func `is known again, and no other`() throws {
        let hash = try PasswordHash(of: "correct horse", cost: .trifling)
        #expect(try hash.accepts("correct horse"))
        #expect(try !hash.accepts("correct horsf"))
        #expect(try !hash.accepts(""))
    }

    @Test func `leaves nothing of itself in what is kept, and never the same twice`() throws {
        let first = try PasswordHash(of: "correct horse", cost: .trifling)
        let second = try PasswordHash(of: "correct horse", cost: .trifling)
        #expect(first != second)
        #expect(!first.text.contains("horse"))
    }

    @Test func `is kept at a cost of 32 MiB`() throws {
        #expect(try PasswordHash(of: "correct horse").text.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
    }

    @Test(arguments: ["", "$scrypt$ln=99,r=8,p=1$AAAA$AAAA", "plain", "$scrypt$$$"])
    func `is refused where what is kept is damaged`(_ text: String) throws {
        #expect(try !PasswordHash(text: text).accepts("plain"))
    }

    @Test(arguments: [0, 7, 257])
    func `has 8 to 256 characters`(_ count: Int) {
        #expect(throws: Objection.self) {
            try PasswordHash.check(String(repeating: "x", count: count))
        }
    }
}
