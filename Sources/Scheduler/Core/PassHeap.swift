/// A binary heap whose members can be found, moved and taken out.
///
/// Williams, *Algorithm 232: Heapsort* (1964), with a table of places. Every operation is O(log n).
struct PassHeap: Sendable {
    struct Turn: Comparable, Sendable {
        var pass: Int64
        var member: Int

        static func < (earlier: Turn, later: Turn) -> Bool {
            (earlier.pass, earlier.member) < (later.pass, later.member)
        }
    }

    private var turns: [Turn] = []

    /// Looked up, never iterated.
    private var places: [Int: Int] = [:]

    var first: Turn? { turns.first }
    var isEmpty: Bool { turns.isEmpty }

    func contains(_ member: Int) -> Bool { places[member] != nil }

    /// Puts a member in, or moves it to another pass.
    mutating func set(_ member: Int, _ pass: Int64) {
        let turn = Turn(pass: pass, member: member)
        guard let place = places[member] else {
            turns.append(turn)
            places[member] = turns.count - 1
            return rise(from: turns.count - 1)
        }
        turns[place] = turn
        rise(from: place)
        sink(from: places[member] ?? place)
    }

    /// Moves a member forward if it is here and behind `pass`.
    mutating func advance(_ member: Int, _ pass: Int64) {
        guard let place = places[member], turns[place].pass > pass else { return }
        set(member, pass)
    }

    mutating func remove(_ member: Int) {
        guard let place = places.removeValue(forKey: member) else { return }
        let last = turns.removeLast()
        guard place < turns.count else { return }
        turns[place] = last
        places[last.member] = place
        rise(from: place)
        sink(from: places[last.member] ?? place)
    }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0, turns[place] < turns[(place - 1) / 2] {
            swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < turns.count && turns[child] < turns[least] {
                least = child
            }
            guard least != place else { return }
            swap(place, least)
            place = least
        }
    }

    private mutating func swap(_ one: Int, _ other: Int) {
        turns.swapAt(one, other)
        places[turns[one].member] = one
        places[turns[other].member] = other
    }
}
