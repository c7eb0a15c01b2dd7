internal import GRDB

/// The tables of `studio.sqlite`.
///
/// What people see of a row is its unguessable `id`; `number` is for joins and for order. Counters are
/// kept by triggers, so that they are right whatever is deleted, and by whom.
enum StudioSchema {
    /// Kept in `PRAGMA user_version`; a file of a higher one is refused, an older one is brought up.
    static var version: Int { migrations.count }

    /// The n-th brings a file of version n - 1 to version n; an empty file has version 0.
    static let migrations = [people + films + posts + search]

    /// "Stud" in ASCII, kept in `PRAGMA application_id`.
    static let applicationID = 0x5374_7564

    private static let people = """
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE account (
            number INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL,
            handle_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, bio TEXT NOT NULL DEFAULT '',
            role TEXT NOT NULL, password TEXT, language TEXT NOT NULL, theme TEXT NOT NULL,
            created INTEGER NOT NULL, ended INTEGER,
            followers INTEGER NOT NULL DEFAULT 0, following INTEGER NOT NULL DEFAULT 0,
            posts INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE session (
            digest BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            created INTEGER NOT NULL, seen INTEGER NOT NULL, agent TEXT NOT NULL,
            address TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX session_of_account ON session (account);
        CREATE TABLE invite (
            code TEXT PRIMARY KEY, owner INTEGER REFERENCES account ON DELETE CASCADE,
            role TEXT NOT NULL, created INTEGER NOT NULL,
            used_by INTEGER REFERENCES account ON DELETE SET NULL, used INTEGER) WITHOUT ROWID;
        CREATE INDEX invite_of_account ON invite (owner);
        CREATE TABLE api_key (
            id TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            name TEXT NOT NULL, digest BLOB NOT NULL UNIQUE, hint TEXT NOT NULL,
            created INTEGER NOT NULL, used INTEGER) WITHOUT ROWID;
        CREATE INDEX api_key_of_account ON api_key (account);
        CREATE TABLE following (
            follower INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            followed INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            created INTEGER NOT NULL, PRIMARY KEY (follower, followed)) WITHOUT ROWID;
        CREATE INDEX following_backwards ON following (followed, follower);
        CREATE TRIGGER following_begins AFTER INSERT ON following BEGIN
            UPDATE account SET following = following + 1 WHERE number = new.follower;
            UPDATE account SET followers = followers + 1 WHERE number = new.followed;
        END;
        CREATE TRIGGER following_ends AFTER DELETE ON following BEGIN
            UPDATE account SET following = following - 1 WHERE number = old.follower;
            UPDATE account SET followers = followers - 1 WHERE number = old.followed;
        END;

        """

    private static let films = """
        CREATE TABLE video (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            job INTEGER UNIQUE, state TEXT NOT NULL, title TEXT NOT NULL, prompt TEXT NOT NULL,
            model TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
            seconds REAL NOT NULL, style TEXT, engine TEXT NOT NULL, quality TEXT NOT NULL,
            music TEXT NOT NULL, seed INTEGER NOT NULL, created INTEGER NOT NULL,
            completed INTEGER, failure_code TEXT, failure_message TEXT, film TEXT, poster TEXT,
            sheet TEXT, byte_count INTEGER, notes TEXT, relation TEXT, parent INTEGER REFERENCES video ON DELETE SET NULL,
            extensions INTEGER NOT NULL DEFAULT 0, idempotency_key TEXT,
            idempotency_digest BLOB, UNIQUE (account, idempotency_key));
        CREATE INDEX video_of_account ON video (account, number);
        CREATE INDEX video_unfinished ON video (number)
            WHERE state IN ('submitting', 'queued', 'running', 'assembling');
        CREATE INDEX video_of_parent ON video (parent) WHERE parent IS NOT NULL;
        CREATE TABLE storyboard (
            video INTEGER PRIMARY KEY REFERENCES video ON DELETE CASCADE, json TEXT NOT NULL);

        """

