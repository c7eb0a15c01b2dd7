/// Sequences of symbols and the entries that they name; a walk costs one look-up a symbol.
struct WordTrie: Sendable {
    private var steps: [UInt64: Int32] = [:]
    private var entries: [[Int]] = [[]]

    static let root: Int32 = 0

    mutating func insert(_ symbols: [UInt32], entry: Int) {
        var node = WordTrie.root
        for symbol in symbols {
            let key = WordTrie.key(node, symbol)
            if let next = steps[key] {
                node = next
            } else {
                node = Int32(entries.count)
                steps[key] = node
                entries.append([])
            }
        }
        if !entries[Int(node)].contains(entry) { entries[Int(node)].append(entry) }
    }

    func step(from node: Int32, by symbol: UInt32) -> Int32? {
        steps[WordTrie.key(node, symbol)]
    }

    func entries(at node: Int32) -> [Int] {
        entries[Int(node)]
    }

    private static func key(_ node: Int32, _ symbol: UInt32) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 32 | UInt64(symbol)
    }
}
