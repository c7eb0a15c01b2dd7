import FarmModel
import HeapModule

/// The tasks that could run now, in a line for each thing a worker must be to take them.
///
/// A task waits only for workers its own line fits, so a task that fits nobody never stops one that
/// does. Within a line each account has its own queue, by priority and age of the job, as ``Aging``
/// weighs them, then by place in the job. Which team is next, and which of its accounts, follows their
/// passes in the fair share; in the order of arrival, an account's pass is the place of its first ticket
/// among all, and a team's that of its first account.
///
/// Removal is lazy: a ticket whose task has moved on is dropped when it comes to the head. An account
/// or team that runs as much as it may, or stands still, is taken out of a line when it comes to the
/// head, and put back by ``rejoin(_:of:share:)`` when it may be served again: until then it costs
/// nothing.
struct ReadyQueue: Sendable {
    /// A place in an account's queue.
    struct Ticket: Hashable, Comparable, Sendable {
        private let order: UInt64
        private let name: UInt64

        /// `attempts` and `requeues` tell this ticket from earlier ones of the same task.
        ///
        /// `turn` is what ``Scheduler/Configuration/turn(of:priority:)`` says; a job that was moved to
        /// the front is before all of those.
        init(control: JobControl, turn: UInt32, job: JobID, task: TaskID, attempts: Int) {
            precondition(task.rawValue < 1 << 40, "task numbers have 40 bits")
            precondition(job.rawValue < 1 << 32, "job numbers have 32 bits")
            order =
                control.front > 0
                ? (1 << 32) - control.front
                : UInt64(turn) << 32 | job.rawValue
            let round = UInt64(control.requeues & 255) << 16
            name = task.rawValue << 24 | round | UInt64(min(attempts, 65_535))
        }

        var task: TaskID { TaskID(name >> 24) }

        /// The place among all tickets, whoever's they are.
        var pass: Int64 { Int64(bitPattern: order ^ 1 << 63) }

        static func < (earlier: Ticket, later: Ticket) -> Bool {
            (earlier.order, earlier.name) < (later.order, later.name)
        }
    }

    /// What the workers of a line have in common.
    struct Key: Hashable, Sendable {
        var requirement: Int32

        /// Machines on which the task went badly, in ascending order.
        var avoided: [Int]
    }

    private struct Line: Sendable {
        var key: Key

        /// Teams with accounts to serve, by pass; one may have risen and is corrected at the head.
        var teams = PassHeap()

        /// By team, its accounts with tickets to serve; looked up, never iterated.
        var accounts: [Int: PassHeap] = [:]

        /// By account; looked up, never iterated.
        var tickets: [Int: Heap<Ticket>] = [:]
        var activePosition: Int?

        /// How often another was taken before its head since that was served.
        var bypasses = 0

        mutating func enter(
            _ account: Int, of team: Int, in sharing: Sharing, share: FairShare
        ) {
            accounts[team, default: PassHeap()].set(
                account, pass(account: account, of: team, in: sharing, share))
            teams.set(team, pass(team: team, in: sharing, share))
        }

        func pass(
            account: Int, of team: Int, in sharing: Sharing, _ share: FairShare
        ) -> Int64 {
            switch sharing {
            case .fair: share.pass(account: account, of: team)
            case .arrival: tickets[account]?.min?.pass ?? .min
            }
        }

        func pass(team: Int, in sharing: Sharing, _ share: FairShare) -> Int64 {
            switch sharing {
            case .fair: share.pass(team: team)
            case .arrival: accounts[team]?.first?.pass ?? .min
            }
        }

        mutating func leave(_ account: Int, of team: Int) {
            accounts[team]?.remove(account)
            guard accounts[team]?.isEmpty ?? true else { return }
            accounts[team] = nil
            teams.remove(team)
        }
    }

    /// The next task of a line.
    struct Head: Sendable {
        var line: Int
        var team: PassHeap.Turn
        var turn: PassHeap.Turn
        var ticket: Ticket

        var account: Int { turn.member }

        func precedes(_ other: Head) -> Bool {
            if team != other.team { return team < other.team }
            if turn != other.turn { return turn < other.turn }
            return ticket < other.ticket
        }
    }

