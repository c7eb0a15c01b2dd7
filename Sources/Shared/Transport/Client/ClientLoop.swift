internal import FarmModel
internal import FarmWire
internal import Foundation

/// The thread of a client: owns its sockets, sends what callers leave in the mailbox and hands them
/// the answers.
struct ClientLoop: ~Copyable {
    typealias Clock = ContinuousClock

    /// What callers ask of the thread.
    enum Order: Sendable {
        case exchange(Exchange)
        case watch(WatchState)
        case credit(watch: UInt64, more: Int)
        case forget(UInt64)
        case close
    }

    private let farm: FarmAddress
    private let orders: Mailbox<Order>
    private var control: Line
    private var media: Line
    private var exchanges: [UInt64: Exchange] = [:]
    private var watches: [UInt64: WatchState] = [:]

    /// Serves `orders` on a new thread until told to close.
    static func start(
        _ farm: FarmAddress, keys: KeyPair?, in context: Context, orders: Mailbox<Order>
    ) {
        Thread.detachNewThread {
            var failure = TransportError.contextClosed
            do throws(TransportError) {
                var loop = try ClientLoop(farm, keys: keys, in: context, orders: orders)
                failure = loop.run()
            } catch {
                failure = error
            }
            for order in orders.close() { order.fail(.transport(failure)) }
        }
    }

    private init(
        _ farm: FarmAddress, keys: KeyPair?, in context: Context, orders: Mailbox<Order>
    ) throws(TransportError) {
        let security: SocketOptions.Security
        if let keys, let serverKey = farm.serverKey {
            security = .client(keys, server: serverKey)
        } else {
            security = .plaintext
        }
        let control = try Line(to: farm.client, security, in: context)
        let media = try Line(to: farm.media, security, in: context)
        self.farm = farm
        self.orders = orders
        self.control = control
        self.media = media
    }

    /// Runs until closed; the error that callers still waiting shall see.
    private mutating func run() -> TransportError {
        var failure = TransportError.contextClosed
        do throws(TransportError) {
            try serve()
        } catch {
            failure = error
        }
        for exchange in exchanges.values { exchange.finish(.failure(.transport(failure))) }
        for watch in watches.values { watch.finish(.transport(failure)) }
        return failure
    }

    private mutating func serve() throws(TransportError) {
        var poller = Poller()
        let mail = poller.add(orders.waker)
        let controlSlots = control.join(&poller)
        let mediaSlots = media.join(&poller)
        while true {
            try poller.wait(atMost: nextDeadline.map { Clock.now.duration(to: $0) })
            if poller.isReadable(mail) {
                guard try carryOut(orders.collect()) == .open else { return }
            }
            try follow(control.news(controlSlots, poller), on: .control)
            try follow(media.news(mediaSlots, poller), on: .media)
            try receiveReplies()
            try receiveMedia()
            try keepTime(at: Clock.now)
        }
    }

    private var nextDeadline: Clock.Instant? {
        exchanges.values.map { min($0.deadline, $0.nextSending) }.min()
    }

    private enum Standing {
        case open
        case closed
    }

    private mutating func carryOut(_ orders: [Order]) throws(TransportError) -> Standing {
        var standing = Standing.open
        for order in orders {
            if case .close = order { standing = .closed }
            switch standing {
            case .open: try carryOut(order)
            case .closed: order.fail(.transport(.contextClosed))
            }
        }
        return standing
    }

    private mutating func carryOut(_ order: Order) throws(TransportError) {
        switch order {
        case .exchange(let exchange):
            let trouble = exchange.way == .control ? control.trouble : media.trouble
            if trouble == .keyRefused {
                exchange.finish(.failure(.keyRefused(endpoint(of: exchange.way))))
            } else {
                exchanges[exchange.id] = exchange
                try send(exchange.id)
            }
        case .watch(let watch):
            guard control.trouble != .keyRefused else {
                return watch.finish(.keyRefused(farm.client))
            }
            watches[watch.id] = watch
            _ = try control.send([watch.request.frame])
        case .credit(let id, let more):
            guard watches[id] != nil else { return }
            watches[id]?.credit += more
            let request = ClientRequest(correlation: id, .credit(watch: id, more: more))
            _ = try control.send([request.frame])
        case .forget(let id):
            exchanges.removeValue(forKey: id)?.finish(.failure(.cancelled))
            guard watches.removeValue(forKey: id) != nil else { return }
            let request = ClientRequest(correlation: id, .unwatch(watch: id))
            _ = try control.send([request.frame])
        case .close: return
        }
    }

