import Crypto
import FarmModel
import FarmTransport
import FarmWire
import Foundation
import Synchronization
import Testing

@Suite struct `A client` {
    @Test func `gets the answer to its own question`() async throws {
        let farm = try FarmDouble { request, _ in
            guard case .show(let job) = request.body else { return [] }
            return [
                ClientReply(correlation: request.correlation &+ 1000, .unwatched),
                ClientReply(correlation: request.correlation, .cancelling(job)),
            ]
        }
        let client = try farm.client()
        await withTaskGroup { group in
            for number in UInt64(1)...50 {
                group.addTask {
                    await #expect(throws: Never.self) {
                        let reply = try await client.ask(.show(JobID(number)))
                        #expect(reply == .cancelling(JobID(number)))
                    }
                }
            }
        }
    }

    @Test func `is told whom the farm takes it for`() async throws {
        let farm = try FarmDouble { request, identity in
            [
                ClientReply(
                    correlation: request.correlation,
                    .welcome(.init(server: "double", identity: identity, mediaPort: 1)))
            ]
        }
        let welcome = try await farm.client(.operator).hello("test")
        #expect(welcome.identity == Identity(name: "ada", role: .operator, account: "ada"))
    }

    @Test func `throws a refusal as it was made`() async throws {
        let refusal = Refusal(
            .overLimit, "too many", field: "submit", value: "3", limit: "2",
            retryAfter: .seconds(5))
        let farm = try FarmDouble { request, _ in
            [ClientReply(correlation: request.correlation, .refused(refusal))]
        }
        let client = try farm.client()
        await #expect(throws: ClientError.refused(refusal)) { try await client.status() }
    }

    @Test func `does not send what is too large`() async throws {
        let farm = try FarmDouble { _, _ in [] }
        let film = FilmRequest(
            prompt: String(repeating: "x", count: 2 << 20),
            format: FilmFormat(width: 64, height: 64, seconds: 1), seed: 0)
        let client = try farm.client()
        let error = await #expect(throws: ClientError.self) {
            try await client.submit(.init(clientKey: "k", .film(film)))
        }
        guard case .invalid(let reason) = error else {
            Issue.record("sent it")
            return
        }
        #expect(reason.code == .tooLarge)
        #expect(farm.requests.isEmpty)
    }

    @Test func `asks once where nothing is lost, from the first question on`() async throws {
        let farm = try FarmDouble { request, _ in
            [ClientReply(correlation: request.correlation, .unwatched)]
        }
        let client = try farm.client()
        for _ in 0..<3 {
            #expect(try await client.ask(.cancel(1), within: patience) == .unwatched)
        }
        #expect(farm.requests.count == 3)
    }

    @Test func `asks again when an answer is lost`() async throws {
        let farm = try FarmDouble { [count = Counter()] request, _ in
            count.next() < 2 ? [] : [ClientReply(correlation: request.correlation, .unwatched)]
        }
        let client = try farm.client()
        #expect(try await client.ask(.cancel(1), within: patience) == .unwatched)
        #expect(farm.requests == Array(repeating: farm.requests[0], count: 2))
    }

    @Test func `says whether nobody is there, or somebody silent, or no admittance`() async throws {
        let farm = try FarmDouble { _, _ in [] }
        let short: Duration = .milliseconds(300)
        let silent = try farm.client()
        await #expect(throws: ClientError.silent(farm.address.client, after: short)) {
            try await silent.ask(.status, within: short)
        }
        let stranger = try FarmClient(farm.address, keys: .generate(), in: Context())
        await #expect(throws: ClientError.keyRefused(farm.address.client)) {
            try await stranger.ask(.status, within: patience)
        }
        // Nobody may listen there but root.
        let nowhere = Endpoint.tcp(host: "127.0.0.1", port: 1)
        let lost = FarmAddress(
            client: nowhere, worker: nowhere, media: nowhere, serverKey: farm.keys.public)
        let late = try FarmClient(lost, keys: .generate(), in: Context())
        await #expect(throws: ClientError.unreachable(nowhere, after: short)) {
            try await late.ask(.status, within: short)
        }
    }

    @Test func `stops waiting when its task is cancelled or it is closed`() async throws {
        let farm = try FarmDouble { _, _ in [] }
        let client = try farm.client()
        let waiting = Task { try await client.ask(.status, within: patience) }
        waiting.cancel()
        #expect(await waiting.result.failure as? ClientError == .cancelled)
        let other = Task { try await client.ask(.status, within: patience) }
        client.close()
        #expect(await other.result.failure as? ClientError == .transport(.contextClosed))
        await #expect(throws: ClientError.transport(.contextClosed)) { try await client.status() }
    }

    @Test func `joins with a token and is known from then on`() async throws {
        let now = Instant(milliseconds: 0)
        let box = Mutex<KeyRing?>(nil)
        let farm = try FarmDouble { request, identity in
            guard case .join(let join) = request.body, identity.role == .joiner,
                let ring = box.withLock({ $0 }),
                let oneTime = ring.oneTimeKey(beginningWith: join.name)
            else {
                let welcome = ClientReply.Welcome(
                    server: "double", identity: identity, mediaPort: 0)
                return [ClientReply(correlation: request.correlation, .welcome(welcome))]
            }
            let identity = Result { try ring.join(join, with: oneTime, at: now) }
            return identity.success.map {
                [ClientReply(correlation: request.correlation, .joined($0))]
            } ?? []
        }
        box.withLock { $0 = farm.ring }
        let token = try farm.ring.invite(
            .init(role: .client, account: "studio"), to: farm.address, host: "127.0.0.1", at: now)
        let keys = try KeyPair.generate()
        let name = try token.keys().public.text
        let identity = try await FarmClient.join(
            JoinToken(text: token.text), as: keys, name: name, in: Context())
        #expect(identity == Identity(name: name, role: .client, account: "studio"))
        let client = try FarmClient(farm.address, keys: keys, in: Context())
        #expect(try await client.hello("test").identity == identity)
    }
}

