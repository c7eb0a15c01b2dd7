import FarmModel
import HeapModule

/// The tasks that could run now, in a line for each thing a worker must be to take them.
///
/// A task waits only for workers its own line fits, so a task that fits nobody never stops one that
/// does. Within a line each account has its own queue, by priority, then by age of the job, then by
/// place in the job. Which account is next follows its pass in the fair share.
///
/// Removal is lazy: a ticket whose task has moved on is dropped when it comes to the head.
struct ReadyQueue: Sendable {
    /// A place in an account's queue.
    struct Ticket: Hashable, Comparable, Sendable {
        private let order: UInt64
        private let name: UInt64

        /// `attempts` and `requeues` tell this ticket from earlier ones of the same task.
        init(control: JobControl, job: JobID, task: TaskID, attempts: Int) {
            precondition(task.rawValue < 1 << 40, "task numbers have 40 bits")
            order =
                control.front > 0
                ? (1 << 48) - control.front
                : UInt64(32_768 - control.priority) << 48 | job.rawValue
            let round = UInt64(control.requeues & 255) << 16
            name = task.rawValue << 24 | round | UInt64(min(attempts, 65_535))
        }

        var task: TaskID { TaskID(name >> 24) }

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

        /// Accounts with tickets, by pass; a pass may lag behind and is corrected at the head.
        var accounts = Heap<Turn>()

        /// By account; looked up, never iterated.
        var tickets: [Int: Heap<Ticket>] = [:]

        /// Accounts that came to the head while they were blocked.
        var parked: [Int] = []
        var activePosition: Int?
    }

    private struct Turn: Comparable, Sendable {
        var pass: Int64
        var account: Int

        static func < (earlier: Turn, later: Turn) -> Bool {
            (earlier.pass, earlier.account) < (later.pass, later.account)
        }
    }

    /// The next task of a line.
    struct Head: Sendable {
        var line: Int
        var account: Int
        var pass: Int64
        var ticket: Ticket

        func precedes(_ other: Head) -> Bool {
            if pass != other.pass { return pass < other.pass }
            if account != other.account { return account < other.account }
            return ticket < other.ticket
        }
    }

    private var lines: [Line] = []
    private var vacancies: [Int] = []

    /// Looked up, never iterated.
    private var indexes: [Key: Int] = [:]

    /// Lines that hold tickets.
    private(set) var active: [Int] = []

    /// Accounts that are not served; looked up, never iterated.
    private var blocked: Set<Int> = []

    /// Tickets of each account that may lie in a line though nobody will draw them.
    private var leftBehind: [Int: Int] = [:]

    func key(of line: Int) -> Key { lines[line].key }

    /// Serves an account no longer; its tickets keep their places.
    mutating func block(_ account: Int) {
        blocked.insert(account)
    }

    mutating func unblock(_ account: Int, pass: Int64) {
        guard blocked.remove(account) != nil else { return }
        for line in active {
            guard let position = lines[line].parked.firstIndex(of: account) else { continue }
            lines[line].parked.remove(at: position)
            lines[line].accounts.insert(Turn(pass: pass, account: account))
        }
    }

    /// Takes note that tickets of an account are out of date.
    mutating func leaveBehind(_ count: Int, of account: Int) {
        leftBehind[account, default: 0] += count
    }

    /// Throws away an account's tickets that are out of date, once they are many among the rest.
    mutating func tidy(_ account: Int, _ book: JobBook) {
        let count = active.reduce(0) { $0 + (lines[$1].tickets[account]?.count ?? 0) }
        guard let outdated = leftBehind[account], outdated > 64 + count / 2 else { return }
        leftBehind[account] = nil
        for line in active {
            guard let tickets = lines[line].tickets[account] else { continue }
            lines[line].tickets[account] = Heap(
                Set(tickets.unordered.filter(book.isCurrent)).sorted())
        }
    }

    mutating func insert(_ ticket: Ticket, of account: Int, pass: Int64, into key: Key) {
        let line = index(of: key)
        if lines[line].tickets[account] == nil {
            lines[line].accounts.insert(Turn(pass: pass, account: account))
        }
        lines[line].tickets[account, default: Heap()].insert(ticket)
        guard lines[line].activePosition == nil else { return }
        lines[line].activePosition = active.count
        active.append(line)
    }

    /// The ticket to serve next in a line; nil once the line is empty, which may reorder ``active``.
    mutating func head(
        of line: Int, share: FairShare, book: JobBook
    ) -> Head? {
        while let turn = lines[line].accounts.min {
            guard !blocked.contains(turn.account) else {
                lines[line].accounts.removeMin()
                lines[line].parked.append(turn.account)
                continue
            }
            guard let ticket = currentTicket(of: turn.account, in: line, book) else {
                lines[line].accounts.removeMin()
                lines[line].tickets[turn.account] = nil
                continue
            }
            let pass = share.pass(of: turn.account)
            guard pass == turn.pass else {
                lines[line].accounts.replaceMin(with: Turn(pass: pass, account: turn.account))
                continue
            }
            return Head(line: line, account: turn.account, pass: pass, ticket: ticket)
        }
        if lines[line].parked.isEmpty { retire(line) }
        return nil
    }

    /// Takes the ticket that ``head(of:share:book:)`` gave.
    mutating func remove(_ head: Head) {
        let removed = lines[head.line].tickets[head.account]?.popMin()
        precondition(removed == head.ticket, "only the head of a queue is taken")
    }

    func accounts(in line: Int) -> [Int] {
        (lines[line].accounts.unordered.map(\.account) + lines[line].parked).sorted()
    }

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

    private mutating func retire(_ line: Int) {
        guard let position = lines[line].activePosition else { return }
        let moved = active[active.count - 1]
        active[position] = moved
        lines[moved].activePosition = position
        active.removeLast()
        indexes[lines[line].key] = nil
        lines[line] = Line(key: lines[line].key)
        vacancies.append(line)
    }
}

extension JobBook {
    /// Whether the task still waits in the queue where `ticket` stands.
    func isCurrent(_ ticket: ReadyQueue.Ticket) -> Bool {
        guard contains(ticket.task) else { return false }
        let task = self[ticket.task]
        guard task.phase == .ready, !self[task.job].isEnded, !self[task.job].isHeld else {
            return false
        }
        return ticket == self.ticket(of: ticket.task)
    }

    /// The ticket of a task that is ready.
    func ticket(of id: TaskID) -> ReadyQueue.Ticket {
        let task = self[id]
        return ReadyQueue.Ticket(
            control: self[task.job].control, job: task.job, task: id,
            attempts: task.attempts.count)
    }
}