    private let sharing: Sharing
    private var lines: [Line] = []
    private var vacancies: [Int] = []

    /// Looked up, never iterated.
    private var indexes: [Key: Int] = [:]

    /// Lines that hold tickets to serve.
    private(set) var active: [Int] = []

    /// Accounts that are not served; looked up, never iterated.
    private var blocked: Set<Int> = []

    /// Tickets of each account that may lie in a line though nobody will draw them.
    private var leftBehind: [Int: Int] = [:]

    init(_ sharing: Sharing) {
        self.sharing = sharing
    }

    func key(of line: Int) -> Key { lines[line].key }

    func bypasses(of line: Int) -> Int { lines[line].bypasses }

    mutating func countBypass(of line: Int) {
        lines[line].bypasses += 1
    }

    /// Serves an account no longer; its tickets keep their places.
    mutating func block(_ account: Int) {
        blocked.insert(account)
    }

    /// Serves an account again, once it has joined anew.
    mutating func unblock(_ account: Int) {
        blocked.remove(account)
    }

    /// Takes note that tickets of an account are out of date.
    mutating func leaveBehind(_ count: Int, of account: Int) {
        leftBehind[account, default: 0] += count
    }

    /// Throws away an account's tickets that are out of date, once they are many among the rest.
    mutating func tidy(_ account: Int, _ book: JobBook) {
        let count = lines.reduce(0) { $0 + ($1.tickets[account]?.count ?? 0) }
        guard let outdated = leftBehind[account], outdated > 64 + count / 2 else { return }
        leftBehind[account] = nil
        for line in lines.indices {
            guard let tickets = lines[line].tickets[account] else { continue }
            lines[line].tickets[account] = Heap(
                Set(tickets.unordered.filter(book.isCurrent)).sorted())
        }
    }

    mutating func insert(
        _ ticket: Ticket, of account: Int, in team: Int, share: FairShare, into key: Key
    ) {
        let line = index(of: key)
        let isNew = lines[line].tickets[account] == nil
        lines[line].tickets[account, default: Heap()].insert(ticket)
        guard isNew else { return advance(ticket, of: account, in: team, line: line) }
        lines[line].enter(account, of: team, in: sharing, share: share)
        activate(line)
    }

    /// In the order of arrival, an earlier ticket moves its account and team forward.
    private mutating func advance(_ ticket: Ticket, of account: Int, in team: Int, line: Int) {
        guard sharing == .arrival else { return }
        lines[line].accounts[team]?.advance(account, ticket.pass)
        lines[line].teams.advance(team, ticket.pass)
    }

    /// The ticket to serve next in a line; nil once there is none, which may reorder ``active``.
    mutating func head(of line: Int, accounts: Accounts, book: JobBook) -> Head? {
        while let team = lines[line].teams.first {
            guard !accounts.isFull(team: team.member) else {
                lines[line].teams.remove(team.member)
                continue
            }
            let pass = lines[line].pass(team: team.member, in: sharing, accounts.share)
            guard pass == team.pass else {
                lines[line].teams.set(team.member, pass)
                continue
            }
            guard let turn = lines[line].accounts[team.member]?.first,
                let ticket = ticket(of: turn, in: line, accounts: accounts, book: book)
            else { continue }
            return Head(line: line, team: team, turn: turn, ticket: ticket)
        }
        retire(line)
        return nil
    }

    /// The next ticket of the account that is first in its team; nil if the team's order had to change.
    private mutating func ticket(
        of turn: PassHeap.Turn, in line: Int, accounts: Accounts, book: JobBook
    ) -> Ticket? {
        let account = turn.member
        let team = accounts.members[account].team
        guard !accounts.isFull(account), !blocked.contains(account) else {
            lines[line].leave(account, of: team)
            return nil
        }
        guard let ticket = currentTicket(of: account, in: line, book) else {
            lines[line].tickets[account] = nil
            lines[line].leave(account, of: team)
            return nil
        }
        let pass = lines[line].pass(account: account, of: team, in: sharing, accounts.share)
        guard pass == turn.pass else {
            lines[line].accounts[team]?.set(account, pass)
            return nil
        }
        return ticket
    }

