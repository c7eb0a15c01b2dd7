internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import SchedulerCore
internal import SchedulerStore

extension ClientRequest.Body {
    /// What the audit log says of the request if an operator made it; nil for what changes nothing.
    ///
    /// Submissions are in the queue anyway, with their account.
    fileprivate var deed: (action: String, subject: String)? {
        switch self {
        case .hello, .submit, .show, .list, .watch, .credit, .unwatch, .storyboard, .explain,
            .logs, .media, .workers, .status, .accounts, .teams, .usage, .showBackup, .keys, .audit:
            nil
        case .cancel(let job): ("cancel", "job \(job)")
        case .join(let join): ("join", join.name)
        case .createJoinToken(let order):
            ("invite", [order.role.rawValue, order.name].compactMap { $0 }.joined(separator: " "))
        case .entitle(let change): ("entitle", "\(change.level)")
        case .steer(let steering): steering.deed
        case .beginBackup(let order): ("backup", order.folder)
        case .revokeKey(let words): ("revoke_key", words)
        case .replaceKey: ("replace_key", "")
        }
    }

    /// Whether it is noted whoever asks: what concerns keys.
    fileprivate var concernsKeys: Bool {
        switch self {
        case .join, .revokeKey, .replaceKey: true
        default: false
        }
    }
}

extension Steering {
    fileprivate var deed: (action: String, subject: String) {
        switch self {
        case .pause(let subject): ("pause", subject.words)
        case .resume(let subject): ("resume", subject.words)
        case .requeue(let job): ("requeue", "job \(job)")
        case .moveToFront(let job): ("move_to_front", "job \(job)")
        case .prioritize(let job, let priority): ("prioritize", "job \(job) to \(priority)")
        case .machine(let name, .drain): ("drain_worker", name)
        case .machine(let name, .undrain): ("undrain_worker", name)
        case .machine(let name, .setAside): ("set_aside_worker", name)
        case .machine(let name, .release): ("release_worker", name)
        }
    }
}

extension PauseSubject {
    fileprivate var words: String {
        switch self {
        case .job(let job): "job \(job)"
        case .account(let name): "account \(name)"
        case .farm: "the farm"
        }
    }
}

extension AuditRow {
    /// What is noted of a request; nil if it is nobody's business.
    init?(_ request: ClientRequest, from sender: Sender, outcome: String, at now: Instant) {
        let isOperator = sender.identity.role == .operator
        guard isOperator || request.body.concernsKeys, let deed = request.body.deed else {
            return nil
        }
        self.init(
            instant: now, actor: sender.identity.name, key: sender.userID, action: deed.action,
            subject: deed.subject, outcome: outcome)
    }

    /// What the scheduler itself notes.
    init(_ action: String, _ subject: String, at now: Instant) {
        self.init(
            instant: now, actor: "scheduler", key: "-", action: action, subject: subject,
            outcome: "done")
    }

    var entry: AuditEntry {
        AuditEntry(
            id: id, instant: instant, actor: actor, key: key, action: action, subject: subject,
            outcome: outcome)
    }
}

extension Reply {
    /// `done`, or the code of the refusal.
    var outcome: String {
        switch self {
        case .accepted, .acceptedArray, .entitled, .cancelled, .carriedOut: "done"
        case .refused(let failure): failure.code
        case .overQuota: Refusal.Code.overLimit.rawValue
        case .ended: Refusal.Code.notNow.rawValue
        case .unknownJob: Refusal.Code.unknown.rawValue
        }
    }
}
