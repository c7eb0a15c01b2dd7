public import FarmModel
internal import GRDB

/// Somebody who uses the studio.
public struct Account: Hashable, Sendable {
    /// For the studio alone; people see ``handle``.
    public var number: Int64
    public var handle: String
    public var name: String
    public var bio: String
    public var role: AccountRole
    public var language: Language
    public var theme: Theme
    public var created: Instant
    public var followers: Int
    public var following: Int

    /// Public ones.
    public var posts: Int

    /// Notifications.
    public var unread: Int

    public enum Language: String, Codable, CaseIterable, Sendable {
        case chinese = "zh"
        case english = "en"
    }

    public enum Theme: String, Codable, CaseIterable, Sendable {
        case auto
        case light
        case dark
    }
}

/// What somebody says who signs up.
public struct SignUp: Sendable {
    public var handle: Handle
    public var name: String?
    public var password: PasswordHash
    public var language: Account.Language

    public init(
        handle: Handle, name: String? = nil, password: PasswordHash,
        language: Account.Language = .chinese
    ) {
        self.handle = handle
        self.name = name
        self.password = password
        self.language = language
    }
}

/// What somebody may change about themselves; nil leaves it.
public struct ProfileChange: Hashable, Sendable {
    public var name: String?
    public var bio: String?
    public var language: Account.Language?
    public var theme: Account.Theme?

    public static let nameCharacters = 1...50
    public static let bioCharacters = 0...500

    public init(
        name: String? = nil, bio: String? = nil, language: Account.Language? = nil,
        theme: Account.Theme? = nil
    ) throws(Objection) {
        if let name {
            guard ProfileChange.nameCharacters ~= name.count, name.utf8.count <= 400,
                !name.contains(where: \.isNewline)
            else {
                throw .field(
                    "name", name, limit: "1 to 50 characters on one line",
                    "a name has 1 to 50 characters and stands on one line")
            }
        }
        if let bio {
            guard ProfileChange.bioCharacters ~= bio.count, bio.utf8.count <= 4000 else {
                throw .field(
                    "bio", "\(bio.count) characters", limit: "500 characters",
                    "the text has \(bio.count) characters, the limit is 500")
            }
        }
        self.name = name
        self.bio = bio
        self.language = language
        self.theme = theme
    }
}

extension StudioDatabase {
    /// Whoever comes by invitation only, or anyone.
    public enum Admission: String, Sendable, CaseIterable {
        case invited
        case open
    }

    /// Invite codes that every account has to give away.
    public static let invitesOfAccount = 4

    /// Makes an account, spending the invite; of several who come with one invite, one is let in.
    public func signUp(
        _ signUp: SignUp, invite code: String?, admission: Admission, at now: Instant
    ) async throws(StudioError) -> Account {
        try await write { database in
            let invite = try Invite.open(code, admission, database)
            let taken = try Int.fetchOne(
                database, sql: "SELECT 1 FROM account WHERE handle_key = ?",
                arguments: [signUp.handle.key])
            guard taken == nil else {
                throw Objection(
                    .conflict, code: "conflict",
                    "the handle \(signUp.handle.text) is taken; choose another one",
                    field: "handle", value: signUp.handle.text)
            }
            let name = signUp.name ?? signUp.handle.text
            try database.execute(
                sql: """
                    INSERT INTO account
                        (handle, handle_key, name, role, password, language, theme, created)
                    VALUES (?, ?, ?, ?, ?, ?, 'auto', ?)
                    """,
                arguments: [
                    signUp.handle.text, signUp.handle.key, name, invite.role.rawValue,
                    signUp.password.text, signUp.language.rawValue, now.milliseconds,
                ])
            let number = database.lastInsertedRowID
            try invite.spend(by: number, at: now, database)
            for _ in 0..<StudioDatabase.invitesOfAccount {
                try Invite.make(owner: number, role: .creator, at: now, database)
            }
            try Account.index(number, signUp.handle.text, name, database)
            return try Account.find(number, database)
        }
    }

