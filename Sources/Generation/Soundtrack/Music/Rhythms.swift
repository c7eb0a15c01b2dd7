/// Rhythms a motif may have: lengths in pulses, rests negative.
enum Rhythms {
    /// Bars that move.
    static func motifs(_ motion: MoodStyle.Motion, pulsesPerBar: Int) -> [[Double]] {
        switch (motion, pulsesPerBar) {
        case (.lively, 3):
            [[1, 0.5, 0.5, 1], [1.5, 0.5, 1], [0.5, 0.5, 1, 1], [1, 1, 0.5, 0.5]]
        case (.flowing, 3): [[1.5, 0.5, 1], [2, 1], [1, 1, 1], [2, 0.5, 0.5]]
        case (.sparse, 3): [[2, 1], [1, 2], [-1, 1, 1]]
        case (.lively, _):
            [
                [1, 0.5, 0.5, 1, 1], [0.5, 0.5, 1, 0.5, 0.5, 1], [1.5, 0.5, 1, 1],
                [0.5, 0.5, 0.5, 0.5, 1, 1], [1.5, 1.5, 1], [-0.5, 0.5, 0.5, 0.5, 1, 1],
            ]
        case (.flowing, _):
            [[2, 1, 1], [1.5, 0.5, 2], [1, 1, 2], [1, 0.5, 0.5, 2], [1.5, 0.5, 1, 1]]
        case (.sparse, _): [[3, 1], [2, 2], [2, 1, 1], [-1, 1, 2]]
        }
    }

    /// Bars in which a phrase rests.
    static func endings(_ motion: MoodStyle.Motion, pulsesPerBar: Int) -> [[Double]] {
        switch (motion, pulsesPerBar) {
        case (.lively, 3), (.flowing, 3): [[2, -1], [3]]
        case (.sparse, 3): [[3]]
        case (.lively, _): [[1, 1, 2], [1.5, 0.5, 2], [3, -1]]
        case (.flowing, _): [[3, -1], [1, 3], [4]]
        case (.sparse, _): [[4], [3, -1]]
        }
    }
}
