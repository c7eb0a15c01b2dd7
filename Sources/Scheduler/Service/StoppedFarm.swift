internal import FarmModel
internal import SchedulerCore
internal import SchedulerStore

/// The data folder of a scheduler that does not run.
public struct StoppedFarm: Sendable {
    private let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// Starts a scheduler's core from the queue, recounts everything and adds up the ledger; says
    /// what does not agree.
    ///
    /// No scheduler may use the folder meanwhile.
    public func audit() throws -> [String] {
        let database = try QueueDatabase(path: folder + "/queue.sqlite")
        let damages = try database.damages()
        guard damages.isEmpty else { return damages }
        var restoration = Scheduler.Restoration()
        for record in try database.records() { restoration.add(record) }
        return restoration.scheduler(at: FarmClock().now).audit()
    }
}
