/// Seven steps of an octave.
package struct Scale: Hashable, Sendable {
    /// Semitones above the tonic, rising, the first 0.
    package let semitones: [Int]

    package static let major = Scale(semitones: [0, 2, 4, 5, 7, 9, 11])
    package static let mixolydian = Scale(semitones: [0, 2, 4, 5, 7, 9, 10])
    package static let lydian = Scale(semitones: [0, 2, 4, 6, 7, 9, 11])
    package static let dorian = Scale(semitones: [0, 2, 3, 5, 7, 9, 10])
    package static let minor = Scale(semitones: [0, 2, 3, 5, 7, 8, 10])
    package static let harmonicMinor = Scale(semitones: [0, 2, 3, 5, 7, 8, 11])
    package static let phrygian = Scale(semitones: [0, 1, 3, 5, 7, 8, 10])

    /// Whether the third above the tonic is a minor one.
    package var isMinor: Bool { semitones[2] == 3 }
}

/// A tonic that degrees count from: degree 0 is the tonic, 7 the octave, -1 the step below.
package struct Key: Hashable, Sendable {
    /// MIDI number of degree 0.
    package let tonic: Int
    package let scale: Scale

    func pitch(of degree: Int, in scale: Scale) -> Int {
        let octave = (Double(degree) / 7).rounded(.down)
        return tonic + 12 * Int(octave) + scale.semitones[degree - 7 * Int(octave)]
    }

    func degree(nearest pitch: Int) -> Int {
        let candidates = -28...35
        return candidates.min {
            abs(self.pitch(of: $0, in: scale) - pitch) < abs(self.pitch(of: $1, in: scale) - pitch)
        } ?? 0
    }
}

/// Degrees stacked on one of the scale's steps.
package struct Chord: Hashable, Sendable {
    /// Which tones sound above the root.
    package enum Color: Hashable, Sendable {
        case triad, seventh, addedNinth, suspendedSecond, open

        var steps: [Int] {
            switch self {
            case .triad: [0, 2, 4]
            case .seventh: [0, 2, 4, 6]
            case .addedNinth: [0, 1, 2, 4]
            case .suspendedSecond: [0, 1, 4]
            case .open: [0, 4]
            }
        }
    }

    /// 0...6 above the tonic.
    package let root: Int
    package let color: Color

    /// The key's own, or harmonic minor where a dominant leads home.
    package let scale: Scale

    var degrees: [Int] { color.steps.map { root + $0 } }

    /// Root, third and fifth: what a melody may rest on.
    var pillars: [Int] { [root, root + 2, root + 4] }

    /// The chord tone next to `degree`, the lower of two equally near.
    func pillar(nearest degree: Int) -> Int {
        let distances = [0, -1, 1, -2, 2, -3, 3]
        let tones = Set(pillars.map { $0 % 7 })
        let distance = distances.first { tones.contains(((degree + $0) % 7 + 7) % 7) }
        return degree + (distance ?? 0)
    }
}

extension Chord {
    /// Keys in close position within about an octave of `center`, moving least from `previous`.
    ///
    /// Voice leading by nearest neighbours: each inversion is tried at each octave.
    func voicing(in key: Key, around center: Int, after previous: [Int]?) -> [Int] {
        let target = previous ?? degrees.indices.map { center - 4 + 4 * $0 }
        let sorted = degrees.map { $0 % 7 }.sorted()
        var best: [Int] = []
        var bestMovement = Int.max
        for inversion in sorted.indices {
            let rotated = sorted[inversion...] + sorted[..<inversion].map { $0 + 7 }
            for octave in -3...3 {
                let keys = rotated.map { key.pitch(of: $0 + 7 * octave, in: scale) }
                let movement = Chord.movement(from: target, to: keys, around: center)
                if movement < bestMovement {
                    best = keys
                    bestMovement = movement
                }
            }
        }
        return best
    }

    private static func movement(from target: [Int], to keys: [Int], around center: Int) -> Int {
        let moved = keys.reduce(0) { sum, key in
            sum + (target.map { abs($0 - key) }.min() ?? 0)
        }
        let mean = keys.reduce(0, +) / max(1, keys.count)
        return 3 * moved + 2 * abs(mean - center)
    }
}
