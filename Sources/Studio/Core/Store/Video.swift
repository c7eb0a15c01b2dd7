public import FarmModel
internal import Foundation
internal import GRDB

/// A film of one account, from its order on; drafts are videos that no post shows.
public struct Video: Hashable, Sendable {
    /// For the studio alone; people see ``id``.
    public var number: Int64
    public var id: String

    /// Whose it is.
    public var account: Int64

    /// Who makes it; nil until the farm has taken it.
    public var job: JobID?
    public var state: State
    public var order: FilmOrder
    public var created: Instant
    public var completed: Instant?
    public var failure: Failure?

    /// The files of the finished film.
    public var files: Files?

    /// What was not understood, once the film is planned.
    public var notes: [String]
    public var parent: Parent?

    /// How often it was made longer, counting its parents.
    public var extensions: Int

    /// The id of the post that shows it.
    public var post: String?

    public enum State: String, CaseIterable, Sendable {
        /// Written down here, not taken by the farm yet.
        case submitting
        case queued
        case running
        case assembling
        case completed
        case failed
        case cancelled

        public var isFinal: Bool {
            switch self {
            case .submitting, .queued, .running, .assembling: false
            case .completed, .failed, .cancelled: true
            }
        }
    }

    public struct Failure: Hashable, Sendable {
        public var code: String
        public var message: String

        public init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// The names of a film's files in the farm's depot.
    public struct Files: Hashable, Sendable {
        public var film: BlobID
        public var poster: BlobID?
        public var sheet: BlobID?

        /// Of the film.
        public var byteCount: Int

        public init(film: BlobID, poster: BlobID? = nil, sheet: BlobID? = nil, byteCount: Int) {
            self.film = film
            self.poster = poster
            self.sheet = sheet
            self.byteCount = byteCount
        }
    }

    /// How a film came of another.
    public enum Relation: String, Sendable, CaseIterable {
        case remix
        case edit
        case `extension`
    }

    /// The film that this one came of, as far as it is still there.
    public struct Parent: Hashable, Sendable {
        public var relation: Relation
        public var id: String
        public var account: Int64
        public var post: String?
        public var title: String
        public var handle: String
    }
}

/// Where a new film comes from.
public struct Lineage: Hashable, Sendable {
    public var relation: Video.Relation
    public var parent: Int64
    public var extensions: Int

    public init(_ relation: Video.Relation, of parent: Video) {
        self.relation = relation
        self.parent = parent.number
        extensions = relation == .extension ? parent.extensions + 1 : parent.extensions
    }
}

/// Lets a program ask twice and get one film.
public struct Idempotency: Hashable, Sendable {
    public var key: String

    /// Of all that was asked.
    public var digest: [UInt8]

    public static let keyBytes = 128

    public init(key: String, digest: [UInt8]) throws(Objection) {
        guard 1...Idempotency.keyBytes ~= key.utf8.count else {
            throw .field(
                "Idempotency-Key", key, limit: "1 to \(Idempotency.keyBytes) bytes",
                "the Idempotency-Key has \(key.utf8.count) bytes; it has 1 to "
                    + "\(Idempotency.keyBytes)")
        }
        self.key = key
        self.digest = digest
    }
}

extension Video {
    /// Rows that ``init(_:)`` reads; a condition follows.
    static let selection = """
        SELECT video.*, post.id AS post, parent.id AS parent_id, parent.account AS parent_account,
            parent_post.id AS parent_post, parent_post.visibility AS parent_visibility,
            coalesce(parent_post.title, parent.title) AS parent_title,
            parent_owner.handle AS parent_handle
        FROM video LEFT JOIN post ON post.video = video.number
            LEFT JOIN video AS parent ON parent.number = video.parent
            LEFT JOIN post AS parent_post ON parent_post.video = parent.number
            LEFT JOIN account AS parent_owner ON parent_owner.number = parent.account
        """

    init(_ row: Row) throws {
        let state: String = row["state"]
        let notes: String? = row["notes"]
        let relation: String? = row["relation"]
        var parent: Parent?
        if let relation = relation.flatMap(Relation.init(rawValue:)),
            let id = row["parent_id"] as String?
        {
            parent = Parent(
                relation: relation, id: id, account: row["parent_account"],
                post: row["parent_post"], title: row["parent_title"],
                handle: row["parent_handle"])
        }
        let blob = { (name: String) in
            (row[name] as String?).flatMap { BlobID(hexadecimal: $0) }
        }
        let files = blob("film").map {
            Files(
                film: $0, poster: blob("poster"), sheet: blob("sheet"),
                byteCount: row["byte_count"] ?? 0)
        }
        var failure: Failure?
        if let code = row["failure_code"] as String? {
            failure = Failure(code: code, message: row["failure_message"] ?? "")
        }
        self.init(
            number: row["number"], id: row["id"], account: row["account"],
            job: (row["job"] as Int64?).map(JobID.init(column:)),
            state: State(rawValue: state) ?? .failed, order: FilmOrder(row),
            created: Instant(milliseconds: row["created"]),
            completed: (row["completed"] as Int64?).map(Instant.init(milliseconds:)),
            failure: failure, files: files,
            notes: try notes.map { try JSONDecoder().decode([String].self, from: Data($0.utf8)) }
                ?? [],
            parent: parent, extensions: row["extensions"], post: row["post"])
    }
}

extension FilmOrder {
    fileprivate init(_ row: Row) {
        self.init(
            model: row["model"], prompt: row["prompt"], title: row["title"],
            size: PixelSize(width: row["width"], height: row["height"]), seconds: row["seconds"],
            style: row["style"], engine: EngineID(row["engine"] as String),
            quality: Quality(rawValue: row["quality"]) ?? .standard,
            music: MusicChoice(rawValue: row["music"]) ?? .matched,
            seed: UInt64(bitPattern: row["seed"] as Int64))
    }
}
