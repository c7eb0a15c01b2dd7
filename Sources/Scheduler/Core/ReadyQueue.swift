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
    struct Ticket: Comparable, Sendable {
        private let order: UInt64
        private let name: UInt64

        /// `attempts` tells this ticket from earlier ones of the same task.
        init(priority: Int, job: JobID, task: TaskID, attempts: Int) {
            order = UInt64(32_768 - priority) << 48 | job.rawValue
            name = task.rawValue << 16 | UInt64(min(attempts, 65_535))
        }

        var task: TaskID { TaskID(name >> 16) }
        var attempts: Int { Int(name & 65_535) }

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

    func key(of line: Int) -> Key { lines[line].key }

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
        retire(line)
        return nil
    }

    /// Takes the ticket that ``head(of:share:book:)`` gave.
    mutating func remove(_ head: Head) {
        let removed = lines[head.line].tickets[head.account]?.popMin()
        precondition(removed == head.ticket, "only the head of a queue is taken")
    }

    func accounts(in line: Int) -> [Int] {
        lines[line].accounts.unordered.map(\.account).sorted()
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
        let task = self[ticket.task]
        return task.phase == .ready && min(task.attempts.count, 65_535) == ticket.attempts
            && !self[task.job].isEnded
    }
}
