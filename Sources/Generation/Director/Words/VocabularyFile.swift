/// The text of one vocabulary file and its name for messages.
public struct VocabularyFile: Sendable {
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    public init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The files of `Vocabulary/`; earlier ones win where a word has senses of one kind.
    static var embedded: [VocabularyFile] {
        [
            VocabularyFile(name: "animals.txt", bytes: PackageResources.animals_txt),
            VocabularyFile(name: "people.txt", bytes: PackageResources.people_txt),
            VocabularyFile(name: "fantasy.txt", bytes: PackageResources.fantasy_txt),
            VocabularyFile(name: "effects.txt", bytes: PackageResources.effects_txt),
            VocabularyFile(name: "machines.txt", bytes: PackageResources.machines_txt),
            VocabularyFile(name: "things.txt", bytes: PackageResources.things_txt),
            VocabularyFile(name: "places.txt", bytes: PackageResources.places_txt),
            VocabularyFile(name: "scenery.txt", bytes: PackageResources.scenery_txt),
            VocabularyFile(name: "settings.txt", bytes: PackageResources.settings_txt),
            VocabularyFile(name: "actions.txt", bytes: PackageResources.actions_txt),
            VocabularyFile(name: "camera.txt", bytes: PackageResources.camera_txt),
            VocabularyFile(name: "wear.txt", bytes: PackageResources.wear_txt),
            VocabularyFile(name: "looks.txt", bytes: PackageResources.looks_txt),
            VocabularyFile(name: "sounds.txt", bytes: PackageResources.sounds_txt),
            VocabularyFile(name: "counts.txt", bytes: PackageResources.counts_txt),
            VocabularyFile(name: "grammar.txt", bytes: PackageResources.grammar_txt),
            VocabularyFile(name: "irregular.txt", bytes: PackageResources.irregular_txt),
            VocabularyFile(name: "variants.txt", bytes: PackageResources.variants_txt),
        ]
    }
}

/// One entry as it is written.
struct VocabularyLine {
    var kind: Kind
    var concept: String
    var chinese: [String]
    var english: [String]
    var attributes: [Attribute: String]
    var file: String
    var number: Int
}

extension VocabularyFile {
    func lines() throws(VocabularyError) -> [VocabularyLine] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw VocabularyError(file: name, line: 1, reason: .notUTF8)
        }
        var kind: Kind?
        var lines: [VocabularyLine] = []
        let rows = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, row) in rows.enumerated() {
            let row = Scalars.trimmed(Substring(row))
            guard !row.isEmpty, row.utf8.first != UInt8(ascii: "#") else { continue }
            let place = Place(file: name, line: index + 1)
            if row.hasPrefix("kind:") {
                kind = try place.kind(named: String(Scalars.trimmed(row.dropFirst(5))))
            } else {
                guard let kind else { throw place.error(.noKind) }
                lines.append(try place.entry(of: kind, row))
            }
        }
        return lines
    }

    /// Where a line stands, for its errors.
    private struct Place {
        var file: String
        var line: Int

        func error(_ reason: VocabularyError.Reason) -> VocabularyError {
            VocabularyError(file: file, line: line, reason: reason)
        }

        func kind(named name: String) throws(VocabularyError) -> Kind {
            guard let kind = Kind(rawValue: name) else { throw error(.unknownKind(name)) }
            return kind
        }

        func entry(of kind: Kind, _ row: Substring) throws(VocabularyError) -> VocabularyLine {
            let columns = row.utf8.split(
                separator: UInt8(ascii: "|"), omittingEmptySubsequences: false
            ).map { Scalars.trimmed(Substring($0)) }
            guard columns.count == 3 || columns.count == 4 else {
                throw error(.columns(found: columns.count))
            }
            let concept = String(columns[0])
            guard !concept.isEmpty else { throw error(.emptyConcept) }
            if let allowed = kind.concepts, !allowed.contains(concept) {
                throw error(
                    .notInStoryboard(
                        concept, kind: kind.rawValue, allowed: allowed.joined(separator: ", ")))
            }
            return VocabularyLine(
                kind: kind, concept: concept, chinese: try words(columns[1]),
                english: try words(columns[2]),
                attributes: columns.count == 4 ? try attributes(columns[3], of: kind) : [:],
                file: file, number: line)
        }

        private func words(_ column: Substring) throws(VocabularyError) -> [String] {
            guard !column.isEmpty else { return [] }
            var words: [String] = []
            for piece in column.utf8.split(
                separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            {
                let word = Scalars.trimmed(Substring(piece))
                guard !word.isEmpty else { throw error(.emptyWord) }
                words.append(String(word))
            }
            return words
        }

        private func attributes(
            _ column: Substring, of kind: Kind
        ) throws(VocabularyError) -> [Attribute: String] {
            var values: [Attribute: String] = [:]
            for piece in try words(column) {
                let pair = piece.split(separator: "=", maxSplits: 1).map(String.init)
                guard let name = pair.first, let attribute = Attribute(rawValue: name),
                    kind.attributes.contains(attribute)
                else {
                    throw error(.unknownAttribute(pair.first ?? piece, kind: kind.rawValue))
                }
                guard values[attribute] == nil else { throw error(.attributeTwice(name)) }
                values[attribute] = try value(pair.count == 2 ? pair[1] : nil, of: attribute)
            }
            return values
        }

        private func value(
            _ text: String?, of attribute: Attribute
        ) throws(VocabularyError) -> String {
            func refuse(_ allowed: String) -> VocabularyError {
                error(
                    .badValue(text ?? "", attribute: attribute.rawValue, allowed: allowed))
            }
            switch attribute.form {
            case .flag:
                guard text == nil else { throw refuse("no value") }
                return ""
            case .number(let range):
                guard let text, let number = Double(text), range.contains(number) else {
                    throw refuse("a number in \(range)")
                }
                return text
            case .choice(let choices):
                guard let text, choices.contains(text) else {
                    throw refuse(choices.joined(separator: ", "))
                }
                return text
            case .concept, .concepts, .sameKind, .words:
                guard let text, !text.isEmpty else { throw refuse("a name") }
                return text
            }
        }
    }
}
