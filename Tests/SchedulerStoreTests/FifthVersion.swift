import FarmModel
import Foundation
import SchedulerCore

/// A queue as version 5 of the tables left it: plans are tasks like others, arrays are options.
enum FifthVersion {
    static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/queue-5.sqlite")

    static let records: [Record] = [
        .team(TeamStanding(team: "common", pass: 0, floor: 0, memberFloor: 0)),
        .account(AccountStanding(account: "ada", pass: 0)),
        .job(
            admission(
                1,
                Job.Options(
                    labels: [Job.Label(key: "show", value: "a")], maximumAttempts: 2,
                    timeout: .milliseconds(1500)))),
        .job(admission(2, Job.Options(place: Job.ArrayPlace(index: 0, count: 2)))),
        .job(
            admission(
                3,
                Job.Options(
                    labels: [Job.Label(key: "show", value: "b")], after: [1],
                    place: Job.ArrayPlace(index: 1, count: 2)))),
        .job(admission(4, .usual)),
        task(1, of: 1, list: 1, "plan"), task(2, of: 2, list: 2, "plan"),
        task(3, of: 1, list: 3, "render"), task(4, of: 1, list: 3, "join", after: [0]),
        task(5, of: 3, list: 5, "plan"), task(6, of: 4, list: 6, "plan"),
    ]

    private static func admission(_ id: UInt64, _ options: Job.Options) -> JobAdmission {
        var admission = Samples.admission(id)
        admission.options = options
        return admission
    }

    static func task(
        _ id: UInt64, of job: UInt64, list: UInt64, _ step: String, after: [Int] = []
    ) -> Record {
        .task(
            TaskEntry(
                id: TaskID(id), job: JobID(job), list: TaskID(list),
                task: Job.Task(
                    step: step, requirement: Job.Requirement(engine: .drill),
                    cost: .milliseconds(1500), payload: [UInt8(id), 7], dependencies: after,
                    output: .none)))
    }
}
