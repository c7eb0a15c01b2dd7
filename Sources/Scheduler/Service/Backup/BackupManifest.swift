internal import Foundation

/// What a backup holds: written last, so a folder without one is no backup.
struct BackupManifest: Codable, Equatable {
    static let fileName = "manifest.json"
    static let currentFormat = 1

    /// Written into the file; a higher one than ``currentFormat`` is refused.
    var format = currentFormat

    /// Program version, for people.
    var program: String

    /// Milliseconds since 1970.
    var made: Int64

    /// Whether films and their pieces are among the files.
    var holdsMedia: Bool

    /// In the order of their paths.
    var files: [File]

    struct File: Codable, Equatable {
        /// Below the backup's folder, without `.` and `..`.
        var path: String
        var byteCount: Int

        /// 64 lower-case hexadecimal digits.
        var sha256: String

        /// Whether the path stays below the folder it is appended to.
        var isContained: Bool {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            return !parts.contains("") && !parts.contains(".") && !parts.contains("..")
                && !path.utf8.contains(0)
        }
    }

    /// Reads the manifest of the backup in `folder`.
    init(folder: String) throws(BackupError) {
        let path = folder + "/" + BackupManifest.fileName
        guard FileManager.default.fileExists(atPath: path) else { throw .noBackup(path: folder) }
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            self = try JSONDecoder().decode(BackupManifest.self, from: data)
        } catch {
            throw .damaged(path: folder, ["\(BackupManifest.fileName) cannot be read: \(error)"])
        }
        guard format <= BackupManifest.currentFormat else {
            throw .newer(path: folder, format: format)
        }
        if let stray = files.first(where: { !$0.isContained }) {
            throw .damaged(path: folder, ["the manifest names \(stray.path), outside the backup"])
        }
    }

    init(program: String, made: Int64, holdsMedia: Bool, files: [File]) {
        self.program = program
        self.made = made
        self.holdsMedia = holdsMedia
        self.files = files
    }

    /// Writes the manifest, after everything it names is synced.
    func save(in folder: String) throws(StorageError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let path = folder + "/" + BackupManifest.fileName
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try encoder.encode(self))
        } catch {
            preconditionFailure("a manifest is made of texts and numbers: \(error)")
        }
        do {
            let file = try DurableFile(appendingTo: path + ".new")
            try file.append(bytes)
            try file.synchronize()
        }
        guard rename(path + ".new", path) == 0 else { throw StorageError(errno, path: path) }
        try synchronizeFolder(folder)
    }
}

/// Why a backup cannot be made, trusted or restored.
public enum BackupError: Error, Equatable {
    /// The folder has no manifest: it is none, or was interrupted.
    case noBackup(path: String)

    /// Made by a later version of Reelmill.
    case newer(path: String, format: Int)

    /// What is wrong with it, in words.
    case damaged(path: String, [String])

    /// The folder that is to be filled holds something already.
    case notEmpty(path: String)
    case storage(StorageError)
}

extension BackupError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noBackup(let path):
            "\(path) is no finished backup: it holds no \(BackupManifest.fileName)"
        case .newer(let path, let format):
            "\(path) has format \(format), this version of Reelmill reads up to "
                + "\(BackupManifest.currentFormat): upgrade Reelmill"
        case .damaged(let path, let findings):
            "\(path) is damaged: " + findings.joined(separator: "; ")
        case .notEmpty(let path): "\(path) is not empty: name a folder that is, or a new one"
        case .storage(let error): error.description
        }
    }
}
