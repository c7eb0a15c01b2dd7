public import FarmModel
internal import FarmTransport
public import FarmWire

/// Submits jobs over one connection or several, many at a time, and notes when each was answered.
///
/// Belongs to one thread.
public struct LoadClient: ~Copyable {
    /// A job on behalf of an account.
    public struct Order: Equatable, Sendable {
        public var account: String
        public var work: ClientRequest.Work
        public var priority: Int

        /// So many at once, as an array; nil for one job.
        public var arrayCount: Int?

        public init(
            account: String, _ work: ClientRequest.Work, priority: Int = 0, arrayCount: Int? = nil
        ) {
            self.account = account
            self.work = work
            self.priority = priority
            self.arrayCount = arrayCount
        }
    }

    /// What became of a submission.
    public enum Answer: Equatable, Sendable {
        /// The job, or the first of an array.
        case accepted(JobID)
        case refused(Refusal)
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

    /// Correlations from here on are those of questions.
    private static let firstQuestion: UInt64 = 1 << 62

    private let lines: [BundledLine]
    private let context: Context
    private var poller: Poller
    private let slots: [Poller.Slot]
    private let watch: Stopwatch

    /// Sets this client's keys apart from those of every other.
    private let prefix: String
    private var sent: [Duration] = []
    private var questionCount: UInt64 = 0
    private var reports: [JobReport] = []
    private var unread: [Record] = []
    public private(set) var answeredCount = 0

    public init(_ target: LoadTarget, watch: Stopwatch, connections: Int = 1) throws {
        let context = try Context()
        var poller = Poller()
        var lines: [BundledLine] = []
        for _ in 0..<max(1, connections) {
            let socket = try Socket(.dealer, in: context, try target.options(target.operatorKeys))
            try socket.connect(target.farm.client)
            lines.append(BundledLine(socket, byteLimit: Limits.clientRequestBytes))
        }
        slots = lines.map { $0.join(&poller) }
        self.context = context
        self.lines = lines
        self.poller = poller
        self.watch = watch
        prefix = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    }

    /// Submissions sent and not yet answered.
    public var openCount: Int { sent.count - answeredCount }

    /// Sends an order, each over the next connection, with the next ``answers(within:)`` at the latest;
    /// false where there is no room now.
    public mutating func submit(_ order: Order) throws -> Bool {
        let number = sent.count
        let request = ClientRequest(
            correlation: UInt64(number + 1),
            .submit(
                ClientRequest.Submit(
                    clientKey: "\(prefix)-\(number)", account: order.account,
                    priority: order.priority, order.work, arrayCount: order.arrayCount)))
        guard try lines[number % lines.count].say(request.frame) else { return false }
        sent.append(watch.elapsed)
        return true
    }

    /// Answers that have come, after waiting for the first of them at most `pause`.
    public mutating func answers(within pause: Duration) throws -> [Record] {
        defer { unread = [] }
        if unread.isEmpty { _ = try listen(within: pause) }
        answeredCount += unread.count
        return unread
    }

    /// Asks how a job is; what is heard waits in ``takeReports()``.
    mutating func inquire(_ job: JobID) throws {
        questionCount += 1
        let question = ClientRequest(
            correlation: LoadClient.firstQuestion + questionCount, .show(job))
        _ = try lines[0].say(question.frame)
    }

    mutating func takeReports() -> [JobReport] {
        defer { reports = [] }
        return reports
    }

    /// Asks and waits for the answer; a refusal is thrown.
    public mutating func ask(_ body: ClientRequest.Body) throws -> ClientReply.Body {
        questionCount += 1
        let number = LoadClient.firstQuestion + questionCount
        let start = watch.elapsed
        let question = ClientRequest(correlation: number, body).frame
        while try !lines[0].say(question) { try giveUp(since: start) }
        while true {
            for reply in try listen(within: .milliseconds(100)) where reply.correlation == number {
                if case .refused(let refusal) = reply.body { throw refusal }
                return reply.body
            }
            try giveUp(since: start)
        }
    }

    private func giveUp(since start: Duration) throws(LoadError) {
        guard watch.elapsed - start < LoadClient.patience else {
            throw .silent(LoadClient.patience)
        }
    }

    /// Reads what has come; returns answers to questions, keeps those to submissions.
    private mutating func listen(within pause: Duration) throws -> [ClientReply] {
        var isFull = false
        for line in lines where try !line.flush() { isFull = true }
        try poller.wait(atMost: isFull ? min(pause, .milliseconds(1)) : pause)
        var replies: [ClientReply] = []
        for (line, slot) in zip(lines, slots) where poller.isReadable(slot) {
            while let messages = try line.receive() {
                let moment = watch.elapsed
                for reply in try messages.map(LoadClient.reply) {
                    if let record = record(of: reply, at: moment) {
                        unread.append(record)
                    } else if case .job(let report) = reply.body {
                        reports.append(report)
                    } else {
                        replies.append(reply)
                    }
                }
            }
        }
        return replies
    }

    private static func reply(_ message: [UInt8]) throws -> ClientReply {
        do {
            return try ClientReply(frame: message)
        } catch {
            throw LoadError.illegible("\(error)")
        }
    }

    private func record(of reply: ClientReply, at moment: Duration) -> Record? {
        guard (1...UInt64(max(1, sent.count))).contains(reply.correlation) else { return nil }
        let answer: Answer
        switch reply.body {
        case .submitted(let job, _), .submittedArray(let job, _, _): answer = .accepted(job)
        case .refused(let refusal): answer = .refused(refusal)
        default: return nil
        }
        let number = Int(reply.correlation) - 1
        return Record(order: number, sent: sent[number], answered: moment, answer: answer)
    }
}
