import FarmSettings
import Foundation
import Logging
import Synchronization

/// Reads a daemon's configuration again on SIGHUP.
///
/// What can change at once does; the rest is named in the log. A bad file changes nothing.
final class Reload<Settings: Sendable>: Sendable {
    private let started: Layers<Settings>
    private let latest: Mutex<Layers<Settings>>
    private let log: DaemonLog
    private let read: @Sendable () throws(CommandFailure) -> Layers<Settings>
    private let take: @Sendable (Settings) -> Void

    /// `take` hears of settings that differ, on another thread.
    init(
        _ layers: Layers<Settings>, _ log: DaemonLog,
        reading read: @escaping @Sendable () throws(CommandFailure) -> Layers<Settings>,
        take: @escaping @Sendable (Settings) -> Void
    ) {
        started = layers
        latest = Mutex(layers)
        self.log = log
        self.read = read
        self.take = take
    }

    /// Listens for as long as what is returned is kept.
    func watch() -> Signals {
        Signals([SIGHUP]) { _ in self.begin() }
    }

    private func begin() {
        let new: Layers<Settings>
        do throws(CommandFailure) {
            new = try read()
        } catch {
            return log.logger.error("the configuration stays as it was: \(error.message)")
        }
        let changes = latest.withLock { latest in
            defer { latest = new }
            return latest.changes(in: new).filter { $0.force == .atReload }
        }
        let others = started.changes(in: new).filter { $0.force == .atRestart }
        if changes.isEmpty, others.isEmpty { log.logger.notice("the configuration is unchanged") }
        if let level = changes.first(where: { $0.key == "log-level" }) { log.setLevel(level.new) }
        for change in changes {
            log.logger.notice("\(change.key): \(change.new), was \(change.old)")
        }
        for change in others {
            log.logger.warning(
                "\(change.key): \(change.new) takes effect at the next start; \(change.old) holds")
        }
        take(new.settings)
    }
}
