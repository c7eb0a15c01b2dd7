import ArgumentParser
import FarmModel
import FarmTransport
import FarmWire
import Foundation

/// Lets no further task of something begin.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Pause a job, an account or the whole farm.",
        discussion: """
            Once this returns, no further task begins, also after a restart; what runs goes on to its
            end. `reelmill resume` lets it go on.
            """)

    @OptionGroup var target: PauseTarget
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            let subject = try target.subject()
            try await farm.connect().steer(.pause(subject))
            try common.confirm("paused", subject)
        }
    }
}

/// Lets something go on that was paused.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a paused job, account or farm go on.",
        discussion: """
            A job goes on when nothing holds it any more: not it, nor its account, nor the farm.
            """)

    @OptionGroup var target: PauseTarget
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            let subject = try target.subject()
            try await farm.connect().steer(.resume(subject))
            try common.confirm("resumed", subject)
        }
    }
}

/// Takes up an ended job again.
struct RequeueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requeue",
        abstract: "Take up a failed or cancelled job again.",
        discussion: """
            Finished tasks stay finished and stored pieces of the film are kept; the count of failed
            attempts begins anew.
            """)

    @OptionGroup var target: JobArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            try await farm.connect().steer(.requeue(target.id))
            try common.confirm("requeued", .job(target.id))
        }
    }
}

/// Puts a job first.
struct FrontCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "front",
        abstract: "Put a job before all others of its account, whatever their priority.")

    @OptionGroup var target: JobArgument
    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            try await farm.connect().steer(.moveToFront(target.id))
            try common.confirm("moved to the front", .job(target.id))
        }
    }
}

/// Changes a job's priority.
struct PriorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "priority", abstract: "Give a job another priority.",
        discussion: "Higher runs earlier among the jobs of one account: reelmill priority 7 -- -20")

    @OptionGroup var target: JobArgument

    @Argument(
        help: ArgumentHelp(
            "From \(Limits.priority.lowerBound) to \(Limits.priority.upperBound); 0 is usual."))
    var priority: Int

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await common.run {
            try await farm.connect().steer(.prioritize(target.id, priority))
            try common.confirm("given priority \(priority)", .job(target.id))
        }
    }
}

/// What is to stand still, on the command line.
struct PauseTarget: ParsableArguments {
    @Argument(help: "The job's number, as `submit` and `list` print it.")
    var job: UInt64?

    @Option(help: "Every job of this account.")
    var account: String?

    @Flag(name: .customLong("farm"), help: "Every job; operators only.")
    var wholeFarm = false

    func subject() throws -> PauseSubject {
        switch (job, account, wholeFarm) {
        case (let job?, nil, false): return .job(JobID(job))
        case (nil, let account?, false): return .account(account)
        case (nil, nil, true): return .farm
        default:
            throw CommandFailure(
                .usage, "bad_target", "name one of: a job's number, --account or --farm")
        }
    }
}

/// Labels on the command line.
enum Labels {
    static func read(_ texts: [String]) throws -> [Job.Label] {
        try texts.map { text in
            guard let label = Job.Label(text: text) else {
                throw CommandFailure(
                    .usage, "bad_label", "--label \(text) is not of the form key=value")
            }
            return label
        }
    }
}

extension CommonOptions {
    /// Says that something was done to `subject`.
    fileprivate func confirm(_ done: String, _ subject: PauseSubject) throws {
        if json {
            try Output.json(Confirmation(done, subject))
        } else {
            Output.line("\(subject.phrase) is \(done)")
        }
    }
}

private struct Confirmation: Encodable {
    let done: String
    var job: UInt64?
    var account: String?

    init(_ done: String, _ subject: PauseSubject) {
        self.done = done
        switch subject {
        case .job(let id): job = id.rawValue
        case .account(let name): account = name
        case .farm: break
        }
    }
}

extension PauseSubject {
    fileprivate var phrase: String {
        switch self {
        case .job(let id): "job \(id)"
        case .account(let name): "account \(name)"
        case .farm: "the farm"
        }
    }
}
