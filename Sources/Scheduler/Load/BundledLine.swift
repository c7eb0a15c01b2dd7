internal import FarmTransport
internal import FarmWire

/// A connection over which messages leave in bundles, as those of busy peers do.
final class BundledLine {
    private let socket: Socket
    private let byteLimit: Int

    /// Messages that have not left yet.
    private var bundle = Bundle()

    /// `byteLimit` is what the farm reads in one frame.
    init(_ socket: consuming Socket, byteLimit: Int) {
        self.socket = socket
        self.byteLimit = byteLimit
    }

    func join(_ poller: inout Poller) -> Poller.Slot { poller.add(socket) }

    /// Sends a message with the next ``flush()`` at the latest; false where there is no room now.
    func say(_ message: [UInt8]) throws -> Bool {
        if !bundle.hasRoom(for: message.count, in: byteLimit) {
            guard try flush() else { return false }
        }
        bundle.append(message)
        return true
    }

    /// Sends what waits for company; false where there is no room now.
    @discardableResult
    func flush() throws -> Bool {
        guard !bundle.isEmpty else { return true }
        guard try socket.send([bundle.frame]) == .sent else { return false }
        bundle.removeAll()
        return true
    }

    /// The messages of the next frame that has come; nil if none has.
    func receive() throws -> [[UInt8]]? {
        guard
            case .parcel(let parcel) = try socket.receive(
                atMostFrames: 1, bytes: Limits.schedulerMessageBytes)
        else { return nil }
        let frame = parcel.frames[0]
        return try Bundle.messages(in: frame) ?? [frame]
    }
}
