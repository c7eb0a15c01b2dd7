public import FarmModel

/// What a level may use and has used, as an answer tells it.
public struct UsageReport: Equatable, Sendable {
    public var entitlement: Entitlement

    /// The accounts that are counted here.
    public var accounts: Int
    public var unfinishedJobs: Int
    public var runningTasks: Int
    public var storedBytes: Int

    /// For jobs that have not ended.
    public var reserved: Expense

    /// Since ever.
    public var charged: Expense

    /// Of the last 24 hours and 30 days.
    public var day: Expense
    public var month: Expense

    /// Submissions that count against the level's own rate now; nil where it has none.
    public var submissions: Int?

    /// Of one account: what its team and the farm limit besides.
    public var limits: [Entitlement]

    /// In the order of time, stretches without use left out; empty unless asked for.
    public var quarterHours: [Stretch]
    public var days: [Stretch]

    public init(
        entitlement: Entitlement, accounts: Int, unfinishedJobs: Int, runningTasks: Int,
        storedBytes: Int, reserved: Expense, charged: Expense, day: Expense, month: Expense,
        submissions: Int? = nil, limits: [Entitlement] = [], quarterHours: [Stretch] = [],
        days: [Stretch] = []
    ) {
        self.entitlement = entitlement
        self.accounts = accounts
        self.unfinishedJobs = unfinishedJobs
        self.runningTasks = runningTasks
        self.storedBytes = storedBytes
        self.reserved = reserved
        self.charged = charged
        self.day = day
        self.month = month
        self.submissions = submissions
        self.limits = limits
        self.quarterHours = quarterHours
        self.days = days
    }

    /// What was used from an instant on, for a quarter of an hour or a day.
    public struct Stretch: Equatable, Sendable {
        public var start: Instant
        public var expense: Expense

        public init(start: Instant, expense: Expense) {
            self.start = start
            self.expense = expense
        }
    }
}
