/// A program's settings and where each came from: a flag before the file, the file before the default.
public struct Layers<Settings: Sendable>: Sendable {
    public let catalogue: [Setting<Settings>]
    public private(set) var settings: Settings
    private let usual: Settings

    /// By key; looked up, never walked.
    private var origins: [String: Origin] = [:]

    /// Where a value came from.
    public enum Origin: Equatable, Sendable, CustomStringConvertible {
        case usual
        case file(path: String, line: Int)
        case flag(String)

        public var description: String {
            switch self {
            case .usual: "default"
            case .file(let path, let line): "\(path):\(line)"
            case .flag(let name): name
            }
        }
    }

    /// The usual settings.
    public init(_ catalogue: [Setting<Settings>], usual: Settings) {
        self.catalogue = catalogue
        settings = usual
        self.usual = usual
    }

    /// Reads a file's `text` over what is set so far; `path` is for people.
    public mutating func read(yaml text: String, path: String) throws(SettingsError) {
        for entry in try SettingsFile(yaml: text, path: path).entries {
            let place = "\(path):\(entry.line)"
            guard let setting = catalogue.first(where: { $0.key == entry.key }) else {
                throw SettingsError("\(place): unknown key `\(entry.key)`\(advice(on: entry.key))")
            }
            do throws(SettingProblem) {
                try setting.set(entry.written, in: &settings, usual: usual)
            } catch {
                throw SettingsError(
                    "\(place): `\(entry.key)` is \(error.value), but must be \(error.allowed)")
            }
            origins[entry.key] = entry.written == nil ? nil : .file(path: path, line: entry.line)
        }
    }

    /// Sets what the flag of `key` says; nil for one that was not given.
    public mutating func override(_ key: String, with word: String?) throws(SettingsError) {
        try override(key, with: word.map(Written.word), as: "--\(key)")
    }

    /// Sets what the flag of `key` says each time it is given.
    public mutating func override(_ key: String, with words: [String]) throws(SettingsError) {
        try override(key, with: words.isEmpty ? nil : .list(words), as: "--\(key)")
    }

    /// Sets what `key=value` says.
    public mutating func override(assignment: String) throws(SettingsError) {
        guard let equals = assignment.firstIndex(of: "=") else {
            throw SettingsError("--set \(assignment) must be key=value")
        }
        let word = String(assignment[assignment.index(after: equals)...])
        try override(String(assignment[..<equals]), with: .word(word), as: "--set")
    }

    private mutating func override(
        _ key: String, with written: Written?, as flag: String
    ) throws(SettingsError) {
        guard let written else { return }
        guard let setting = catalogue.first(where: { $0.key == key }) else {
            throw SettingsError("\(flag): unknown key `\(key)`\(advice(on: key))")
        }
        do throws(SettingProblem) {
            try setting.set(written, in: &settings, usual: usual)
        } catch {
            let name = flag == "--set" ? "`\(key)`" : flag
            throw SettingsError("\(name) is \(error.value), but must be \(error.allowed)")
        }
        origins[key] = .flag(flag)
    }

    public func origin(of key: String) -> Origin { origins[key] ?? .usual }

    /// What holds, as a file that says the same, with the origin of each value as a comment.
    public var yaml: String {
        let lines = catalogue.map { setting in
            ("\(setting.key): \(setting.yaml(in: settings))", origin(of: setting.key))
        }
        let width = min(48, lines.map(\.0.count).max() ?? 0)
        return lines.map { line, origin in
            let gap = String(repeating: " ", count: max(2, width - line.count + 2))
            return "\(line)\(gap)# \(origin)\n"
        }.joined()
    }

    /// What differs in `other`, in the order of the catalogue.
    public func changes(in other: Layers) -> [Change] {
        catalogue.compactMap { setting in
            let (old, new) = (setting.text(in: settings), setting.text(in: other.settings))
            guard old != new else { return nil }
            return Change(
                key: setting.key, old: old ?? "none", new: new ?? "none", force: setting.force)
        }
    }

    public struct Change: Equatable, Sendable {
        public var key: String
        public var old: String
        public var new: String
        public var force: Setting<Settings>.Force
    }

    private func advice(on key: String) -> String {
        let nearest = catalogue.map { ($0.key, Spelling.distance(from: key, to: $0.key)) }
            .min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let (known, distance) = nearest, distance <= max(2, key.count / 3) else {
            return "; known are: " + catalogue.map(\.key).joined(separator: ", ")
        }
        return "; did you mean `\(known)`?"
    }
}

/// How far apart two words are.
enum Spelling {
    /// Letters to insert, remove or replace (Levenshtein 1965); quadratic.
    static func distance(from word: String, to other: String) -> Int {
        let (word, other) = (Array(word.prefix(64)), Array(other))
        var row = Array(0...other.count)
        for (index, letter) in word.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, match) in other.enumerated() {
                let above = row[column + 1]
                let change = diagonal + (letter == match ? 0 : 1)
                row[column + 1] = min(change, above + 1, row[column] + 1)
                diagonal = above
            }
        }
        return row[other.count]
    }
}
