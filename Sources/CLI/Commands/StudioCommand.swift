import ArgumentParser
import FarmModel
import FarmTransport
import Foundation
import Logging
import SchedulerService
import StudioCore
import StudioWeb

/// Runs the studio: the farm in a browser, and the OpenAI Videos API.
struct StudioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "studio",
        abstract: "Serve the web app and the OpenAI Videos API of a farm.",
        discussion: """
            Speaks to the farm of the data folder, which runs here or was joined with a gateway's token
            (`reelmill token --role gateway`). `reelmill up` starts a studio by itself.
            The first start prints a link: whoever opens it becomes the studio's operator; everybody
            else comes by invitation.

            HTTPS: --certificate and --key, or a proxy in front with --public-address https://…
            Programs: base_url http://HOST:7440/v1 and a key from the studio's settings.
            docs/STUDIO.md describes all of it.
            """)

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions
    @OptionGroup var chosen: StudioOptions

    @Flag(
        help: ArgumentHelp("End when the process that started this one ends.", visibility: .hidden))
    var owned = false

    @OptionGroup var logging: LogOptions

    func run() async throws {
        try await common.run {
            let folder = farm.path
            var settings = StudioSettings(version: Reelmill.version)
            try chosen.apply(to: &settings)
            settings.depot = DataFolder.depotFolder(in: folder)
            let log = try logging.log("studio")
            let database = try StudioDatabase(path: folder + "/studio.sqlite")
            let clock = FarmClock()
            let server = try await StudioServer(
                settings, database: database, farm: try gateway(folder), log: log.logger,
                now: { clock.now })
            let invite = try await database.firstInvite(at: clock.now)
            let json = common.json
            let serving = Task {
                try await server.run { address in
                    do {
                        try Ready(address: address, invite: invite).say(json)
                    } catch {
                        log.logger.warning("cannot say that it listens: \(error)")
                    }
                }
            }
            let signals = Signals(owned ? [SIGTERM] : [SIGTERM, SIGINT]) { _ in serving.cancel() }
            if owned { signal(SIGINT, SIG_IGN) }
            let orphan = owned ? Signals.whenOrphaned { serving.cancel() } : nil
            do {
                try await serving.value
            } catch is CancellationError {
                return
            }
            withExtendedLifetime((signals, orphan)) {}
        }
    }

    /// One connection to act for every account, and one to steer the farm where its key is here.
    private func gateway(_ folder: String) throws -> FarmGateway {
        let address = try address(folder)
        let context = try Context()
        let key: KeyPair
        do throws(PrivateFileError) {
            key = try KeyPair(file: DataFolder.studioKeyFile(in: folder))
        } catch .missing {
            key = try KeyPair(file: DataFolder.clientKeyFile(in: folder))
        }
        let client = try FarmClient(address, keys: key, in: context)
        do throws(PrivateFileError) {
            let operating = try KeyPair(file: DataFolder.operatorKeyFile(in: folder))
            return FarmGateway(
                client, operating: try connect(address, operating, context))
        } catch .missing {
            return FarmGateway(client, operating: nil)
        }
    }

    private func connect(
        _ address: FarmAddress, _ keys: KeyPair, _ context: Context
    ) throws(PrivateFileError) -> FarmClient? {
        do throws(TransportError) {
            return try FarmClient(address, keys: keys, in: context)
        } catch {
            return nil
        }
    }

    /// The farm's address, or where it was when it ran last: the studio serves while the farm is away.
    private func address(_ folder: String) throws -> FarmAddress {
        let kept = folder + "/studio-farm.json"
        do throws(PrivateFileError) {
            let address = try FarmAddress(file: DataFolder.addressFile(in: folder))
            try address.save(to: kept)
            return address
        } catch .missing {
            guard FileManager.default.fileExists(atPath: kept) else { return try farm.address() }
            return try FarmAddress(file: kept)
        }
    }

    /// Says that people may come.
    private struct Ready: Encodable {
        var event = "ready"
        let address: String

        /// Where the first operator signs up; nil once there is one.
        let link: String?

        init(address: String, invite: String?) {
            self.address = address
            link = invite.map { "\(address)/#/sign-up?invite=\($0)" }
        }

        func say(_ json: Bool) throws {
            if json { return try Output.json(self) }
            Output.line("the studio is at \(address)")
            if let link { Output.line("sign up as its operator: \(link)") }
        }
    }
}

/// What is chosen about a studio.
struct StudioOptions: ParsableArguments {
    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp(
            "Where to listen; on 127.0.0.1 if no host is given.", valueName: "[host:]port"))
    var listen = String(StudioSettings.usualPort)

    @Option(help: "How others reach it, such as https://films.example; needed behind a proxy.")
    var publicAddress: String?

    @Option(help: "A certificate chain (PEM), for HTTPS; with --key.")
    var certificate: String?

    @Option(help: "The certificate's key (PEM).")
    var key: String?

    @Option(help: "Who may sign up: invited or open.")
    var signUp = "invited"

    @Flag(help: "Believe the X-Forwarded-For of the proxy in front.")
    var behindProxy = false

    func apply(to settings: inout StudioSettings) throws {
        let address = try StudioOptions.address(listen, "--listen")
        settings.host = address.host
        settings.port = address.port
        guard (certificate == nil) == (key == nil) else {
            throw CommandFailure(
                .usage, "bad_certificate", "--certificate and --key belong together: give both")
        }
        if let certificate, let key { settings.certificate = (certificate, key) }
        guard let admission = StudioDatabase.Admission(rawValue: signUp) else {
            throw CommandFailure(
                .usage, "bad_sign_up", "--sign-up \(signUp) is unknown; choose invited or open")
        }
        settings.admission = admission
        if let publicAddress {
            guard ["http://", "https://"].contains(where: publicAddress.hasPrefix) else {
                throw CommandFailure(
                    .usage, "bad_address",
                    "--public-address \(publicAddress) must begin with https:// or http://")
            }
            settings.publicAddress =
                publicAddress.hasSuffix("/") ? String(publicAddress.dropLast()) : publicAddress
        }
        settings.proxy = behindProxy ? .trusted : .none
    }

    /// Reads `[HOST:]PORT`, an IPv6 host in brackets.
    static func address(_ text: String, _ flag: String) throws -> (host: String, port: Int) {
        let colon = text.lastIndex(of: ":")
        let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
        var host = colon.map { text[..<$0] } ?? "127.0.0.1"
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard let port = Int(digits), (0...65535).contains(port), !host.isEmpty else {
            throw CommandFailure(
                .usage, "bad_address",
                "\(flag) \(text) is no address: give a port, 0 to 65535, or HOST:PORT")
        }
        return (String(host), port)
    }
}
