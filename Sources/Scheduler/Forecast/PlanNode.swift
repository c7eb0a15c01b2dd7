internal import FarmModel
internal import Yams

/// What is wrong with a farm description: file, line, key, value, what is allowed.
public struct FarmPlanError: Error, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A place in a farm description: knows its file, line and key, and reads what stands there.
struct PlanNode {
    let file: String

    /// As people write it: `workers.big.count`.
    let path: String
    let node: Node

    var line: Int { node.mark?.line ?? 1 }

    var isList: Bool { node.sequence != nil }

    init(yaml text: String, file: String) throws(FarmPlanError) {
        self.file = file
        path = ""
        do {
            guard let root = try Yams.compose(yaml: text) else {
                throw FarmPlanError("\(file) is empty: see deploy/simulate for descriptions")
            }
            node = root
        } catch let error as FarmPlanError {
            throw error
        } catch let error as YamlError {
            throw FarmPlanError("\(file): not YAML: \(error)")
        } catch {
            throw FarmPlanError("\(file) cannot be read: \(error)")
        }
    }

    init(_ node: Node, file: String, path: String) {
        self.node = node
        self.file = file
        self.path = path
    }

    /// An error about this place.
    func wrong(_ what: String) -> FarmPlanError {
        FarmPlanError("\(file):\(line): \(path.isEmpty ? "the description" : "`\(path)`") \(what)")
    }

    /// What stands behind a key; nil where nothing does.
    func child(_ key: String) throws(FarmPlanError) -> PlanNode? {
        guard let mapping = node.mapping else { throw wrong("must be a list of `key: value`") }
        guard let value = mapping[Node(key)], !value.isNothing else { return nil }
        return PlanNode(value, file: file, path: path.isEmpty ? key : "\(path).\(key)")
    }

    /// Refuses keys that nobody knows, so that a typing error is no silent default.
    func allow(_ keys: [String]) throws(FarmPlanError) {
        guard let mapping = node.mapping else { throw wrong("must be a list of `key: value`") }
        for (key, _) in mapping where !keys.contains(key.string ?? "") {
            let line = key.mark?.line ?? self.line
            let place = path.isEmpty ? "" : " in `\(path)`"
            throw FarmPlanError(
                "\(file):\(line): unknown key `\(key.string ?? "?")`\(place); known are: "
                    + keys.joined(separator: ", "))
        }
    }

    /// The elements of a list; those with a `name` are called by it.
    func elements() throws(FarmPlanError) -> [PlanNode] {
        guard let sequence = node.sequence else { throw wrong("must be a list") }
        return sequence.enumerated().map { index, element in
            let name = element.mapping?[Node("name")]?.string ?? "\(index + 1)"
            return PlanNode(element, file: file, path: "\(path).\(name)")
        }
    }

    func word() throws(FarmPlanError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw wrong("must be a word") }
        return text
    }

    func words() throws(FarmPlanError) -> [String] {
        if let text = node.scalar?.string {
            return text.split(separator: ",").map { $0.trimming(" ") }
        }
        var words: [String] = []
        for element in try elements() { words.append(try element.word()) }
        return words
    }

    func number(in range: ClosedRange<Double>) throws(FarmPlanError) -> Double {
        let text = try word()
        guard let number = Double(text), range.contains(number) else {
            throw wrong(
                "is \(text); it must be a number from \(brief(range.lowerBound)) to "
                    + brief(range.upperBound))
        }
        return number
    }

    func integer(in range: ClosedRange<Int>) throws(FarmPlanError) -> Int {
        let text = try word()
        guard let number = Int(text), range.contains(number) else {
            throw wrong(
                "is \(text); it must be a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return number
    }

    /// One number, or a list of the lowest and the highest.
    func span(in range: ClosedRange<Double>) throws(FarmPlanError) -> ClosedRange<Double> {
        guard isList else {
            let number = try number(in: range)
            return number...number
        }
        let bounds = try elements()
        guard bounds.count == 2 else { throw wrong("must be one number or a list of two") }
        let low = try bounds[0].number(in: range)
        let high = try bounds[1].number(in: range)
        guard low <= high else { throw wrong("goes from \(brief(low)) down to \(brief(high))") }
        return low...high
    }

    /// A time: seconds, or a number with `s`, `m`, `h` or `d`.
    func time(in range: ClosedRange<Duration>) throws(FarmPlanError) -> Duration {
        let text = try word()
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? text : String(text.dropLast())),
            number.isFinite, abs(number) < 1e9,
            range.contains(.milliseconds(Int64(number * (unit ?? 1) * 1000)))
        else {
            throw wrong(
                "is \(text); it must be a time such as 90s, 15m, 2h or 1d, from "
                    + "\(range.lowerBound.components.seconds) s to "
                    + "\(range.upperBound.components.seconds) s")
        }
        return .milliseconds(Int64(number * (unit ?? 1) * 1000))
    }

    /// A time of day, `9:30`, up to `24:00`.
    func timeOfDay() throws(FarmPlanError) -> Duration {
        let text = try word()
        guard let time = PlanNode.timeOfDay(text) else {
            throw wrong("is \(text); it must be a time of day such as 9:30")
        }
        return time
    }

    static func timeOfDay(_ text: some StringProtocol) -> Duration? {
        let parts = text.split(separator: ":").map { Int($0) }
        guard (2...3).contains(parts.count), let hours = parts[0], let minutes = parts[1],
            (0...24).contains(hours), (0..<60).contains(minutes)
        else { return nil }
        let seconds = parts.count == 3 ? parts[2] ?? -1 : 0
        guard (0..<60).contains(seconds), hours < 24 || minutes + seconds == 0 else { return nil }
        return .seconds(hours * 3600 + minutes * 60 + seconds)
    }

    /// `1280x720`.
    func frame() throws(FarmPlanError) -> PixelSize {
        let text = try word()
        let sides = text.split(separator: "x").compactMap { Int($0) }
        guard sides.count == 2, sides.allSatisfy({ (1...100_000).contains($0) }) else {
            throw wrong("is \(text); it must be a size such as 1280x720")
        }
        return PixelSize(width: sides[0], height: sides[1])
    }

    /// `10/60s`.
    func rate() throws(FarmPlanError) -> Quota.Rate {
        let text = try word()
        let parts = text.split(separator: "/")
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count) else {
            throw wrong("is \(text); it must be COUNT/TIME such as 10/60s")
        }
        let period = PlanNode(Node(String(parts[1])), file: file, path: path)
        return Quota.Rate(count: count, per: try period.time(in: .seconds(1)...(.seconds(86_400))))
    }
}