    private static let posts = """
        CREATE TABLE post (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            video INTEGER NOT NULL UNIQUE REFERENCES video ON DELETE CASCADE,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            title TEXT NOT NULL, words TEXT NOT NULL, tags TEXT NOT NULL, visibility TEXT NOT NULL,
            created INTEGER NOT NULL, likes INTEGER NOT NULL DEFAULT 0,
            comments INTEGER NOT NULL DEFAULT 0, remixes INTEGER NOT NULL DEFAULT 0,
            heat INTEGER NOT NULL);
        CREATE INDEX post_by_heat ON post (heat DESC, number DESC) WHERE visibility = 'public';
        CREATE INDEX post_of_account ON post (account, number);
        CREATE INDEX post_of_account_by_heat ON post (account, heat DESC, number DESC)
            WHERE visibility = 'public';
        CREATE TRIGGER post_begins AFTER INSERT ON post BEGIN
            UPDATE account SET posts = posts + 1
                WHERE number = new.account AND new.visibility = 'public';
            UPDATE post SET remixes = remixes + 1
                WHERE video = (SELECT parent FROM video WHERE number = new.video);
        END;
        CREATE TRIGGER post_changes AFTER UPDATE OF visibility ON post BEGIN
            UPDATE account SET posts = posts + (new.visibility = 'public')
                - (old.visibility = 'public') WHERE number = new.account;
        END;
        CREATE TRIGGER post_ends AFTER DELETE ON post BEGIN
            UPDATE account SET posts = posts - 1
                WHERE number = old.account AND old.visibility = 'public';
            UPDATE post SET remixes = remixes - 1
                WHERE video = (SELECT parent FROM video WHERE number = old.video);
            DELETE FROM post_search WHERE rowid = old.number;
        END;
        CREATE TABLE liking (
            post INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            created INTEGER NOT NULL, PRIMARY KEY (post, account)) WITHOUT ROWID;
        CREATE INDEX liking_of_account ON liking (account);
        CREATE TRIGGER liking_begins AFTER INSERT ON liking BEGIN
            UPDATE post SET likes = likes + 1 WHERE number = new.post;
        END;
        CREATE TRIGGER liking_ends AFTER DELETE ON liking BEGIN
            UPDATE post SET likes = likes - 1 WHERE number = old.post;
        END;
        CREATE TABLE comment (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            post INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            text TEXT NOT NULL, created INTEGER NOT NULL);
        CREATE INDEX comment_of_post ON comment (post, number);
        CREATE INDEX comment_of_account ON comment (account);
        CREATE TRIGGER comment_begins AFTER INSERT ON comment BEGIN
            UPDATE post SET comments = comments + 1 WHERE number = new.post;
        END;
        CREATE TRIGGER comment_ends AFTER DELETE ON comment BEGIN
            UPDATE post SET comments = comments - 1 WHERE number = old.post;
        END;
        CREATE TABLE notification (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            kind TEXT NOT NULL, actor INTEGER REFERENCES account ON DELETE CASCADE,
            video INTEGER REFERENCES video ON DELETE CASCADE,
            post INTEGER REFERENCES post ON DELETE CASCADE,
            text TEXT, created INTEGER NOT NULL, read INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX notification_of_account ON notification (account, number);
        CREATE INDEX notification_of_actor ON notification (actor) WHERE actor IS NOT NULL;
        CREATE INDEX notification_of_video ON notification (video) WHERE video IS NOT NULL;
        CREATE INDEX notification_of_post ON notification (post) WHERE post IS NOT NULL;
        CREATE TRIGGER notification_begins AFTER INSERT ON notification BEGIN
            UPDATE account SET unread = unread + 1 WHERE number = new.account;
        END;
        CREATE TRIGGER notification_is_read AFTER UPDATE OF read ON notification
            WHEN new.read <> old.read BEGIN
            UPDATE account SET unread = unread + old.read - new.read WHERE number = new.account;
        END;
        CREATE TRIGGER notification_ends AFTER DELETE ON notification WHEN NOT old.read BEGIN
            UPDATE account SET unread = unread - 1 WHERE number = old.account;
        END;
        CREATE TABLE report (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            reporter INTEGER REFERENCES account ON DELETE SET NULL,
            post INTEGER REFERENCES post ON DELETE SET NULL,
            comment INTEGER REFERENCES comment ON DELETE SET NULL,
            account INTEGER REFERENCES account ON DELETE SET NULL,
            subject TEXT NOT NULL, reason TEXT NOT NULL, created INTEGER NOT NULL,
            resolution TEXT, resolver INTEGER REFERENCES account ON DELETE SET NULL,
            resolved INTEGER);

        """

    /// The index holds the texts as it takes them: contentless tables need SQLite 3.43 to forget a row.
    private static let search = """
        CREATE VIRTUAL TABLE post_search USING fts5 (
            title, prompt, words, creator, tags,
            tokenize="unicode61 remove_diacritics 2");
        CREATE VIRTUAL TABLE account_search USING fts5 (
            handle, name,
            tokenize="unicode61 remove_diacritics 2");
        """
}
