import FarmModel
import Foundation
import SchedulerCore

/// A queue as version 1 of the tables left it: a job whose film is being rendered.
enum FirstVersion {
    static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/queue-1.sqlite")

    static let records: [Record] = [
        .team(TeamStanding(team: "common", pass: 0, floor: 0, memberFloor: -2000)),
        .account(AccountStanding(account: "ada", pass: 7000)),
        .job(admission),
        .jobStatus(1, JobStatus(state: .running, sequence: 4, started: Instant(milliseconds: 5))),
        .document(1, Array("{}".utf8)),
        .task(entry(1, step: "plan", engine: .director, cost: 1, payload: [1, 2], .none)),
        .task(entry(2, step: "render", engine: .previz, cost: 10, payload: [3], .video)),
        .attempt(
            Attempt(
                token: Lease.Token(task: 1, worker: 7, attempt: 1), machine: "mill",
                started: Instant(milliseconds: 3),
                ending: Attempt.Ending(
                    instant: Instant(milliseconds: 4),
                    kind: .completed(chunkCount: 0, computeTime: .milliseconds(88))))),
        .attempt(
            Attempt(
                token: Lease.Token(task: 2, worker: 7, attempt: 1), machine: "mill",
                started: Instant(milliseconds: 5))),
        .chunk(
            StoredChunk(
                task: 2, attempt: 1,
                chunk: Chunk(index: 0, blob: Samples.blob(9), byteCount: 100, frameCount: 24),
                sequence: 3)),
    ]

    private static var admission: JobAdmission {
        var admission = Samples.admission(1)
        admission.demand.compute = .zero
        return admission
    }

    private static func entry(
        _ id: UInt64, step: String, engine: EngineID, cost: Int, payload: [UInt8],
        _ output: Job.Output
    ) -> TaskEntry {
        TaskEntry(
            id: TaskID(id), job: 1, list: TaskID(id),
            task: Job.Task(
                step: step, requirement: Job.Requirement(engine: engine), cost: .seconds(cost),
                payload: payload, output: output))
    }
}
