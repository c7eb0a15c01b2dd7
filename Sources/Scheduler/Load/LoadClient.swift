public import FarmModel
internal import FarmTransport
internal import FarmWire

/// Submits drills over one connection, many at a time, and notes when each was answered.
///
/// Belongs to one thread.
public struct LoadClient: ~Copyable {
    /// A drill on behalf of an account.
    public struct Order: Equatable, Sendable {
        public var account: String
        public var drill: Drill
        public var priority: Int

        public init(account: String, drill: Drill, priority: Int = 0) {
            self.account = account
            self.drill = drill
            self.priority = priority
        }
    }

    /// What became of a submission.
    public enum Answer: Equatable, Sendable {
        case accepted(JobID)

        /// The refusal's code, and the limit that it names.
        case refused(code: String, field: String, message: String)
    }

    /// A submission with its moments on the stopwatch.
    public struct Record: Equatable, Sendable {
        public var order: Int
        public var sent: Duration
        public var answered: Duration
        public var answer: Answer
    }

    /// The farm is given up when it answers nothing for so long.
    public static let patience: Duration = .seconds(30)

    private let socket: Socket
    private let context: Context
    private var poller: Poller
    private let slot: Poller.Slot
    private let watch: Stopwatch

    /// Sets this client's keys apart from those of every other.
    private let prefix: String
    private var sent: [Duration] = []

    /// Submissions that have not left yet.
    private var bundle = Bundle()
    public private(set) var answeredCount = 0

    public init(_ target: LoadTarget, watch: Stopwatch) throws {
        let context = try Context()
        let socket = try Socket(.dealer, in: context, try target.options(target.operatorKeys))
        try socket.connect(target.farm.client)
        var poller = Poller()
        slot = poller.add(socket)
        self.context = context
        self.socket = socket
        self.poller = poller
        self.watch = watch
        prefix = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    }

    /// Submissions sent and not yet answered.
    public var openCount: Int { sent.count - answeredCount }

    /// Sends an order with the next ``answers(within:)`` at the latest; false where there is no room now.
    public mutating func submit(_ order: Order) throws -> Bool {
        let number = sent.count
        let request = ClientRequest(
            correlation: UInt64(number + 1),
            .submit(
                ClientRequest.Submit(
                    clientKey: "\(prefix)-\(number)", account: order.account,
                    priority: order.priority, .drill(order.drill))))
        let frame = request.frame
        if !bundle.hasRoom(for: frame.count, in: Limits.clientRequestBytes) {
            guard try flush() == .sent else { return false }
        }
        bundle.append(frame)
        sent.append(watch.elapsed)
        return true
    }

    /// Sends what waits for company.
    private mutating func flush() throws -> Sending {
        guard !bundle.isEmpty else { return .sent }
        let sending = try socket.send([bundle.bytes])
        if sending == .sent { bundle.removeAll() }
        return sending
    }

    /// Answers that have come, after waiting for the first of them at most `pause`.
    public mutating func answers(within pause: Duration) throws -> [Record] {
        var records: [Record] = []
        let isFull = try flush() == .full
        try poller.wait(atMost: isFull ? min(pause, .milliseconds(1)) : pause)
        guard poller.isReadable(slot) else { return [] }
        while case .parcel(let parcel) = try socket.receive(
            atMostFrames: 1, bytes: Limits.schedulerMessageBytes)
        {
            let moment = watch.elapsed
            let frame = parcel.frames[0]
            for message in try Bundle.messages(in: frame) ?? [frame] {
                guard let record = try read(message, at: moment) else { continue }
                records.append(record)
            }
        }
        answeredCount += records.count
        return records
    }

    private func read(_ frame: [UInt8], at moment: Duration) throws -> Record? {
        let reply: ClientReply
        do {
            reply = try ClientReply(frame: frame)
        } catch {
            throw LoadError.illegible("\(error)")
        }
        let answer: Answer
        switch reply.body {
        case .submitted(let job, _): answer = .accepted(job)
        case .refused(let refusal):
            answer = .refused(
                code: refusal.code.rawValue, field: refusal.field, message: refusal.message)
        default: return nil
        }
        let number = Int(reply.correlation) - 1
        guard sent.indices.contains(number) else { return nil }
        return Record(order: number, sent: sent[number], answered: moment, answer: answer)
    }
}
