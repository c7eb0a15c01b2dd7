internal import FarmModel
internal import Foundation
internal import Synchronization

/// Where the loop pins up its figures once a second, and scrapes read them without meeting it.
public final class MetricsBoard: Sendable {
    /// A loop that has pinned nothing up for so long is stuck.
    static let patience: Duration = .seconds(10)

    private let state = Mutex(State())
    private let disk: DiskWatch?

    private struct State {
        var tally = Tally()
        var gauges = Gauges()
        var stage = Stage.starting
        var published = ContinuousClock.now
    }

    /// What the scheduler is doing.
    public enum Stage: Hashable, Sendable {
        /// Restores the queue, binds its ports.
        case starting
        case serving

        /// Serves, but takes no new work for the reason given.
        case impaired(String)
        case stopping
    }

    /// An answer to a probe: whether all is well, and a word on it.
    public struct Health: Hashable, Sendable {
        public var isGood: Bool
        public var detail: String
    }

    /// Watches the disk of `dataFolder`, if one is given, from a thread of its own.
    public init(dataFolder: String?) {
        disk = dataFolder.map(DiskWatch.init)
    }

    func publish(_ tally: Tally, _ gauges: Gauges) {
        state.withLock {
            $0.tally = tally
            $0.gauges = gauges
            $0.published = .now
        }
    }

    func enter(_ stage: Stage) {
        state.withLock {
            $0.stage = stage
            $0.published = .now
        }
    }

    /// Whether the process does anything at all: if not, it should be started again.
    public var liveness: Health {
        let (stage, age) = state.withLock { ($0.stage, $0.published.duration(to: .now)) }
        guard stage == .serving, age > MetricsBoard.patience else {
            return Health(isGood: true, detail: "ok")
        }
        return Health(
            isGood: false, detail: "the loop has not turned for \(age.components.seconds) s")
    }

    /// Whether peers may come.
    public var readiness: Health {
        switch state.withLock({ $0.stage }) {
        case .starting: Health(isGood: false, detail: "starting")
        case .serving: liveness
        case .impaired(let reason): Health(isGood: false, detail: reason)
        case .stopping: Health(isGood: false, detail: "stopping")
        }
    }

    /// Every figure in Prometheus' text format, version 0.0.4.
    public var page: String {
        let (tally, gauges) = state.withLock { ($0.tally, $0.gauges) }
        var page = MetricsPage()
        page.add(tally)
        page.add(gauges)
        if let disk { page.add(disk.figures) }
        page.gauge("ready", "1 while the scheduler takes work.", readiness.isGood ? 1 : 0)
        return page.text
    }
}

/// Looks at the disk now and then, on a thread that nobody waits for.
final class DiskWatch: Sendable {
    struct Figures: Equatable, Sendable {
        var depotBytes = 0
        var depotFiles = 0
        var freeBytes = 0
    }

    private let folder: String
    private let latest = Mutex(Figures())
    private let queue = DispatchQueue(label: "disk", qos: .background)

    init(folder: String) {
        self.folder = folder
        look()
    }

    /// As of the last look; free space is asked for now.
    var figures: Figures {
        var figures = latest.withLock(\.self)
        figures.freeBytes = DiskWatch.freeBytes(at: folder)
        return figures
    }

    static func freeBytes(at path: String) -> Int {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return Int(clamping: status.f_bavail) * Int(clamping: status.f_frsize)
    }

    /// Counts the depot, and again after a minute or fifty times as long as it took.
    private func look() {
        queue.async { [weak self] in
            guard let self else { return }
            let begin = ContinuousClock.now
            var figures = Figures()
            let files = FileManager.default.enumerator(atPath: folder + "/depot")
            while let name = files?.nextObject() as? String {
                var status = stat()
                guard lstat(folder + "/depot/" + name, &status) == 0,
                    status.st_mode & S_IFMT == S_IFREG
                else { continue }
                figures.depotFiles += 1
                figures.depotBytes += Int(status.st_size)
            }
            latest.withLock { $0 = figures }
            let taken = begin.duration(to: .now).components.seconds
            queue.asyncAfter(deadline: .now() + .seconds(max(60, Int(taken) * 50))) {
                [weak self] in self?.look()
            }
        }
    }
}
