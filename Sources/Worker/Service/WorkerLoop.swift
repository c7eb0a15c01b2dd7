internal import FarmModel
public import FarmTransport
internal import FarmWire
internal import Foundation
internal import Logging
internal import WorkerCore

/// The worker's one thread for everything but rendering: sockets, session, uploads.
struct WorkerLoop: ~Copyable {
    private var session: WorkerSession
    private var uploader = Uploader()
    private var lines = LineOutbox()

    /// Flags of the attempts whose threads run; looked up, never walked.
    private var cancellations: [Lease.Token: Cancellation] = [:]
    private var isFinished = false

    private let configuration: WorkerDaemon.Configuration
    private let tools: TaskRunner.Tools
    private let mailbox: Mailbox<SlotNews>
    private let context: Context
    private let control: Socket
    private let media: Socket
    private let monitor: SocketMonitor
    private let started = SuspendingClock.now

    /// Handshakes that failed since the last one that did not.
    private var failedHandshakes = 0
    private let log: Logger

    /// So many handshakes fail in a row where a stranger listens; one fails where a scheduler dies in it.
    ///
    /// Tries come at growing intervals (``SocketOptions/reconnectInterval``), these in some three seconds.
    static let handshakeLimit = 6

    init(
        session: WorkerSession, configuration: WorkerDaemon.Configuration,
        tools: TaskRunner.Tools, mailbox: Mailbox<SlotNews>, log: Logger
    ) throws {
        guard let serverKey = configuration.farm.serverKey else {
            throw WorkerError.farmWithoutKey
        }
        var options = SocketOptions(
            security: .client(configuration.keys, server: serverKey))
        options.linger = .milliseconds(500)
        let context = try Context()
        let control = try Socket(.dealer, in: context, options)
        let media = try Socket(.dealer, in: context, options)
        let monitor = try SocketMonitor(of: control, in: context)
        try control.connect(configuration.farm.worker)
        try media.connect(configuration.farm.media)
        self.session = session
        self.configuration = configuration
        self.tools = tools
        self.mailbox = mailbox
        self.context = context
        self.control = control
        self.media = media
        self.monitor = monitor
        self.log = log
    }

    mutating func run() throws {
        var poller = Poller()
        let orders = poller.add(control)
        let replies = poller.add(media)
        let events = monitor.watch(with: &poller)
        let mail = poller.add(mailbox.waker)
        while !isFinished {
            try poller.wait(atMost: pause())
            if poller.isReadable(events) {
                while let event = try monitor.next() { try hear(event) }
            }
            if poller.isReadable(mail) {
                for news in mailbox.collect() { try hear(news) }
            }
            if poller.isReadable(orders) { try readOrders() }
            if poller.isReadable(replies) { try readReplies() }
            try tell(.clockAdvanced)
        }
    }

    /// Time since the start: a worker's clock need not agree with anyone's.
    private var now: Instant {
        Instant(milliseconds: started.duration(to: .now).milliseconds)
    }

    private func pause() -> Duration? {
        session.deadline.map { max(.zero, now.duration(to: $0)) }
    }

    private mutating func tell(_ event: WorkerSession.Event) throws {
        for effect in session.handle(event, at: now) { try perform(effect) }
    }

    private mutating func hear(_ event: SocketMonitor.Event) throws {
        switch event {
        case .ready:
            log.info("connected to \(configuration.farm.worker)")
            failedHandshakes = 0
            try tell(.connected)
        case .disconnected:
            log.warning("lost the scheduler; work goes on")
            try tell(.disconnected)
        case .keyRefused: throw WorkerError.keyRefused(configuration.farm.worker)
        case .handshakeFailed:
            failedHandshakes += 1
            guard failedHandshakes < WorkerLoop.handshakeLimit else {
                throw WorkerError.handshakeFailed(configuration.farm.worker)
            }
            log.warning("the scheduler left in the middle of a handshake; trying again")
        case .retrying: break
        }
    }

    private mutating func hear(_ news: SlotNews) throws {
        switch news {
        case .progressed(let progress): try tell(.progressed(progress))
        case .chunkProduced(let chunk, let bytes, let token):
            guard cancellations[token]?.isRaised == false else { return }
            uploader.keep(bytes, of: chunk, under: token)
            try tell(.chunkProduced(chunk, under: token))
        case .finished(let token, let result):
            cancellations[token] = nil
            if case .failed(let failure) = result { log.warning("\(token): \(failure.message)") }
            try tell(.taskFinished(token, result))
        case .logged(let token, let line): lines.add(line, of: token)
        case .stoppedEarly(let token):
            cancellations[token] = nil
            try tell(.stoppedEarly(token))
        case .abandoned(let token): cancellations[token] = nil
        case .stopRequested(let grace):
            log.info("stopping within \(grace)")
            try tell(.stopRequested(grace: grace))
        }
    }

