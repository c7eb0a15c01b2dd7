internal import CZeroMQ
internal import Synchronization

/// libzmq's threads and the sockets that share them; usually one a process.
///
/// Safety: the handle never changes, and zmq_ctx_new(3) calls a context thread-safe.
public final class Context: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
    private let guarded = Atomic(false)

    public init() throws(TransportError) {
        guard let handle = zmq_ctx_new() else { throw .last(of: "zmq_ctx_new") }
        self.handle = handle
        // One connection may hold a socket of the process: see getrlimit(2) for the real bound.
        zmq_ctx_set(handle, ZMQ_MAX_SOCKETS, 4096)
    }

    /// Whether a ``ZAPHandler`` has been at work here.
    ///
    /// Should it have ended, libzmq admits strangers, but their messages carry no user id.
    var hasGuard: Bool { guarded.load(ordering: .acquiring) }

    func noteGuard() {
        guarded.store(true, ordering: .releasing)
    }

    /// Makes every call on the context's sockets throw ``TransportError/contextClosed``.
    public func shutDown() {
        zmq_ctx_shutdown(handle)
    }

    /// Every socket keeps its context alive, so none is open here and this does not block for long.
    deinit {
        zmq_ctx_term(handle)
    }
}