    /// Takes the ticket that ``head(of:accounts:book:)`` gave.
    mutating func remove(_ head: Head) {
        let removed = lines[head.line].tickets[head.account]?.popMin()
        lines[head.line].bypasses = 0
        precondition(removed == head.ticket, "only the head of a queue is taken")
    }

    /// Moves an account and its team forward, whose passes may have sunk.
    ///
    /// Linear in the lines.
    mutating func advance(_ account: Int, of team: Int, share: FairShare) {
        guard sharing == .fair else { return }
        // In lines that rest as well: an account keeps its place there while its team is full.
        for line in lines.indices {
            lines[line].teams.advance(team, share.pass(team: team))
            lines[line].accounts[team]?.advance(account, share.pass(account: account, of: team))
        }
    }

    /// Puts an account back into the lines where it has tickets.
    mutating func rejoin(_ account: Int, of team: Int, share: FairShare) {
        for line in lines.indices where lines[line].tickets[account] != nil {
            lines[line].enter(account, of: team, in: sharing, share: share)
            activate(line)
        }
    }

    /// Puts a team back into the lines where it has accounts to serve.
    mutating func rejoin(team: Int, share: FairShare) {
        for line in lines.indices where lines[line].accounts[team] != nil {
            lines[line].teams.set(team, lines[line].pass(team: team, in: sharing, share))
            activate(line)
        }
    }

    /// Takes an account to another team.
    mutating func move(_ account: Int, from old: Int, to new: Int, share: FairShare) {
        for line in lines.indices { lines[line].leave(account, of: old) }
        rejoin(account, of: new, share: share)
    }

    /// Accounts with tickets in a line, current or not.
    func accounts(in line: Int) -> [Int] { lines[line].tickets.keys.sorted() }

    var allLines: Range<Int> { lines.indices }

    func tickets(of account: Int, in line: Int) -> [Ticket] {
        lines[line].tickets[account]?.unordered.sorted() ?? []
    }

    private mutating func currentTicket(
        of account: Int, in line: Int, _ book: JobBook
    ) -> Ticket? {
        while let ticket = lines[line].tickets[account]?.min {
            if book.isCurrent(ticket) { return ticket }
            lines[line].tickets[account]?.removeMin()
        }
        return nil
    }

    private mutating func index(of key: Key) -> Int {
        if let index = indexes[key] { return index }
        let index: Int
        if let vacancy = vacancies.popLast() {
            index = vacancy
            lines[index] = Line(key: key)
        } else {
            index = lines.count
            lines.append(Line(key: key))
        }
        indexes[key] = index
        return index
    }

    private mutating func activate(_ line: Int) {
        guard lines[line].activePosition == nil else { return }
        lines[line].activePosition = active.count
        active.append(line)
    }

    /// Takes a line with nothing to serve out of ``active``, and gives it up if no one waits in it.
    private mutating func retire(_ line: Int) {
        guard let position = lines[line].activePosition else { return }
        let moved = active[active.count - 1]
        active[position] = moved
        lines[moved].activePosition = position
        active.removeLast()
        lines[line].activePosition = nil
        guard lines[line].tickets.isEmpty else { return }
        indexes[lines[line].key] = nil
        lines[line] = Line(key: lines[line].key)
        vacancies.append(line)
    }
}

extension JobBook {
    /// Whether the task still waits in the queue where `ticket` stands.
    func isCurrent(_ ticket: ReadyQueue.Ticket) -> Bool {
        guard contains(ticket.task) else { return false }
        let job = self[ticket.task].job
        guard self[ticket.task].phase == .ready, !self[job].isEnded, !self[job].isHeld else {
            return false
        }
        return ticket == self.ticket(of: ticket.task)
    }

    /// The ticket of a task that is ready.
    func ticket(of id: TaskID) -> ReadyQueue.Ticket {
        let job = self[id].job
        let control = self[job].control
        return ReadyQueue.Ticket(
            control: control, turn: aging.turn(of: self[job].submitted, priority: control.priority),
            job: job, task: id, attempts: self[id].attempts.count)
    }
}