    /// Sends an exchange, again if it was sent before; a full queue is tried again later.
    private mutating func send(_ id: UInt64) throws(TransportError) {
        guard var exchange = exchanges[id] else { return }
        exchange.nextSending = Clock.now.advanced(by: exchange.pause)
        exchange.pause = min(exchange.pause * 2, .seconds(8))
        let sending =
            switch exchange.way {
            case .control: try control.send(exchange.frames)
            case .media: try media.send(exchange.frames)
            }
        if sending == .sent, exchange.repetition == .never {
            exchange.nextSending = exchange.deadline
        }
        exchanges[id] = exchange
    }

    private mutating func follow(
        _ news: [Line.News], on way: Exchange.Way
    ) throws(TransportError) {
        for event in news {
            switch event {
            case .opened: continue
            case .reopened:
                for id in exchanges.keys.sorted()
                where exchanges[id]?.way == way && exchanges[id]?.repetition == .always {
                    try send(id)
                }
                guard way == .control else { continue }
                for id in watches.keys.sorted() {
                    guard let watch = watches[id], watch.isStale else { continue }
                    watches[id]?.isStale = false
                    _ = try control.send([watch.request.frame])
                }
            case .broken:
                guard way == .control else { continue }
                for id in watches.keys { watches[id]?.isStale = true }
            case .keyRefused:
                fail(on: way, .keyRefused(endpoint(of: way)))
            }
        }
    }

    private mutating func fail(on way: Exchange.Way, _ error: ClientError) {
        for (id, exchange) in exchanges where exchange.way == way {
            exchanges[id] = nil
            exchange.finish(.failure(error))
        }
        guard way == .control else { return }
        for watch in watches.values { watch.finish(error) }
        watches = [:]
    }

    private mutating func receiveReplies() throws(TransportError) {
        while case .parcel(let parcel) = try control.receive() {
            do throws(WireError) {
                take(try ClientReply(frame: parcel.frames[0]))
            } catch {
                exchanges.removeValue(forKey: error.correlation)?
                    .finish(.failure(.unexpected(error.description)))
            }
        }
    }

    private mutating func take(_ reply: ClientReply) {
        if let exchange = exchanges.removeValue(forKey: reply.correlation) {
            exchange.finish(.success(.control(reply.body)))
        } else if watches[reply.correlation] != nil {
            switch reply.body {
            case .event(let event):
                if watches[reply.correlation]?.take(event) == .over {
                    watches[reply.correlation] = nil
                }
            case .watching(_, let start): watches[reply.correlation]?.begin(at: start)
            case .refused(let refusal):
                watches.removeValue(forKey: reply.correlation)?.finish(.refused(refusal))
            default: break
            }
        }
    }

    private mutating func receiveMedia() throws(TransportError) {
        while case .parcel(let parcel) = try media.receive() {
            do throws(WireError) {
                let reply = try MediaReply(frame: parcel.frames[0])
                let attachment = parcel.frames.count > 1 ? parcel.frames[1] : []
                exchanges.removeValue(forKey: reply.correlation)?
                    .finish(.success(.media(reply.body, attachment)))
            } catch {
                exchanges.removeValue(forKey: error.correlation)?
                    .finish(.failure(.unexpected(error.description)))
            }
        }
    }

    private mutating func keepTime(at now: Clock.Instant) throws(TransportError) {
        for (id, exchange) in exchanges {
            if exchange.deadline <= now {
                exchanges[id] = nil
                exchange.finish(.failure(lateness(of: exchange)))
            } else if exchange.nextSending <= now {
                try send(id)
            }
        }
    }

    private func lateness(of exchange: Exchange) -> ClientError {
        let endpoint = endpoint(of: exchange.way)
        let trouble = exchange.way == .control ? control.trouble : media.trouble
        return switch trouble {
        case nil: .silent(endpoint, after: exchange.timeout)
        case .keyRefused: .keyRefused(endpoint)
        case .handshakeFailed: .handshakeFailed(endpoint)
        case .unreachable: .unreachable(endpoint, after: exchange.timeout)
        }
    }

    private func endpoint(of way: Exchange.Way) -> Endpoint {
        switch way {
        case .control: farm.client
        case .media: farm.media
        }
    }
}

extension ClientLoop.Order {
    /// Answers an order that will not be carried out.
    func fail(_ error: ClientError) {
        switch self {
        case .exchange(let exchange): exchange.finish(.failure(error))
        case .watch(let watch): watch.finish(error)
        case .credit, .forget, .close: break
        }
    }
}
