internal import FarmModel

/// How a value is written, and which ones are allowed.
public struct SettingKind<Value>: Sendable {
    let allowed: String
    let read: @Sendable (Written) -> Value?
    let show: @Sendable (Value) -> Written?
}

extension SettingKind<Int> {
    public static func integer(_ range: ClosedRange<Int>) -> SettingKind {
        SettingKind(
            allowed: "\(range.lowerBound) to \(range.upperBound)",
            read: { $0.word.flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil } },
            show: { .word(String($0)) })
    }
}

extension SettingKind<Double> {
    public static func number(_ range: ClosedRange<Double>) -> SettingKind {
        SettingKind(
            allowed: "\(short(range.lowerBound)) to \(short(range.upperBound))",
            read: { $0.word.flatMap { Double($0) }.flatMap { range.contains($0) ? $0 : nil } },
            show: { .word(short($0)) })
    }

    private static func short(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}

extension SettingKind<Bool> {
    public static var flag: SettingKind {
        SettingKind(
            allowed: "true or false", read: { $0.word.flatMap { Bool($0) } },
            show: { .word(String($0)) })
    }
}

extension SettingKind<String> {
    /// Anything of 1 to `byteLimit` bytes without control characters.
    public static func words(atMost byteLimit: Int = 4096) -> SettingKind {
        SettingKind(
            allowed: "1 to \(byteLimit) bytes on one line",
            read: { $0.word.flatMap { $0.isLine(atMost: byteLimit) ? $0 : nil } },
            show: { .word($0) })
    }

    public static func choice(_ words: [String]) -> SettingKind {
        SettingKind(
            allowed: words.joined(separator: ", "),
            read: { $0.word.flatMap { words.contains($0) ? $0 : nil } }, show: { .word($0) })
    }
}

extension SettingKind
where Value: RawRepresentable<String> & CaseIterable & Sendable {
    /// One of the words that there are.
    public static var oneOf: SettingKind {
        SettingKind(
            allowed: Value.allCases.map(\.rawValue).joined(separator: ", "),
            read: { $0.word.flatMap { Value(rawValue: $0) } }, show: { .word($0.rawValue) })
    }
}

extension SettingKind<[String]> {
    /// A list, or one word for a list of one.
    public static func list(atMost limit: Int, byteLimit: Int = 128) -> SettingKind {
        SettingKind(
            allowed: "a list of at most \(limit), 1 to \(byteLimit) bytes each",
            read: { written in
                let words =
                    switch written {
                    case .word(let word): [word]
                    case .list(let words): words
                    }
                let isAllowed =
                    words.count <= limit && words.allSatisfy { $0.isLine(atMost: byteLimit) }
                return isAllowed ? words : nil
            },
            show: { .list($0) })
    }
}

extension SettingKind<Duration> {
    /// A number with its unit: `500ms`, `15s`, `10m`, `4h`, `30d`.
    public static func time(_ range: ClosedRange<Duration>) -> SettingKind {
        SettingKind(
            allowed: "\(DurationText.text(range.lowerBound)) to "
                + "\(DurationText.text(range.upperBound)), as 500ms, 15s, 10m, 4h or 30d",
            read: {
                $0.word.flatMap { DurationText.duration($0) }
                    .flatMap { range.contains($0) ? $0 : nil }
            },
            show: { .word(DurationText.text($0)) })
    }

    /// A number of days, to the millisecond.
    public static func days(_ range: ClosedRange<Double>) -> SettingKind {
        let number = SettingKind<Double>.number(range)
        return SettingKind(
            allowed: number.allowed,
            read: {
                number.read($0).map { .milliseconds(Int64(($0 * 86_400_000).rounded())) }
            },
            show: { number.show(Double($0.milliseconds) / 86_400_000) })
    }
}

extension SettingKind {
    /// The same, for something that may be left out.
    public static func orNone<Wrapped>(
        _ kind: SettingKind<Wrapped>
    ) -> SettingKind where Value == Wrapped? {
        SettingKind(
            allowed: kind.allowed, read: { kind.read($0).map { .some($0) } },
            show: { $0.flatMap(kind.show) })
    }
}

extension String {
    fileprivate func isLine(atMost byteLimit: Int) -> Bool {
        (1...byteLimit).contains(utf8.count)
            && unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: false
                default: scalar != "\u{FEFF}"
                }
            }
    }
}

/// Durations as people write them, exact to the millisecond.
enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    static func duration(_ text: String) -> Duration? {
        for unit in units where text.hasSuffix(unit.suffix) {
            let number = text.dropLast(unit.suffix.count)
            guard let value = Double(number), value >= 0, number.allSatisfy({ $0 != "-" }),
                value * Double(unit.milliseconds) < 1e15
            else { continue }
            return .milliseconds(Int64((value * Double(unit.milliseconds)).rounded()))
        }
        return nil
    }

    /// In the largest unit that needs no fraction.
    static func text(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        for unit in units.reversed()
        where milliseconds != 0 && milliseconds.isMultiple(of: unit.milliseconds) {
            return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
        }
        return "\(milliseconds)\(milliseconds == 0 ? "s" : "ms")"
    }
}
