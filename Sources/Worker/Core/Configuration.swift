extension WorkerSession {
    /// Every number the session goes by.
    public struct Configuration: Equatable, Sendable {
        /// Time between two signs of life.
        public var heartbeatInterval: Duration = .seconds(1)

        /// The pause before something unanswered is sent again; doubles each time.
        public var resendBase: Duration = .milliseconds(500)
        public var resendLimit: Duration = .seconds(15)

        /// The pause before a chunk that was not acknowledged is uploaded again; doubles each time.
        public var uploadTimeout: Duration = .seconds(10)
        public var uploadLimit: Duration = .seconds(30)

        /// Past attempts that a late grant is compared with.
        public var rememberedAttempts = 256

        public init() {}
    }
}
