import FarmModel

/// What an account has in use and has used, or the members of a team together.
struct Usage: Sendable {
    /// Tasks that are ready or leased.
    var liveTasks = 0
    var runningTasks = 0
    var unfinishedJobs = 0
    var storedBytes = 0

    /// Set aside for jobs that have not ended.
    var reserved = Expense.zero

    /// Used by tasks and films that have ended, since ever.
    var charged = Expense.zero
    var day = SlidingWindow(.day)
    var month = SlidingWindow(.month)

    func window(_ span: UsageSpan) -> SlidingWindow {
        switch span {
        case .day: day
        case .month: month
        }
    }

    mutating func charge(_ expense: Expense, at now: Instant) {
        charged += expense
        day.add(expense, at: now)
        month.add(expense, at: now)
    }

    mutating func add(_ other: Usage) {
        count(other, sign: 1)
        reserved += other.reserved
        charged += other.charged
        day.add(other.day)
        month.add(other.month)
    }

    mutating func subtract(_ other: Usage) {
        count(other, sign: -1)
        reserved -= other.reserved
        charged -= other.charged
        day.subtract(other.day)
        month.subtract(other.month)
    }

    private mutating func count(_ other: Usage, sign: Int) {
        liveTasks += sign * other.liveTasks
        runningTasks += sign * other.runningTasks
        unfinishedJobs += sign * other.unfinishedJobs
        storedBytes += sign * other.storedBytes
    }
}
