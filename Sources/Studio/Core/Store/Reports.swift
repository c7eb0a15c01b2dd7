public import FarmModel
internal import GRDB

/// Somebody's word that something should not be here.
public struct Report: Hashable, Sendable {
    public var number: Int64
    public var id: String
    public var created: Instant
    public var reporter: String?

    /// What it was about, for people; it may be gone.
    public var subject: String
    public var reason: String
    public var resolution: Resolution?

    public enum Resolution: String, Codable, CaseIterable, Sendable {
        case removed
        case kept
    }

    public enum Subject: Hashable, Sendable {
        case post(String)
        case comment(String)
        case account(handle: String)
    }

    public static let reasonCharacters = 1...1000
}

extension StudioDatabase {
    public func report(
        _ subject: Report.Subject, _ reason: String, by account: Int64, at now: Instant
    ) async throws(StudioError) -> String {
        try await write { database in
            guard Report.reasonCharacters ~= reason.count, reason.utf8.count <= 8000 else {
                throw Objection.field(
                    "reason", "\(reason.count) characters", limit: "1 to 1,000 characters",
                    "a reason has 1 to 1,000 characters, this one \(reason.count)")
            }
            var (post, comment, reported): (Int64?, Int64?, Int64?)
            let words: String
            switch subject {
            case .post(let id):
                let found = try Post.find(id: id, viewer: account, database)
                post = found.number
                words = "post \(id) of \(found.creator.handle): \(found.title)"
            case .comment(let id):
                let row = try Row.fetchOne(
                    database, sql: "SELECT number, text FROM comment WHERE id = ?", arguments: [id])
                guard let row else { throw Objection.unknown("comment") }
                comment = row["number"]
                words = "comment \(id): \((row["text"] as String).prefix(200))"
            case .account(let handle):
                reported = try Account.find(handle: handle, database).number
                words = "account \(handle)"
            }
            let id = Chance.name("rep_")
            try database.execute(
                sql: """
                    INSERT INTO report
                        (id, reporter, post, comment, account, subject, reason, created)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, account, post, comment, reported, words, reason, now.milliseconds,
                ])
            return id
        }
    }

    /// Newest first.
    public func reports(_ page: PageRequest) async throws(StudioError) -> Page<Report> {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT report.*, handle FROM report
                        LEFT JOIN account ON account.number = report.reporter
                    WHERE report.number < ? ORDER BY report.number DESC LIMIT ?
                    """, arguments: [try page.number(from: .max), page.limit + 1])
            let reports = rows.map { row in
                Report(
                    number: row["number"], id: row["id"],
                    created: Instant(milliseconds: row["created"]), reporter: row["handle"],
                    subject: row["subject"], reason: row["reason"],
                    resolution: (row["resolution"] as String?).flatMap(
                        Report.Resolution.init(rawValue:)))
            }
            return Page(reports, limit: page.limit) { String($0.number) }
        }
    }

    /// Answers a report; what is removed goes at once, an account only loses its right to post.
    public func resolve(
        _ id: String, _ resolution: Report.Resolution, by account: Int64, at now: Instant
    ) async throws(StudioError) {
        try await write { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM report WHERE id = ?", arguments: [id])
            guard let row else { throw Objection.unknown("report") }
            guard row["resolution"] as String? == nil else {
                throw Objection(.notNow, code: "not_now", "this report was answered already")
            }
            try database.execute(
                sql: "UPDATE report SET resolution = ?, resolver = ?, resolved = ? WHERE id = ?",
                arguments: [resolution.rawValue, account, now.milliseconds, id])
            guard resolution == .removed else { return }
            for table in ["post", "comment"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE number = ?",
                    arguments: [row[table] as Int64?])
            }
            try database.execute(
                sql: "UPDATE account SET role = 'viewer' WHERE number = ? AND role = 'creator'",
                arguments: [row["account"] as Int64?])
        }
    }
}