extension PlanNode {
    func number(
        _ key: String, in range: ClosedRange<Double>, otherwise usual: Double
    ) throws(FarmPlanError) -> Double {
        try child(key)?.number(in: range) ?? usual
    }

    func integer(
        _ key: String, in range: ClosedRange<Int>, otherwise usual: Int
    ) throws(FarmPlanError) -> Int {
        try child(key)?.integer(in: range) ?? usual
    }

    func time(
        _ key: String, in range: ClosedRange<Duration>, otherwise usual: Duration
    ) throws(FarmPlanError) -> Duration {
        try child(key)?.time(in: range) ?? usual
    }

    /// What must be there.
    func needed(_ key: String) throws(FarmPlanError) -> PlanNode {
        guard let child = try child(key) else { throw wrong("lacks `\(key)`") }
        return child
    }

    private func brief(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
}

extension PlanNode {
    /// The description with the value at a path replaced: `workers.big.count`, `3`.
    func setting(_ path: String, to value: String) throws(FarmPlanError) -> PlanNode {
        let keys = path.split(separator: ".").map(String.init)
        guard !keys.isEmpty else {
            throw FarmPlanError("`\(path)` names nothing: write workers.big.count=8")
        }
        return PlanNode(
            try replace(in: node, keys[...], path, with: value), file: file, path: "")
    }

    private func replace(
        in node: Node, _ keys: ArraySlice<String>, _ path: String, with value: String
    ) throws(FarmPlanError) -> Node {
        guard let key = keys.first else {
            do {
                return try Yams.compose(yaml: value) ?? Node("")
            } catch {
                throw FarmPlanError("`\(value)` for \(path) is not YAML: \(error)")
            }
        }
        let rest = keys.dropFirst()
        if var mapping = node.mapping {
            let old = mapping[Node(key)]
            guard old != nil || rest.isEmpty else {
                throw missing(key, path, mapping.keys.compactMap(\.string))
            }
            mapping[Node(key)] = try replace(in: old ?? Node(""), rest, path, with: value)
            return .mapping(mapping)
        }
        if var sequence = node.sequence {
            let names = sequence.map { $0.mapping?[Node("name")]?.string }
            let index = names.firstIndex(of: key) ?? Int(key).map { $0 - 1 }
            guard let index, sequence.indices.contains(index) else {
                throw missing(key, path, names.compactMap { $0 })
            }
            sequence[index] = try replace(in: sequence[index], rest, path, with: value)
            return .sequence(sequence)
        }
        throw FarmPlanError("\(file): `\(path)` goes below a plain value at `\(key)`")
    }

    private func missing(_ key: String, _ path: String, _ known: [String]) -> FarmPlanError {
        FarmPlanError(
            "\(file): there is no `\(key)` for \(path); there are: "
                + known.joined(separator: ", "))
    }
}

extension Node {
    fileprivate var isNothing: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}

extension Substring {
    fileprivate func trimming(_ character: Character) -> String {
        var text = self
        while text.first == character { text.removeFirst() }
        while text.last == character { text.removeLast() }
        return String(text)
    }
}