@Suite struct `A watch` {
    static func event(_ sequence: UInt64, _ happening: EventReport.Happening) -> EventReport {
        EventReport(
            sequence: sequence, job: 1, instant: Instant(milliseconds: 0), happening)
    }

    @Test func `tells a job's story once, in order, to its end`() async throws {
        let story = [
            Self.event(1, .phase(.queued)), Self.event(2, .phase(.running)),
            Self.event(2, .progress(ProgressReport(fraction: 0.5))), Self.event(5, .note("hm")),
            Self.event(6, .cancelled),
        ]
        let farm = try FarmDouble { request, _ in
            guard case .watch = request.body else { return [] }
            let told = [story[0], story[1], story[1], story[0]] + story[2...]
            return [ClientReply(correlation: request.correlation, .watching(lastSequence: 6))]
                + told.map { ClientReply(correlation: request.correlation, .event($0)) }
        }
        let client = try farm.client()
        var seen: [EventReport] = []
        for try await event in client.watch(1) { seen.append(event) }
        #expect(seen == story)
    }

    @Test func `grants credit as its reader reads`() async throws {
        let sent = Counter()
        let farm = try FarmDouble { request, _ in
            let credit: Int
            switch request.body {
            case .watch(let watch): credit = watch.credit
            case .credit(_, let more): credit = more
            default: return []
            }
            return (0..<credit).map { _ in
                ClientReply(
                    correlation: request.correlation,
                    .event(Self.event(UInt64(sent.next()), .note("n"))))
            }
        }
        let client = try farm.client()
        var count = 0
        for try await event in client.watch(nil) {
            count += 1
            #expect(event.sequence == UInt64(count))
            if count == 2000 { break }
        }
        #expect(sent.value < 2000 + 2 * 256)
    }

    @Test func `goes on after the scheduler came back`() async throws {
        let first = try FarmDouble { request, _ in
            guard case .watch = request.body else { return [] }
            return [
                ClientReply(
                    correlation: request.correlation, .event(Self.event(1, .phase(.queued)))),
                ClientReply(
                    correlation: request.correlation, .event(Self.event(2, .phase(.running)))),
            ]
        }
        let client = try first.client()
        var events = client.watch(1).makeAsyncIterator()
        #expect(try await events.next()?.sequence == 1)
        #expect(try await events.next()?.sequence == 2)
        first.stop()
        let second = try FarmDouble(after: first) { request, _ in
            guard case .watch(let watch) = request.body else { return [] }
            return [
                ClientReply(
                    correlation: request.correlation,
                    .event(Self.event(watch.afterSequence + 1, .cancelled)))
            ]
        }
        #expect(try await events.next() == Self.event(3, .cancelled))
        #expect(try await events.next() == nil)
        #expect(second.requests.count == 1)
    }

    @Test func `of what cannot be watched ends with the reason`() async throws {
        let refusal = Refusal(.unknown, "no job 1")
        let farm = try FarmDouble { request, _ in
            [ClientReply(correlation: request.correlation, .refused(refusal))]
        }
        let client = try farm.client()
        var events = client.watch(1).makeAsyncIterator()
        await #expect(throws: ClientError.refused(refusal)) { try await events.next() }
    }

