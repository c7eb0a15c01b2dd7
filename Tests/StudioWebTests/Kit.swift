import FarmModel
import FarmWire
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import StudioCore
import StudioWeb
import Testing

/// A studio in a folder of its own, with a farm that is told what to say.
final class TestStudio: Sendable {
    let folder: URL
    let farm = FarmDouble()
    let database: StudioDatabase
    let server: StudioServer
    let now = Instant(milliseconds: 1_790_000_000_000)

    init(_ change: (inout StudioSettings) -> Void = { _ in }) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var settings = StudioSettings(version: "test")
        settings.passwordCost = .trifling
        change(&settings)
        var log = Logger(label: "test")
        log.logLevel = .critical
        let now = now
        database = try StudioDatabase(path: folder.appending(path: "s.sqlite").path())
        server = try await StudioServer(
            settings, database: database, farm: farm, log: log, now: { now })
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            print("left behind: \(folder.path())")
        }
    }

    /// Runs `body` with a client that speaks to the routes without a socket.
    func test(_ body: @escaping @Sendable (Browser) async throws -> Void) async throws {
        try await server.application().test(.router) { client in
            try await body(Browser(client: client, studio: self))
        }
    }

    /// The farm has made a film.
    func finish(_ job: JobID, bytes: [UInt8] = Array(0..<100)) async throws {
        farm.keep(bytes, of: job)
        let film = Film(
            video: FarmDouble.blob, byteCount: bytes.count, frameCount: 120,
            poster: FarmDouble.blob, contactSheet: FarmDouble.blob)
        try await happen(job, .completed(film))
    }

    func happen(_ job: JobID, _ happening: EventReport.Happening) async throws {
        try await server.take(EventReport(sequence: 1, job: job, instant: now, happening))
    }
}

/// Somebody in front of a studio: keeps a cookie and the form token, or a key.
struct Browser: Sendable {
    let client: any TestClientProtocol
    let studio: TestStudio
    var cookie: String?
    var csrf: String?
    var key: String?

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var body: [UInt8]

        var json: JSON { JSON(body) ?? .null }

        /// The text of a member of the answer, or of a member of its member.
        func text(_ path: String...) -> String? {
            var value = json
            for name in path { value = value[name] ?? .null }
            switch value {
            case .string(let text): return text
            case .int(let number): return String(number)
            default: return nil
            }
        }

        /// The members of a list.
        func list(_ name: String) -> [JSON] {
            guard case .list(let values)? = json[name] else { return [] }
            return values
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil,
        headers extra: HTTPFields = [:], raw: [UInt8]? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if body != nil { headers[.contentType] = "application/json" }
        if let cookie { headers[.cookie] = cookie }
        if let csrf { headers[.formToken] = csrf }
        if let key { headers[.authorization] = "Bearer " + key }
        for field in extra { headers[field.name] = field.value }
        let bytes = raw ?? body?.bytes
        let response = try await client.execute(
            uri: path, method: method, headers: headers,
            body: bytes.map { ByteBuffer(bytes: $0) })
        return Answer(
            status: response.status.code, headers: response.headers,
            body: Array(response.body.readableBytesView))
    }

    /// Somebody new, signed in.
    func signedUp(_ handle: String) async throws -> Browser {
        let now = studio.now
        _ = try await studio.database.signUp(
            SignUp(
                handle: try Handle(handle),
                password: try PasswordHash(of: "correct horse", cost: .trifling)),
            invite: nil, admission: .open, at: now)
        return try await signedIn(handle)
    }

    func signedIn(_ handle: String) async throws -> Browser {
        let answer = try await send(
            .post, "/api/sign-in", ["handle": .text(handle), "password": .text("correct horse")])
        #expect(answer.status == 200)
        var browser = self
        browser.cookie = answer.headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
        browser.csrf = answer.text("csrf")
        return browser
    }

    /// A program with a key of this account.
    func program() async throws -> Browser {
        let answer = try await send(.post, "/api/keys", ["name": .text("test")])
        var browser = self
        browser.cookie = nil
        browser.csrf = nil
        let key = try #require(answer.text("key"))
        browser.key = key
        return browser
    }

    /// A finished film of this account; its id.
    func film(_ prompt: String = "a cat surfs") async throws -> String {
        let answer = try await send(.post, "/api/videos", ["prompt": .text(prompt)])
        #expect(answer.status == 201)
        try await studio.finish(JobID(UInt64(studio.farm.forms.count)))
        return try #require(answer.text("id"))
    }

    func post(_ prompt: String = "a cat surfs") async throws -> String {
        let answer = try await send(
            .post, "/api/videos/\(try await film(prompt))/post", .object([]))
        #expect(answer.status == 201)
        return try #require(answer.text("id"))
    }
}