    private mutating func readOrders() throws {
        while case .parcel(let parcel) = try control.receive(
            atMostFrames: 1, bytes: Limits.schedulerMessageBytes)
        {
            do {
                try follow(try WorkerOrder(frame: parcel.frames[0]).body)
            } catch let error as WireError {
                log.error("the scheduler's message cannot be read: \(error)")
            }
        }
    }

    private mutating func follow(_ order: WorkerOrder.Body) throws {
        switch order {
        case .welcome: try tell(.welcomed)
        case .askForHello: try tell(.helloRequested)
        case .grant(let grant): try tell(.granted(grant))
        case .revoke(let token, let reason): try tell(.revoked(token, reason))
        case .chunkAccepted(let token, let index):
            uploader.forget(UploadID(token: token, chunk: index))
            try tell(.chunkAcknowledged(token, index: index))
        case .resultAccepted(let token): try tell(.resultAcknowledged(token))
        case .preempt(let token): try tell(.preempted(token))
        case .drain: try tell(.stopRequested(grace: .seconds(3600)))
        case .refused(let refusal):
            log.error("refused: \(refusal.message)")
            if refusal.code == .forbidden || refusal.code == .unsupportedVersion {
                throw WorkerError.refused(refusal.message)
            }
        case .joined: break
        }
    }

    private mutating func readReplies() throws {
        while case .parcel(let parcel) = try media.receive(
            atMostFrames: 2, bytes: Limits.schedulerMessageBytes)
        {
            do {
                let reply = try MediaReply(frame: parcel.frames[0])
                if case .refused(let refusal) = reply.body {
                    log.warning("upload refused: \(refusal.message)")
                }
                for message in uploader.take(reply) { try send(message) }
            } catch let error as WireError {
                log.error("the depot's message cannot be read: \(error)")
            }
        }
    }

    private mutating func perform(_ effect: WorkerSession.Effect) throws {
        switch effect {
        case .sendHello(let announcement, let holding):
            try state(.hello(announcement, holding: holding))
        case .sendHeartbeat(let progress):
            try state(.heartbeat(progress))
            try sendLines()
        case .sendDraining: try state(.draining)
        case .sendGoodbye: try state(.goodbye)
        case .start(let grant): start(grant)
        case .preempt(let token): cancellations[token]?.preempt()
        case .cancel(let token):
            cancellations[token]?.raise()
            uploader.forget(token)
        case .upload(let chunk, let token):
            for message in uploader.begin(chunk, under: token) { try send(message) }
        case .deliver(let result, let token):
            try sendLines()
            switch result {
            case .completed(let outcome): try state(.result(token, outcome))
            case .failed(let failure): try state(.failed(token, failure, computeTime: .zero))
            }
        case .returnTask(let token):
            try sendLines()
            try state(.returned(token))
        case .finish: isFinished = true
        }
    }

    /// A message that finds no room is sent again by the session.
    private func state(_ body: WorkerStatement.Body) throws {
        _ = try control.send([WorkerStatement(worker: session.worker, body).frame])
    }

    /// Says what tasks said; what finds no room is lost.
    private mutating func sendLines() throws {
        for (token, lines) in lines.take() { try state(.log(token, lines: lines)) }
    }

    private func send(_ message: Uploader.Message) throws {
        _ = try media.send([message.request.frame] + (message.attachment.map { [$0] } ?? []))
    }

    /// Runs a task on a thread of its own: rendering blocks for seconds.
    private mutating func start(_ grant: Grant) {
        let cancellation = Cancellation()
        cancellations[grant.lease.token] = cancellation
        let (tools, threads, mailbox) = (tools, configuration.threads, mailbox)
        log.info("\(grant.task.step) of job \(grant.job): \(grant.lease.token)")
        let thread = Thread {
            TaskRunner(
                tools: tools, grant: grant, threads: threads, cancellation: cancellation
            ) { news in
                while !mailbox.post(news), !news.mayBeLost { Thread.sleep(forTimeInterval: 0.01) }
            }.run()
        }
        thread.stackSize = 16 << 20
        thread.start()
    }
}

/// Why a worker cannot work for a farm.
public enum WorkerError: Error, Equatable {
    case farmWithoutKey
    case keyRefused(Endpoint)
    case handshakeFailed(Endpoint)
    case refused(String)
}

extension WorkerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .farmWithoutKey: "the farm's address names no server key; join it with a join token"
        case .keyRefused(let endpoint):
            "the farm at \(endpoint) does not know this worker's key: ask its operator for a join "
                + "token (reelmill token --role worker)"
        case .handshakeFailed(let endpoint):
            "whoever listens at \(endpoint) is not the farm this worker joined: join it again"
        case .refused(let message): message
        }
    }
}
