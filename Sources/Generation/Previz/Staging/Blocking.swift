import FarmModel
import Picture

/// Finds a place for everyone in a shot: rows that bend towards the lens, wide enough that nobody
/// touches a neighbour.
struct Blocking {
    /// Places relative to the middle of the group: x to the right of the picture, z to the lens.
    private(set) var places: [Vector]

    /// How far the places reach to either side and in depth, from the middle.
    private(set) var halfWidth: Float
    private(set) var halfDepth: Float
    private(set) var rows: Int

    init(widths: [Float], positions: [ShotSubject.Position?], aspect: Float) {
        let count = widths.count
        let columns = Blocking.columns(for: count, aspect: aspect)
        rows = max(1, (count + columns - 1) / columns)
        let order = Blocking.order(positions)
        places = Array(repeating: .zero, count: count)
        halfWidth = 0
        halfDepth = 0
        guard count > 1 else { return }
        let widest = widths.max() ?? 1
        let loose: Float = rows > 1 ? 1.45 : 1.12
        let depth = max(1.3, widest * 1.1)
        var taken = 0
        var gapIsInMiddle = false
        for row in 0..<rows {
            let left = count - taken
            let inRow = (left + rows - row - 1) / (rows - row)
            let members = order[taken..<(taken + inRow)]
            taken += inRow
            let span = members.reduce(Float(0)) { $0 + widths[$1] * loose }
            // A row stands in the gaps of the row before it.
            let standsBehind = row > 0 && (inRow % 2 == 0) == gapIsInMiddle
            if row == 0 || !standsBehind {
                gapIsInMiddle = inRow % 2 == 0
            } else {
                gapIsInMiddle.toggle()
            }
            var x = -span / 2 + (standsBehind ? widest * loose * 0.5 : 0)
            for member in members {
                let width = widths[member] * loose
                // Rows behind look narrower: spread, so that they are seen between the others.
                let place = (x + width / 2) * (1 + 0.13 * Float(row))
                let bend = 0.035 * place * place
                places[member] = Vector(place, 0, -depth * Float(row) + bend)
                x += width
            }
        }
        center(positions)
        for (place, width) in zip(places, widths) {
            halfWidth = max(halfWidth, abs(place.x) + width / 2)
            halfDepth = max(halfDepth, abs(place.z))
        }
    }

    private static func columns(for count: Int, aspect: Float) -> Int {
        if aspect > 1.3 { return count <= 5 ? max(count, 1) : min((count + 1) / 2, 7) }
        if aspect > 0.8 { return count <= 3 ? max(count, 1) : 4 }
        return count <= 2 ? max(count, 1) : 3
    }

    /// Who stands where from left to right, front row first: as asked, else as cast.
    private static func order(_ positions: [ShotSubject.Position?]) -> [Int] {
        func rank(_ position: ShotSubject.Position?) -> Int {
            switch position {
            case .left: 0
            case .center, .front, .below, nil: 1
            case .right: 2
            case .back, .above: 3
            }
        }
        return positions.indices.sorted {
            (rank(positions[$0]), $0) < (rank(positions[$1]), $1)
        }
    }

    /// Moves the group's middle to zero, then those in front and behind as asked.
    private mutating func center(_ positions: [ShotSubject.Position?]) {
        let low = places.map(\.z).min() ?? 0
        let high = places.map(\.z).max() ?? 0
        let left = places.map(\.x).min() ?? 0
        let right = places.map(\.x).max() ?? 0
        for index in places.indices {
            places[index].z -= (low + high) / 2
            places[index].x -= (left + right) / 2
            if rows == 1 && positions[index] == .front { places[index].z += 0.7 }
            if rows == 1 && positions[index] == .back { places[index].z -= 0.9 }
        }
    }
}
