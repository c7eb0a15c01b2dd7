/// Small numbers for values that repeat, given in the order they first appear.
struct Interner<Value: Hashable & Sendable>: Sendable {
    private var values: [Value] = []

    /// Looked up, never iterated.
    private var indexes: [Value: Int32] = [:]

    /// The one asked for last, which is often asked for next: a comparison is cheaper than a hash.
    private var latest: Int32 = 0

    var count: Int { values.count }

    subscript(_ index: Int32) -> Value {
        _read { yield values[Int(index)] }
    }

    func find(_ value: Value) -> Int32? {
        isLatest(value) ? latest : indexes[value]
    }

    mutating func index(of value: Value) -> Int32 {
        if isLatest(value) { return latest }
        if let index = indexes[value] {
            latest = index
            return index
        }
        latest = Int32(values.count)
        values.append(value)
        indexes[value] = latest
        return latest
    }

    private func isLatest(_ value: Value) -> Bool {
        !values.isEmpty && values[Int(latest)] == value
    }
}
