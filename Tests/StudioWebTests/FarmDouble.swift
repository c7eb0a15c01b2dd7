import FarmModel
import FarmTransport
import FarmWire
import Foundation
import StudioWeb
import Synchronization

/// A farm that takes films and says what it is told to: one for tests, which fails on the unexpected.
final class FarmDouble: FilmFarm {
    struct State {
        var forms: [FilmOrderForm] = []
        var reports: [JobID: Job.State] = [:]
        var refusal: ClientError?
        var files: [JobID: [UInt8]] = [:]
        var cancelled: [JobID] = []
        var storyboards: [JobID: String] = [:]
    }

    let state = Mutex(State())
    let steering: (any FarmSteering)? = nil

    var forms: [FilmOrderForm] { state.withLock { $0.forms } }

    var cancelled: [JobID] { state.withLock { $0.cancelled } }

    /// The film of a job.
    func keep(_ bytes: [UInt8], of job: JobID) {
        state.withLock { state in state.files[job] = bytes }
    }

    /// From now on every question is answered by `error`; nil ends that.
    func fail(_ error: ClientError?) {
        state.withLock { $0.refusal = error }
    }

    private func answer<Value>(
        _ body: (inout State) -> Result<Value, ClientError>
    ) throws(ClientError) -> Value {
        try state.withLock { state -> Result<Value, ClientError> in
            state.refusal.map { .failure($0) } ?? body(&state)
        }.get()
    }

    static let unknown = ClientError.refused(Refusal(.unknown, "no such job"))
    static let notNow = ClientError.refused(Refusal(.notNow, "not yet"))

    func submit(_ form: FilmOrderForm) async throws(ClientError) -> JobID {
        try answer { state in
            if let known = state.forms.firstIndex(where: { $0.key == form.key }) {
                return .success(JobID(UInt64(known + 1)))
            }
            state.forms.append(form)
            let job = JobID(UInt64(state.forms.count))
            state.reports[job] = .queued
            return .success(job)
        }
    }

    func cancel(_ job: JobID) async throws(ClientError) {
        try answer { state in
            state.cancelled.append(job)
            return .success(())
        }
    }

    func report(_ job: JobID) async throws(ClientError) -> JobReport {
        try answer { state in
            guard let now = state.reports[job] else { return .failure(FarmDouble.unknown) }
            return .success(
                JobReport(
                    id: job, account: "a", title: "t", priority: 0, state: now,
                    demand: .drill(.previz), submitted: Instant(milliseconds: 0),
                    progress: ProgressReport(fraction: 0.5), completedTasks: 0, totalTasks: 1,
                    playableChunks: 0))
        }
    }

    func job(labelled label: Job.Label, of account: String) async throws(ClientError) -> JobID? {
        try answer { state in
            let place = state.forms.firstIndex {
                $0.labels.contains(label) && $0.account == account
            }
            return .success(place.map { JobID(UInt64($0 + 1)) })
        }
    }

    func storyboard(of job: JobID) async throws(ClientError) -> String {
        try answer { state in
            state.storyboards[job].map { .success($0) } ?? .failure(FarmDouble.notNow)
        }
    }

    func explanation(of job: JobID) async throws(ClientError) -> Explanation {
        try answer { _ in .success(Explanation(job: job, summary: "it waits", tasks: [])) }
    }

    func usage(of account: String) async throws(ClientError) -> UsageReport {
        try answer { _ in
            .success(
                UsageReport(
                    entitlement: Entitlement(.account(account)), accounts: 1, unfinishedJobs: 0,
                    runningTasks: 0, storedBytes: 0, reserved: .zero, charged: .zero, day: .zero,
                    month: .zero))
        }
    }

    static let blob: BlobID = {
        guard let blob = BlobID(digest: Array(repeating: 9, count: 32)) else {
            preconditionFailure("32 bytes are a digest")
        }
        return blob
    }()

    func grant(_ part: MediaPart, of job: JobID) async throws(ClientError) -> MediaGrant {
        try answer { state in
            guard let bytes = state.files[job] else { return .failure(FarmDouble.notNow) }
            return .success(
                MediaGrant(ticket: [1], blob: FarmDouble.blob, byteCount: bytes.count))
        }
    }

    func read(
        _ range: Range<Int>, of part: MediaPart, of job: JobID, _ grant: MediaGrant,
        into sink: ([UInt8]) async throws(ClientError) -> Void
    ) async throws(ClientError) {
        let bytes: [UInt8] = try answer { state in
            state.files[job].map { .success(Array($0[range])) } ?? .failure(FarmDouble.unknown)
        }
        try await sink(bytes)
    }

    func status() async throws(ClientError) -> FarmStatus {
        try answer { _ in
            .success(
                FarmStatus(
                    server: "double", started: Instant(milliseconds: 0), queuedJobs: 0,
                    runningJobs: 0, finishedJobs: 0, waitingTasks: 0, runningTasks: 0, workers: 1,
                    slots: 1, depotBytes: 0, malformedMessages: 0))
        }
    }

    func engines() async throws(ClientError) -> [EngineID] { [.previz] }

    func events(labelled label: Job.Label) -> any AsyncSequence<EventReport, ClientError> {
        preconditionFailure("tests hand events to the watch themselves")
    }
}
