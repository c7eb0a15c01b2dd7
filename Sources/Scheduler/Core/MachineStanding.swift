public import FarmModel

/// What an operator decided about a machine, and what its failures led to.
public struct MachineStanding: Equatable, Sendable {
    public var machine: String

    /// Since when an operator lets it take no further task; nil if it may.
    public var drained: Instant?

    /// Nil while it is not set aside.
    public var aside: Aside?

    public init(machine: String, drained: Instant? = nil, aside: Aside? = nil) {
        self.machine = machine
        self.drained = drained
        self.aside = aside
    }

    public struct Aside: Equatable, Sendable {
        /// When it is tried again; nil for not before an operator says so.
        public var until: Instant?
        public var reason: Job.Failure

        public init(until: Instant?, reason: Job.Failure) {
            self.until = until
            self.reason = reason
        }
    }
}

extension Scheduler {
    mutating func obey(
        _ order: MachineOrder, about name: String, for asker: Requester, at now: Instant
    ) -> Reply {
        guard asker == .operator else {
            return .refused(
                Job.Failure(
                    code: "forbidden", message: "only operators decide about workers",
                    retry: .pointless))
        }
        guard let machine = fleet.machines.find(name) else {
            return .refused(
                Job.Failure(
                    code: "unknown", message: "no worker named \(name) was ever here",
                    retry: .pointless))
        }
        let before = standing(of: machine)
        switch order {
        case .drain: if before.drained == nil { fleet.machines[machine].drained = now }
        case .undrain: fleet.machines[machine].drained = nil
        case .setAside(let reason):
            let failure = Job.Failure(
                code: "set_aside_by_operator", message: reason, retry: .worthwhile)
            fleet.machines[machine].aside = MachineStanding.Aside(until: nil, reason: failure)
        case .release:
            fleet.machines[machine].aside = nil
            fleet.machines[machine].succeeded()
        }
        if standing(of: machine) != before { apply(standingOf: machine) }
        return .carriedOut
    }

    func standing(of machine: Int) -> MachineStanding {
        let known = fleet.machines[machine]
        return MachineStanding(
            machine: fleet.machines.name(machine), drained: known.drained, aside: known.aside)
    }

    /// Writes down what was decided about a machine and puts its workers into service or out of it.
    mutating func apply(standingOf machine: Int) {
        fleet.updateService(of: machine)
        emit(.record(.machine(standing(of: machine))))
    }

    /// Tries a machine again whose time is up.
    mutating func endProbation(of machine: Int, at now: Instant) {
        guard let until = fleet.machines[machine].aside?.until, until <= now else { return }
        fleet.machines[machine].aside = nil
        apply(standingOf: machine)
    }
}
