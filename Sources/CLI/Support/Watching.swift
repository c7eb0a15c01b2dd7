import Logging
import SchedulerOperations
import SchedulerService

/// The HTTP port for those who watch a scheduler.
struct WatchingPort {
    /// `[HOST:]PORT`; nil for none.
    let address: String?
    let board: MetricsBoard
    let log: Logger

    /// Runs `body`, and answers probes and scrapes meanwhile; `stop` must make `body` return.
    func whileServing(
        stop: @escaping @Sendable () -> Void, _ body: () async throws -> Void
    ) async throws {
        guard let text = address else { return try await body() }
        guard let address = OperationsServer.Address(text) else {
            throw CommandFailure(
                .usage, "bad_address",
                "--metrics \(text) is no address: give a port, 0 to 65535, or HOST:PORT")
        }
        let server = OperationsServer(board, at: address, log: log)
        let log = log
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { @Sendable in
                do {
                    try await server.run { port in
                        log.notice("figures at http://\(address.host):\(port)/metrics")
                    }
                } catch is CancellationError {
                    return
                } catch {
                    stop()
                    throw CommandFailure(
                        .unavailable, "no_metrics_port",
                        "cannot serve --metrics \(text): \(error)")
                }
            }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
