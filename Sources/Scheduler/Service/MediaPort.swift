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

    init(
        socket: consuming Socket, desk: MediaDesk, keys: KeyRing, census: MessageCensus,
        clock: FarmClock, stops: Mailbox<Void>, mailbox: Mailbox<News>
    ) {
        self.socket = socket
        self.desk = desk
        self.keys = keys
        self.census = census
        self.clock = clock
        self.stops = stops
        self.mailbox = mailbox
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
            for _ in 0..<PostOffice.batchLimit {
                let limit = Limits.attachmentBytes + Limits.mediaRequestBytes + 1024
                switch try socket.receive(atMostFrames: 5, bytes: limit) {
                case .nothing: break
                case .oversized:
                    census.countMalformed()
                    continue
                case .parcel(let parcel):
                    try take(parcel)
                    continue
                }
                break
            }
        }
    }

    private mutating func take(_ parcel: Parcel) throws(TransportError) {
        guard let sender = keys.sender(of: parcel), let (_, body) = parcel.opened,
            body.count <= 2, body[0].count <= Limits.mediaRequestBytes
        else { return census.countMalformed() }
        let request: MediaRequest
        do {
            request = try MediaRequest(frame: body[0])
        } catch {
            census.countMalformed()
            let reply = MediaReply(correlation: error.correlation, .refused(error.refusal))
            _ = try socket.send(sender.address.frames(for: [reply.frame]))
            return
        }
        let mailbox = mailbox
        let answers = desk.take(
            request, body.count == 2 ? body[1] : nil, from: sender.identity, at: clock.now
        ) { news in _ = mailbox.post(news) }
        for answer in answers {
            let frames = [answer.reply.frame] + (answer.attachment.map { [$0] } ?? [])
            // An absent or slow peer asks again; nothing is lost here.
            _ = try socket.send(sender.address.frames(for: frames))
        }
    }
}
