public import FarmModel
package import FarmWire
internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOCore
internal import NIOSSL
public import StudioCore

/// The studio as a server: the web app, its interface, and the OpenAI Videos API on one port.
public struct StudioServer: Sendable {
    private let studio: Studio
    private let log: Logger

    public init(
        _ settings: StudioSettings, database: StudioDatabase, farm: any FilmFarm, log: Logger,
        now: @escaping @Sendable () -> Instant
    ) async throws {
        studio = try await Studio(settings, database: database, farm: farm, now: now)
        self.log = log
    }

    /// Serves until its task is cancelled; `onListening` hears the address.
    public func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        let settings = studio.settings
        let app = Application(
            router: studio.router(), server: try server(),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "reelmill"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                let scheme = settings.certificate == nil ? "http" : "https"
                let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
                onListening(settings.publicAddress ?? "\(scheme)://\(host):\(port)")
            },
            logger: serverLog)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await FilmWatch(desk: studio.desk, log: log).run() }
            group.addTask { try await app.run() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Of what the server itself says only the gravest is of interest.
    private var serverLog: Logger {
        var log = log
        log.logLevel = max(log.logLevel, .warning)
        return log
    }

    /// All that it answers, without a socket.
    package func application() -> any ApplicationProtocol {
        Application(router: studio.router(), logger: serverLog)
    }

    /// Hears what happened to a film.
    package func take(_ event: EventReport) async throws {
        try await FilmWatch(desk: studio.desk, log: log).take(event)
    }

    /// Asks the farm for every film under way.
    package func catchUp() async {
        await FilmWatch(desk: studio.desk, log: log).catchUp()
    }

    /// Connections that wait for news.
    package var listenerCount: Int { studio.board.listenerCount }

    /// Files that the binary carries for the web app.
    package static var appFileNames: [String] { AppBundle.files.map(\.name) }

    private func server() throws -> HTTPServerBuilder {
        // Whoever sends nothing for a minute, in the middle of a request too, is hung up on.
        let http = HTTPServerBuilder.http1(
            configuration: .init(idleTimeout: .seconds(75)))
        guard let certificate = studio.settings.certificate else { return http }
        let chain = try NIOSSLCertificate.fromPEMFile(certificate.chain)
        let key = try NIOSSLPrivateKey(file: certificate.key, format: .pem)
        return try .tls(
            http,
            tlsConfiguration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }
}
