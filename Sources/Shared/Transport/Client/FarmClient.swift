public import FarmModel
public import FarmWire
internal import Synchronization

/// A connection to a farm for programs: questions, watches and downloads, from any thread.
///
/// One thread of its own does all that blocks; callers only await. A lost connection is made again,
/// and what was under way is asked again where that is harmless.
public final class FarmClient: Sendable {
    /// Events that a watch lets the scheduler push ahead of its reader.
    static let watchCredit = 256

    private let orders: Mailbox<ClientLoop.Order>
    private let lastID = Atomic<UInt64>(0)

    /// Begins to connect; `keys` may be nil only for a farm without encryption.
    public init(
        _ farm: FarmAddress, keys: KeyPair?, in context: Context
    ) throws(TransportError) {
        guard (keys == nil) == (farm.serverKey == nil) else {
            throw .failed(
                operation: "connect to \(farm.client)",
                reason: keys == nil
                    ? "this farm asks for a key" : "this farm has no key of its own to encrypt with"
            )
        }
        orders = try Mailbox(capacity: 100_000)
        ClientLoop.start(farm, keys: keys, in: context, orders: orders)
    }

    deinit {
        close()
    }

    /// Ends the connection; callers that wait get an error.
    public func close() {
        _ = orders.post(.close)
    }

    /// Asks, and waits for the answer; a refusal is thrown.
    public func ask(
        _ body: ClientRequest.Body, within timeout: Duration = .seconds(15)
    ) async throws(ClientError) -> ClientReply.Body {
        let id = nextID()
        let frame = ClientRequest(correlation: id, body).frame
        guard frame.count <= Limits.clientRequestBytes else {
            throw .invalid(
                WireError(
                    .tooLarge, field: "", value: "\(frame.count) bytes long",
                    limit: "at most \(Limits.clientRequestBytes) bytes"))
        }
        let answer = try await exchange(
            id, .control, [frame], repetition: body.repetition, within: timeout)
        switch answer {
        case .control(.refused(let refusal)): throw .refused(refusal)
        case .control(let reply): return reply
        case .media: throw .unexpected("media where a reply was due")
        }
    }

    /// The events of one job from after `sequence` to its end, or of all of the account's from now on.
    public func watch(_ job: JobID?, after sequence: UInt64 = 0) -> Events {
        begin(job, after: sequence)
    }

    /// The events of many jobs, from after `cursor` if given, else from now on.
    ///
    /// A connection that is lost is made again, and the events go on where they stopped. Where the
    /// farm no longer knows what was missed, it tells how its unfinished jobs stand:
    /// ``EventReport/isSnapshot``.
    public func watch(
        _ filter: ClientRequest.Watch.Filter, after cursor: WatchCursor? = nil
    ) -> Events {
        begin(nil, after: 0, filter, cursor)
    }

    private func begin(
        _ job: JobID?, after sequence: UInt64,
        _ filter: ClientRequest.Watch.Filter = ClientRequest.Watch.Filter(),
        _ cursor: WatchCursor? = nil
    ) -> Events {
        let id = nextID()
        let (stream, sink) = AsyncStream.makeStream(
            of: Result<EventReport, ClientError>.self,
            bufferingPolicy: .bufferingOldest(2 * Self.watchCredit))
        let orders = orders
        sink.onTermination = { _ in _ = orders.post(.forget(id)) }
        let watch = WatchState(
            id: id, job: job, afterSequence: sequence, credit: Self.watchCredit, filter: filter,
            cursor: cursor, sink: sink)
        if !orders.post(.watch(watch)) { watch.finish(.transport(.contextClosed)) }
        // Whoever holds the events holds the client: its end would be theirs.
        return Events(stream: stream) { more in
            _ = self.orders.post(.credit(watch: id, more: more))
        }
    }

    /// The bytes of a file from `offset`, at most `length` of them, and the file's size.
    func read(
        ticket: [UInt8], offset: Int, length: Int
    ) async throws(ClientError) -> (bytes: [UInt8], byteCount: Int) {
        let id = nextID()
        let request = MediaRequest(
            correlation: id, .read(ticket: ticket, offset: offset, length: length))
        let answer = try await exchange(
            id, .media, [request.frame], repetition: .always, within: .seconds(60))
        switch answer {
        case .media(.portion(let start, let byteCount), let bytes):
            guard start == offset, bytes.count <= length else {
                throw .unexpected("bytes at \(start) where those at \(offset) were asked for")
            }
            return (bytes, byteCount)
        case .media(.refused(let refusal), _): throw .refused(refusal)
        case .media, .control: throw .unexpected("no bytes where some were due")
        }
    }

    private func nextID() -> UInt64 {
        lastID.add(1, ordering: .relaxed).newValue
    }

    private func exchange(
        _ id: UInt64, _ way: Exchange.Way, _ frames: [[UInt8]],
        repetition: Exchange.Repetition, within timeout: Duration
    ) async throws(ClientError) -> Exchange.Answer {
        let orders = orders
        let result: Result<Exchange.Answer, ClientError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let exchange = Exchange(
                    id: id, way, frames, repetition: repetition, timeout: timeout
                ) { continuation.resume(returning: $0) }
                guard orders.post(.exchange(exchange)) else {
                    return exchange.finish(.failure(.transport(.contextClosed)))
                }
                // A cancellation that came before the post found nothing to forget.
                if Task.isCancelled { _ = orders.post(.forget(id)) }
            }
        } onCancel: {
            _ = orders.post(.forget(id))
        }
        return try result.get()
    }

    /// News of jobs, pulled: what is not read is not sent.
    public struct Events: AsyncSequence, Sendable {
        fileprivate let stream: AsyncStream<Result<EventReport, ClientError>>
        fileprivate let grantCredit: @Sendable (Int) -> Void

        public func makeAsyncIterator() -> Iterator {
            Iterator(base: stream.makeAsyncIterator(), grantCredit: grantCredit)
        }

        public struct Iterator: AsyncIteratorProtocol {
            fileprivate var base: AsyncStream<Result<EventReport, ClientError>>.Iterator
            fileprivate let grantCredit: @Sendable (Int) -> Void
            private var readCount = 0

            fileprivate init(
                base: AsyncStream<Result<EventReport, ClientError>>.Iterator,
                grantCredit: @escaping @Sendable (Int) -> Void
            ) {
                self.base = base
                self.grantCredit = grantCredit
            }

            public mutating func next() async throws(ClientError) -> EventReport? {
                try await next(isolation: nil)
            }

            public mutating func next(
                isolation actor: isolated (any Actor)?
            ) async throws(ClientError) -> EventReport? {
                guard let result = await base.next(isolation: actor) else { return nil }
                readCount += 1
                if readCount == FarmClient.watchCredit / 2 {
                    grantCredit(readCount)
                    readCount = 0
                }
                return try result.get()
            }
        }
    }
}

extension ClientRequest.Body {
    /// Everything may be asked twice but what makes something new each time.
    fileprivate var repetition: Exchange.Repetition {
        switch self {
        case .createJoinToken, .revokeKey: .never
        case .hello, .submit, .show, .list, .cancel, .watch, .credit, .unwatch, .storyboard,
            .explain, .logs, .media, .workers, .status, .join, .steer,
            .entitle, .accounts, .teams, .usage, .beginBackup, .showBackup, .keys, .replaceKey,
            .audit:
            .always
        }
    }
}
