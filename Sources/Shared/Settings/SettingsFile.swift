internal import Yams

/// A configuration file as it was written: keys, values and their lines.
struct SettingsFile {
    struct Entry {
        var key: String
        var line: Int

        /// Nil for `null` and for a key with nothing behind it.
        var written: Written?
    }

    /// Bytes of the largest file that is read.
    static let byteLimit = 1 << 20
    var entries: [Entry] = []

    /// Reads YAML: one level of keys, each with a word or a list of words.
    init(yaml text: String, path: String) throws(SettingsError) {
        guard text.utf8.count <= SettingsFile.byteLimit else {
            throw SettingsError(
                "\(path) has \(text.utf8.count) bytes; a configuration has at most "
                    + "\(SettingsFile.byteLimit)")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw SettingsError(error, path: path, text: text)
        } catch {
            throw SettingsError("\(path): cannot be read: \(error)")
        }
        guard let root, !root.isNothing else { return }
        guard let mapping = root.mapping else {
            throw SettingsError("\(path):1: a configuration is a list of `key: value`, one a line")
        }
        for (key, value) in mapping {
            let line = key.mark?.line ?? 1
            guard let name = key.scalar?.string else {
                throw SettingsError("\(path):\(line): a key must be a word")
            }
            guard value.isNothing || value.written != nil else {
                throw SettingsError(
                    "\(path):\(line): `\(name)` must have one value or a list of them, nothing "
                        + "below it")
            }
            entries.append(
                Entry(key: name, line: line, written: value.isNothing ? nil : value.written))
        }
    }
}

extension Node {
    /// Whether it says nothing: `null`, `~` or an empty place.
    fileprivate var isNothing: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    fileprivate var written: Written? {
        if let scalar { return .word(scalar.string) }
        guard let sequence else { return nil }
        var words: [String] = []
        for node in sequence {
            guard let scalar = node.scalar else { return nil }
            words.append(scalar.string)
        }
        return .list(words)
    }
}

/// What is wrong with a configuration: file, line, key, value, what is allowed.
public struct SettingsError: Error, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    fileprivate init(_ error: YamlError, path: String, text: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init("\(path):\(mark.line): not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            // The mark is where the mapping begins; the second of the two lines says more.
            let key = duplicates.first ?? ""
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let places = lines.indices.filter { lines[$0].hasPrefix(key + ":") }
            let line = places.count > 1 ? places[1] + 1 : context.mark.line
            self.init("\(path):\(line): `\(key)` is set more than once")
        default: self.init("\(path): not YAML: \(error)")
        }
    }
}

/// Words as YAML takes them.
enum YAMLText {
    /// `word` as it is where that is unambiguous, else in quotes.
    static func scalar(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && !["null", "~"].contains(word)
            && word.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "/._-+:".unicodeScalars.contains($0)
            } && word.first != ":" && word.last != ":" && word.first != "-"
        guard !isPlain else { return word }
        return "\"\(word.unicodeScalars.map(escaped).joined())\""
    }

    /// A scalar between double quotes: itself, unless YAML would end, fold or refuse the line there.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case _ where scalar == "\"" || scalar == "\\": "\\\(scalar)"
        case _ where (" "..."~").contains(scalar): String(scalar)
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber:
            String(scalar)
        default:
            // YAML 1.2, section 5.7: eight hexadecimal digits name any scalar.
            "\\U" + String(repeating: "0", count: 8 - hexadecimal(scalar).count)
                + hexadecimal(scalar)
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        String(scalar.value, radix: 16)
    }
}
