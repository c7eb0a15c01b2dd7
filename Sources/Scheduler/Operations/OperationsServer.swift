internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
public import SchedulerService

/// Answers those who watch the scheduler: `/metrics`, `/healthz` and `/readyz` over plain HTTP.
///
/// Reads what the loop has pinned up and never meets it. Nothing secret is told, and nothing can be
/// changed; still it listens on loopback unless told otherwise, as figures name accounts.
public struct OperationsServer: Sendable {
    /// Where to listen.
    public struct Address: Hashable, Sendable {
        public var host: String
        public var port: Int

        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// Reads `[HOST:]PORT`, an IPv6 host in brackets.
        ///
        /// Nil for anything else.
        public init?(_ text: String) {
            let colon = text.lastIndex(of: ":")
            let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
            var host = colon.map { text[..<$0] } ?? "127.0.0.1"
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard let port = Int(digits), (0...65535).contains(port), !host.isEmpty else {
                return nil
            }
            self.init(host: String(host), port: port)
        }
    }

    private let board: MetricsBoard
    private let address: Address
    private var log: Logger

    /// Of what the server itself says only the gravest goes to `log`.
    public init(_ board: MetricsBoard, at address: Address, log: Logger) {
        self.board = board
        self.address = address
        self.log = log
        self.log.logLevel = .critical
    }

    /// Serves until its task is cancelled; `onListening` hears the port.
    public func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        let board = board
        let router = Router()
        router.get("metrics") { _, _ in
            OperationsServer.answer(.ok, board.page, "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get("healthz") { _, _ in OperationsServer.answer(board.liveness) }
        router.get("readyz") { _, _ in OperationsServer.answer(board.readiness) }
        let app = Application(
            router: router,
            configuration: .init(address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
            logger: log)
        try await app.run()
    }

    private static func answer(_ health: MetricsBoard.Health) -> Response {
        answer(
            health.isGood ? .ok : .serviceUnavailable, health.detail + "\n",
            "text/plain; charset=utf-8")
    }

    private static func answer(
        _ status: HTTPResponse.Status, _ text: String, _ type: String
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
