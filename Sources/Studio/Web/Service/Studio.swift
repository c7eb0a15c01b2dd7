internal import Director
internal import FarmModel
internal import Foundation
internal import Hummingbird
internal import StudioCore

/// All that answering a request takes.
struct Studio: Sendable {
    let settings: StudioSettings
    let database: StudioDatabase
    let farm: any FilmFarm
    let board: FilmBoard
    let desk: FilmDesk
    let files: FilmFiles
    let live: LiveFilms
    let thumbnails = Thumbnails()
    let passwords: PasswordDesk
    let requests: SharedRate
    let signIns: SharedRate
    let now: @Sendable () -> Instant

    init(
        _ settings: StudioSettings, database: StudioDatabase, farm: any FilmFarm,
        now: @escaping @Sendable () -> Instant
    ) async throws {
        self.settings = settings
        self.database = database
        self.farm = farm
        self.now = now
        board = FilmBoard()
        let label = Job.Label(key: "studio", value: try await database.identity())
        desk = FilmDesk(
            database: database, farm: farm, board: board, director: try FilmDirector(),
            label: label, now: now)
        files = FilmFiles(farm: farm, depot: settings.depot)
        live = LiveFilms(farm)
        passwords = PasswordDesk(cost: settings.passwordCost)
        requests = SharedRate(burst: settings.requestBurst, every: settings.requestInterval)
        signIns = SharedRate(burst: settings.signInBurst, every: settings.signInInterval)
    }

    /// Who asks, as far as the network tells.
    func address(of request: Request, _ context: StudioContext) -> String {
        switch settings.proxy {
        case .none: return context.peer
        case .trusted:
            // The last entry is the one that the trusted proxy wrote itself.
            let last = request.headers[.forwardedFor]?.split(separator: ",").last
            return last.map { String($0.drop { $0 == " " }) } ?? context.peer
        }
    }

    /// How a browser reaches this studio.
    func address(of request: Request) -> String {
        settings.publicAddress
            ?? "\(settings.isSecure ? "https" : "http")://\(request.head.authority ?? "localhost")"
    }

    /// Every route, behind its guards.
    func router() -> Router<StudioContext> {
        let router = Router(context: StudioContext.self)
        router.add(middleware: FailureGate(settings: settings))
        router.add(middleware: Doorkeeper(studio: self))
        router.add(middleware: RateGate(studio: self))
        let browser = router.group("api")
        addEntrance(to: browser)
        addProfile(to: browser)
        addFilms(to: browser)
        addLive(to: browser)
        addPosts(to: browser)
        addPeople(to: browser)
        addFarmPage(to: browser)
        addContract(to: router.group("v1"))
        addApp(to: router)
        return router
    }
}

/// Hashes passwords, one at a time, off the threads that answer requests.
final class PasswordDesk: Sendable {
    private let queue = DispatchQueue(label: "passwords")
    private let cost: PasswordHash.Cost

    /// What an unknown name is compared with, so that it takes as long as a known one.
    private let decoy: PasswordHash?

    init(cost: PasswordHash.Cost) {
        self.cost = cost
        decoy = Optional(catching: { try PasswordHash(of: "nobody's password", cost: cost) })
    }

    func hash(_ password: String) async throws -> PasswordHash {
        let cost = cost
        return try await perform { try PasswordHash(of: password, cost: cost) }
    }

    /// Whether the password is the one; nil for a name that nobody has takes as long.
    func accepts(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        guard let known = hash ?? decoy else { return false }
        let isRight = try await perform { try known.accepts(password) }
        return isRight && hash != nil
    }

    private func perform<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
