internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Logging
internal import Synchronization

/// The media socket and its thread: heartbeats never wait behind a chunk.
struct MediaPort: ~Copyable {
    /// How often uploads that stand still are looked for.
    static let tidyInterval: Duration = .seconds(10)

    private let socket: Socket
    private var desk: MediaDesk
    private let keys: KeyRing
    private let census: MessageCensus
    private let clock: FarmClock
    private let stops: Mailbox<Void>
    private let mailbox: Mailbox<News>
    private let rates: RateBook
    private var turnstile: Turnstile
    private let seconds = Seconds()

    init(
        socket: consuming Socket, desk: MediaDesk, keys: KeyRing, census: MessageCensus,
        clock: FarmClock, stops: Mailbox<Void>, mailbox: Mailbox<News>, rates: RateBook
    ) {
        self.socket = socket
        self.desk = desk
        self.keys = keys
        self.census = census
        self.clock = clock
        self.stops = stops
        self.mailbox = mailbox
        self.rates = rates
        turnstile = Turnstile(rates.current)
    }

    /// Serves until asked to stop.
    mutating func run() throws(TransportError) {
        var poller = Poller()
        let requests = poller.add(socket)
        let stop = poller.add(stops.waker)
        while true {
            try poller.wait(atMost: MediaPort.tidyInterval)
            if poller.isReadable(stop) { return }
            _ = desk.tidy(at: clock.now)
            guard poller.isReadable(requests) else { continue }
            turnstile.limits = rates.current
            for _ in 0..<PostOffice.batchLimit {
                let limit = Limits.attachmentBytes + Limits.mediaRequestBytes + 1024
                switch try socket.receive(atMostFrames: 5, bytes: limit) {
                case .nothing: break
                case .oversized(let routingID, _, _, let userID):
                    fine(userID, routingID)
                    continue
                case .parcel(let parcel):
                    try take(parcel)
                    guard desk.isFull else { continue }
                }
                break
            }
            try settle()
        }
    }

    private mutating func take(_ parcel: Parcel) throws(TransportError) {
        guard let sender = keys.sender(of: parcel), let (_, body) = parcel.opened else {
            return census.countMalformed()
        }
        switch turnstile.judge(
            userID: sender.userID, routingID: sender.address.routingID,
            role: sender.identity.role, at: seconds.elapsed)
        {
        case .pass: break
        case .refuse(let refusal):
            census.countThrottled()
            let correlation = Correlation.peek(body[0])
            let reply = MediaReply(correlation: correlation, .refused(refusal))
            _ = try socket.send(sender.address.frames(for: [reply.frame]))
            return
        case .drop: return census.countThrottled()
        }
        guard body.count <= 2, body[0].count <= Limits.mediaRequestBytes else {
            return fine(sender.userID, sender.address.routingID)
        }
        let request: MediaRequest
        do {
            request = try MediaRequest(frame: body[0])
        } catch {
            fine(sender.userID, sender.address.routingID)
            let reply = MediaReply(correlation: error.correlation, .refused(error.refusal))
            _ = try socket.send(sender.address.frames(for: [reply.frame]))
            return
        }
        let mailbox = mailbox
        let answers = desk.take(
            request, body.count == 2 ? body[1] : nil, from: sender, at: clock.now
        ) { news in _ = mailbox.post(news) }
        for answer in answers { try send(answer, to: sender) }
    }

    /// Makes safe what is complete.
    private mutating func settle() throws(TransportError) {
        let mailbox = mailbox
        for (answer, sender) in desk.settle(news: { _ = mailbox.post($0) }) {
            try send(answer, to: sender)
        }
    }

    /// An absent or slow peer asks again; nothing is lost here.
    private func send(_ answer: MediaDesk.Answer, to sender: Sender) throws(TransportError) {
        let frames = [answer.reply.frame] + (answer.attachment.map { [$0] } ?? [])
        _ = try socket.send(sender.address.frames(for: frames))
    }

    /// Counts a message that could not be read, and makes it cost its sender.
    private mutating func fine(_ userID: String?, _ routingID: [UInt8]) {
        census.countMalformed()
        guard let userID, let identity = keys.identity(ofUser: userID) else { return }
        turnstile.charge(
            Turnstile.fine, userID: userID, routingID: routingID, role: identity.role,
            at: seconds.elapsed)
    }
}