    /// The account with this handle and its password's hash; nil if there is none.
    public func credentials(
        of handle: String
    ) async throws(StudioError) -> (account: Account, password: PasswordHash)? {
        let key = Handle.key(of: handle)
        return try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT \(Account.columns), password FROM account
                    WHERE handle_key = ? AND ended IS NULL
                    """,
                arguments: [key])
            guard let row, let password = row["password"] as String? else { return nil }
            return (Account(row), PasswordHash(text: password))
        }
    }

    public func account(_ number: Int64) async throws(StudioError) -> Account {
        try await read { try Account.find(number, $0) }
    }

    /// The account with this handle.
    public func account(handle: String) async throws(StudioError) -> Account {
        try await read { try Account.find(handle: handle, $0) }
    }

    public func change(
        _ account: Int64, _ change: ProfileChange
    ) async throws(StudioError) -> Account {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE account SET name = coalesce(?, name), bio = coalesce(?, bio),
                        language = coalesce(?, language), theme = coalesce(?, theme)
                    WHERE number = ? AND ended IS NULL
                    """,
                arguments: [
                    change.name, change.bio, change.language?.rawValue, change.theme?.rawValue,
                    account,
                ])
            let changed = try Account.find(account, database)
            try Account.index(account, changed.handle, changed.name, database)
            return changed
        }
    }

    /// Sets a password; every session but `kept` ends.
    public func setPassword(
        _ password: PasswordHash, of account: Int64, keeping kept: Secret
    ) async throws(StudioError) {
        try await write { database in
            try database.execute(
                sql: "UPDATE account SET password = ? WHERE number = ?",
                arguments: [password.text, account])
            try database.execute(
                sql: "DELETE FROM session WHERE account = ? AND digest <> ?",
                arguments: [account, kept.digest.blob])
        }
    }

    public func setRole(
        _ role: AccountRole, of handle: String
    ) async throws(StudioError) -> Account {
        try await write { database in
            let account = try Account.find(handle: handle, database)
            let others = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM account
                    WHERE role = 'operator' AND ended IS NULL AND number <> ?
                    """, arguments: [account.number])
            guard role == .operator || account.role != .operator || others ?? 0 > 0 else {
                throw Objection(
                    .notNow, code: "not_now",
                    "\(handle) is the last operator: make somebody else one first")
            }
            try database.execute(
                sql: "UPDATE account SET role = ? WHERE number = ?",
                arguments: [role.rawValue, account.number])
            return try Account.find(account.number, database)
        }
    }

    /// Removes somebody and all they made, at once; the handle stays taken.
    ///
    /// Returns the jobs of films that were under way.
    public func remove(_ account: Int64, at now: Instant) async throws(StudioError) -> [JobID] {
        try await write { database in
            let jobs = try Int64.fetchAll(
                database,
                sql: """
                    SELECT job FROM video WHERE account = ? AND job IS NOT NULL
                        AND state IN ('submitting', 'queued', 'running', 'assembling')
                    """, arguments: [account])
            for table in ["session", "api_key", "comment", "liking", "video", "notification"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE account = ?", arguments: [account])
            }
            try database.execute(
                sql: "DELETE FROM following WHERE ?1 IN (follower, followed)", arguments: [account])
            try database.execute(
                sql: "DELETE FROM notification WHERE actor = ?", arguments: [account])
            try database.execute(
                sql: "DELETE FROM invite WHERE owner = ? AND used IS NULL", arguments: [account])
            try database.execute(
                sql: "DELETE FROM account_search WHERE rowid = ?", arguments: [account])
            try database.execute(
                sql: """
                    UPDATE account SET name = '', bio = '', password = NULL, role = 'viewer',
                        ended = ? WHERE number = ?
                    """, arguments: [now.milliseconds, account])
            return jobs.map(JobID.init(column:))
        }
    }

    /// Whether anybody can steer the farm.
    public func hasOperator() async throws(StudioError) -> Bool {
        try await read { database in
            let found = try Int.fetchOne(
                database,
                sql: "SELECT 1 FROM account WHERE role = 'operator' AND ended IS NULL LIMIT 1")
            return found != nil
        }
    }
}

extension Account {
    static let columns = """
        number, handle, name, bio, role, language, theme, created, followers, following, posts,
        unread
        """

    init(_ row: Row) {
        self.init(
            number: row["number"], handle: row["handle"], name: row["name"], bio: row["bio"],
            role: AccountRole(rawValue: row["role"]) ?? .viewer,
            language: Language(rawValue: row["language"]) ?? .english,
            theme: Theme(rawValue: row["theme"]) ?? .auto,
            created: Instant(milliseconds: row["created"]), followers: row["followers"],
            following: row["following"], posts: row["posts"], unread: row["unread"])
    }

    static func find(_ number: Int64, _ database: Database) throws -> Account {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(columns) FROM account WHERE number = ? AND ended IS NULL",
            arguments: [number])
        guard let row else { throw Objection.unknown("account") }
        return Account(row)
    }

    static func find(handle: String, _ database: Database) throws -> Account {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(columns) FROM account WHERE handle_key = ? AND ended IS NULL",
            arguments: [Handle.key(of: handle)])
        guard let row else { throw Objection.unknown("account") }
        return Account(row)
    }

    /// Lets an account be found by handle and name.
    static func index(
        _ number: Int64, _ handle: String, _ name: String, _ database: Database
    ) throws {
        try database.execute(
            sql: "DELETE FROM account_search WHERE rowid = ?", arguments: [number])
        try database.execute(
            sql: "INSERT INTO account_search (rowid, handle, name) VALUES (?, ?, ?)",
            arguments: [number, SearchText.indexed(handle), SearchText.indexed(name)])
    }
}
