/// A multipart message as it arrived.
public struct Parcel: Equatable, Sendable {
    public var frames: [[UInt8]]

    /// What the ``ZAPHandler`` said of the sender: its public key as text; nil without CURVE.
    public var userID: String?

    public init(frames: [[UInt8]], userID: String? = nil) {
        self.frames = frames
        self.userID = userID
    }

    /// On a ROUTER: who sent it, and what; nil if there is nothing after the address.
    public var opened: (sender: PeerAddress, body: [[UInt8]])? {
        guard let routingID = frames.first else { return nil }
        let isDelimited = frames.count > 1 && frames[1].isEmpty
        let body = Array(frames.dropFirst(isDelimited ? 2 : 1))
        guard !body.isEmpty else { return nil }
        return (PeerAddress(routingID: routingID, form: isDelimited ? .delimited : .bare), body)
    }
}

/// A peer of a ROUTER, and how it likes its messages.
public struct PeerAddress: Hashable, Sendable {
    public var routingID: [UInt8]
    public var form: Form

    public init(routingID: [UInt8], form: Form = .bare) {
        self.routingID = routingID
        self.form = form
    }

    /// The frames that bring `body` to the peer.
    public func frames(for body: [[UInt8]]) -> [[UInt8]] {
        switch form {
        case .bare: [routingID] + body
        case .delimited: [routingID, []] + body
        }
    }

    public enum Form: Hashable, Sendable {
        /// A DEALER's.
        case bare

        /// A REQ's: an empty frame stands before the body.
        case delimited
    }
}

/// What became of a message that was to be received.
public enum Reception: Equatable, Sendable {
    case parcel(Parcel)

    /// No message is waiting.
    case nothing

    /// More frames or bytes than allowed: the message is gone. `routingID` is a ROUTER's first frame.
    case oversized(routingID: [UInt8], frameCount: Int, byteCount: Int, userID: String?)
}

/// What became of a message that was to be sent.
public enum Sending: Hashable, Sendable {
    /// In the hands of libzmq.
    case sent

    /// The peer's queue is full: back-pressure, not an error. Nothing was sent.
    case full

    /// A ROUTER knows no such peer. Nothing was sent.
    case unreachable
}
