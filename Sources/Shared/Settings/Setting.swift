/// One thing that people may choose about a program: what it is called, what it may be, where it goes.
///
/// A program's catalogue lists every setting once; its file, its flags, `--print-config` and the table
/// in docs/OPERATING.md all follow from that.
public struct Setting<Settings>: Sendable {
    /// As it is written in the file; a flag of the same name has two dashes before it.
    public let key: String

    /// One line for people.
    public let about: String

    /// What is allowed, for people: `1 to 65533`, `text or json`.
    public let allowed: String

    /// When a changed file is heard.
    public let force: Force

    /// Reads what was written, refuses what is not allowed.
    private let write: @Sendable (Written, inout Settings) throws(SettingProblem) -> Void
    private let copy: @Sendable (Settings, inout Settings) -> Void
    private let show: @Sendable (Settings) -> Written?

    public enum Force: String, Sendable {
        /// On SIGHUP.
        case atReload = "reload"
        case atRestart = "restart"
    }

    public init<Value>(
        _ key: String, _ path: any WritableKeyPath<Settings, Value> & Sendable,
        _ kind: SettingKind<Value>, _ force: Force, _ about: String
    ) {
        self.key = key
        self.about = about
        self.force = force
        allowed = kind.allowed
        write = { written, settings throws(SettingProblem) in
            guard let value = kind.read(written) else {
                throw SettingProblem(written.text, allowed: kind.allowed)
            }
            settings[keyPath: path] = value
        }
        copy = { $1[keyPath: path] = $0[keyPath: path] }
        show = { kind.show($0[keyPath: path]) }
    }

    /// Sets what is written; nil stands for the value in `usual`.
    func set(
        _ written: Written?, in settings: inout Settings, usual: Settings
    ) throws(SettingProblem) {
        if let written { try write(written, &settings) } else { copy(usual, &settings) }
    }

    /// The value for people; nil for one that is not set.
    public func text(in settings: Settings) -> String? { show(settings)?.text }

    /// The value as a file has it.
    func yaml(in settings: Settings) -> String {
        switch show(settings) {
        case nil: "null"
        case .word(let word): YAMLText.scalar(word)
        case .list(let words): "[\(words.map(YAMLText.scalar).joined(separator: ", "))]"
        }
    }
}

/// A value as it stands in a file or behind a flag: one word, or a list of them.
public enum Written: Hashable, Sendable {
    case word(String)
    case list([String])

    var text: String {
        switch self {
        case .word(let word): word
        case .list(let words): "[\(words.joined(separator: ", "))]"
        }
    }

    var word: String? {
        if case .word(let word) = self { word } else { nil }
    }
}

/// A value that is not allowed.
struct SettingProblem: Error {
    let value: String
    let allowed: String

    init(_ value: String, allowed: String) {
        self.value = value
        self.allowed = allowed
    }
}
