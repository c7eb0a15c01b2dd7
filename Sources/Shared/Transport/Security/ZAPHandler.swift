internal import Foundation
internal import Synchronization

/// Decides, for every CURVE socket of a context, which keys are admitted: those on the key ring.
///
/// The protocol is ZeroMQ RFC 27. One thread answers, from `init` until ``stop()``.
public final class ZAPHandler: Sendable {
    private let orders: Mailbox<Void>
    private let state = Mutex(State())

    private struct State {
        var hasEnded = false
        var refusedCount = 0
    }

    /// At most one a context, made before the first socket that listens.
    public init(for ring: KeyRing, in context: Context) throws(TransportError) {
        orders = try Mailbox(capacity: 16)
        let started = DispatchSemaphore(value: 0)
        let failure = Mutex<TransportError?>(nil)
        Thread.detachNewThread { [self] in
            do throws(TransportError) {
                let socket = try Socket(.router, in: context, SocketOptions(security: .plaintext))
                try socket.bind(.inproc(name: "zeromq.zap.01"))
                started.signal()
                try serve(socket, ring)
            } catch {
                failure.withLock { $0 = error }
                started.signal()
            }
            state.withLock { $0.hasEnded = true }
        }
        started.wait()
        if let error = failure.withLock({ $0 }) { throw error }
        context.noteGuard()
    }

    /// Peers turned away so far.
    public var refusedCount: Int { state.withLock(\.refusedCount) }

    /// Ends the thread; from then on nobody is admitted.
    public func stop() {
        _ = orders.post(())
    }

    private func serve(_ socket: borrowing Socket, _ ring: KeyRing) throws(TransportError) {
        var poller = Poller()
        let requests = poller.add(socket)
        let stops = poller.add(orders.waker)
        while true {
            try poller.wait(atMost: nil)
            if poller.isReadable(stops) { return }
            guard poller.isReadable(requests) else { continue }
            while case .parcel(let parcel) = try socket.receive(atMostFrames: 16) {
                if let reply = answer(parcel, ring) { _ = try socket.send(reply) }
            }
        }
    }

    /// Frames: routing id, empty, version, request id, domain, address, routing id, mechanism, key.
    private func answer(_ parcel: Parcel, _ ring: KeyRing) -> [[UInt8]]? {
        guard let (sender, body) = parcel.opened, body.count >= 6 else { return nil }
        let mechanism = String(decoding: body[5], as: UTF8.self)
        guard body[0] == Array("1.0".utf8), mechanism == "CURVE", body.count == 7,
            let key = PublicKey(bytes: body[6]), ring.identity(of: key) != nil
        else {
            state.withLock { $0.refusedCount += 1 }
            return sender.frames(for: reply(to: body[1], "400", "key not known here", user: ""))
        }
        return sender.frames(for: reply(to: body[1], "200", "OK", user: key.text))
    }

    private func reply(
        to request: [UInt8], _ status: String, _ text: String, user: String
    ) -> [[UInt8]] {
        [Array("1.0".utf8), request] + [status, text, user, ""].map { Array($0.utf8) }
    }
}