    @Test func `ends at the scheduler when its reader is gone`() async throws {
        let unwatched = AsyncStream.makeStream(of: UInt64.self)
        let farm = try FarmDouble { request, _ in
            switch request.body {
            case .watch:
                return [
                    ClientReply(
                        correlation: request.correlation, .event(Self.event(1, .note("n"))))
                ]
            case .unwatch(let watch):
                unwatched.continuation.yield(watch)
                return []
            default: return []
            }
        }
        let client = try farm.client()
        for try await _ in client.watch(nil) { break }
        var iterator = unwatched.stream.makeAsyncIterator()
        #expect(await iterator.next() == farm.requests.first?.correlation)
    }
}

@Suite struct `A download` {
    let folder: TemporaryFolder
    let film: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        var chance = SplitMix64(seed: 9)
        film = (0..<3_000_001).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
    }

    private func farm(
        serving bytes: [UInt8], promising promised: [UInt8]? = nil,
        expiringAfter readCount: Int = .max, reads: Counter = Counter()
    ) throws -> FarmDouble {
        let promised = promised ?? bytes
        let blob = try #require(BlobID(digest: Array(SHA256.hash(data: promised))))
        let tickets = Counter()
        return try FarmDouble { request, _ in
            let grant = MediaGrant(
                ticket: [UInt8(tickets.next())], blob: blob, byteCount: promised.count)
            return [ClientReply(correlation: request.correlation, .media(grant))]
        } media: { request in
            guard case .read(let ticket, let offset, let length) = request.body else { return nil }
            if reads.next() > readCount, ticket == [1] {
                let refusal = Refusal(.badTicket, "expired")
                return (MediaReply(correlation: request.correlation, .refused(refusal)), nil)
            }
            let end = min(offset + min(length, 200_000), bytes.count)
            return (
                MediaReply(
                    correlation: request.correlation,
                    .portion(offset: offset, byteCount: bytes.count)), Array(bytes[offset..<end])
            )
        }
    }

    private func content(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    @Test func `brings every byte in order`() async throws {
        let path = "\(folder.path)/film.mp4"
        let client = try farm(serving: film).client()
        var steps: [Int] = []
        let grant = try await client.download(.film, of: 1, to: path) { count, total in
            #expect(total == film.count)
            steps.append(count)
        }
        #expect(grant.byteCount == film.count)
        #expect(try content(of: path) == film)
        #expect(steps == steps.sorted() && steps.last == film.count)
        #expect(!FileManager.default.fileExists(atPath: path + ".part"))
        var streamed: [UInt8] = []
        try await client.fetch(.film, of: 1) { streamed += $0 }
        #expect(streamed == film)
    }

    @Test func `is taken up where it stopped`() async throws {
        let path = "\(folder.path)/film.mp4"
        try Data(film.prefix(2_900_000)).write(to: URL(filePath: path + ".part"))
        let reads = Counter()
        let client = try farm(serving: film, reads: reads).client()
        try await client.download(.film, of: 1, to: path)
        #expect(try content(of: path) == film)
        #expect(reads.value == 1)
    }

    @Test func `renews a ticket that expires`() async throws {
        let client = try farm(serving: film, expiringAfter: 4).client()
        var streamed: [UInt8] = []
        try await client.fetch(.film, of: 1) { streamed += $0 }
        #expect(streamed == film)
    }

    @Test func `that is damaged leaves nothing behind`() async throws {
        let path = "\(folder.path)/film.mp4"
        var damaged = film
        damaged[1_234_567] ^= 1
        let client = try farm(serving: damaged, promising: film).client()
        await #expect(throws: ClientError.damaged(1, .film)) {
            try await client.download(.film, of: 1, to: path)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `says which path cannot be written`() async throws {
        let path = "\(folder.path)/missing/film.mp4"
        let client = try farm(serving: film).client()
        let error = await #expect(throws: ClientError.self) {
            try await client.download(.film, of: 1, to: path)
        }
        #expect(error == .fileUnwritable(path: path, reason: "No such file or directory"))
    }
}

/// Counts from 1, on any thread.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func next() -> Int {
        count.add(1, ordering: .relaxed).newValue
    }
}

extension Result {
    var success: Success? {
        switch self {
        case .success(let success): success
        case .failure: nil
        }
    }

    var failure: Failure? {
        switch self {
        case .success: nil
        case .failure(let failure): failure
        }
    }
}

extension KeyRing {
    /// A one-time key by its text: a double hears names, not the keys of senders.
    func oneTimeKey(beginningWith text: String) -> PublicKey? {
        PublicKey(text: text).flatMap { identity(of: $0)?.role == .joiner ? $0 : nil }
    }
}
