internal import FarmModel
internal import FarmWire
internal import StudioCore
internal import Synchronization

/// How films under way stand at this moment, and who wants to hear of it: in memory only.
///
/// What a restart may not forget is in the database; progress may.
final class FilmBoard: Sendable {
    /// What the farm last said about a film.
    struct Progress: Hashable, Sendable {
        var fraction = 0.0
        var framesPerSecond = 0.0
        var remaining: Duration?

        /// Pieces of the picture that can be played from the start.
        var playable = 0
        var hasSound = false

        /// Why it waits, for people.
        var waiting: String?
    }

    enum Reach: String, Sendable {
        case reachable
        case unreachable
    }

    private struct State {
        var progress: [Int64: Progress] = [:]
        var listeners: [Int: Listener] = [:]
        var nextListener = 0
        var reach = Reach.unreachable
        var status: FarmStatus?
        var engines = [EngineID.previz.name]
    }

    private let state = Mutex(State())

    func progress(of video: Int64) -> Progress {
        state.withLock { $0.progress[video] } ?? Progress()
    }

    var reach: Reach { state.withLock { $0.reach } }

    /// Engines that the farm's workers have, and the one that every farm has.
    var engines: [String] {
        get { state.withLock { $0.engines } }
        set { state.withLock { state in state.engines = newValue } }
    }

    /// What the farm last said of itself.
    var status: FarmStatus? { state.withLock { $0.status } }

    /// Notes something about a film and tells who listens.
    func note(_ video: Int64, of account: Int64, _ change: @Sendable (inout Progress) -> Void) {
        let listeners = state.withLock { state in
            let before = state.progress[video]
            var progress = before ?? Progress()
            change(&progress)
            state.progress[video] = progress
            return before == progress ? [] : Array(state.listeners.values)
        }
        for listener in listeners { listener.hear(.video(video, account: account)) }
    }

    /// Tells who listens that the database has something new about a film.
    func announce(_ video: Int64, of account: Int64) {
        tell(.video(video, account: account))
    }

    /// Tells who listens that an account has notifications.
    func announceNotifications(of account: Int64) {
        tell(.notifications(account: account))
    }

    /// Forgets the progress of a film that ended.
    func forget(_ video: Int64) {
        state.withLock { state in state.progress[video] = nil }
    }

    /// Returns whether that is news.
    @discardableResult
    func set(_ reach: Reach, _ status: FarmStatus?) -> Bool {
        let isNews = state.withLock { state in
            defer { state.reach = reach }
            state.status = status ?? state.status
            return state.reach != reach
        }
        if isNews { tell(.farm) }
        return isNews
    }

    /// Makes sure that every connection says something now and then.
    func tick() { tell(.tick) }

    /// Films of `account` that somebody looks at; nil stands for all of the account's.
    func listen(_ account: Int64, video: Int64? = nil) -> Listener {
        state.withLock { state in
            let number = state.nextListener
            state.nextListener += 1
            let listener = Listener(account: account, video: video) { [weak self] in
                self?.state.withLock { state in state.listeners[number] = nil }
            }
            state.listeners[number] = listener
            return listener
        }
    }

    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Whether anybody listens to this film.
    func isWatched(_ video: Int64, of account: Int64) -> Bool {
        state.withLock { state in
            state.listeners.values.contains {
                $0.account == account && ($0.video == nil || $0.video == video)
            }
        }
    }

    private func tell(_ news: Listener.News) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.hear(news) }
    }
}

/// Somebody who wants to hear of an account's films: news is gathered until it is taken.
///
/// However slow the listener, no more is kept than which films have news.
final class Listener: Sendable {
    enum News: Sendable {
        case video(Int64, account: Int64)
        case notifications(account: Int64)
        case farm
        case tick
    }

    /// What has news since it was last asked.
    struct Gathered: Sendable {
        var videos: Set<Int64> = []
        var hasNotifications = false
        var hasFarm = false
        var hasTick = false
    }

    let account: Int64
    let video: Int64?
    private let gathered = Mutex(Gathered())
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    private let onEnd: @Sendable () -> Void

    fileprivate init(account: Int64, video: Int64?, onEnd: @escaping @Sendable () -> Void) {
        self.account = account
        self.video = video
        self.onEnd = onEnd
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// To be said when nobody listens any more.
    func end() {
        onEnd()
        waker.finish()
    }

    /// One element whenever there may be news.
    var awakenings: AsyncStream<Void> { wakes }

    func take() -> Gathered {
        gathered.withLock { gathered in
            defer { gathered = Gathered() }
            return gathered
        }
    }

    fileprivate func hear(_ news: News) {
        let concerns = gathered.withLock { gathered in
            switch news {
            case .video(let number, let owner):
                guard owner == account, video == nil || video == number else { return false }
                gathered.videos.insert(number)
            case .notifications(let owner):
                guard owner == account else { return false }
                gathered.hasNotifications = true
            case .farm: gathered.hasFarm = true
            case .tick: gathered.hasTick = true
            }
            return true
        }
        if concerns { waker.yield() }
    }
}
