/// What an accompanist does with a chord.
extension MoodStyle {
    /// Gestures for one chord, `keys` rising.
    func figure(_ figure: Figure, over span: Arrangement.Span, keys: [Int]) -> [Gesture] {
        guard let length = span.length, let low = keys.first, let high = keys.last else {
            return []
        }
        switch figure {
        case .strum:
            return strum(from: span.pulse, length: length, keys: [low - 12] + keys)
        case .offbeat:
            return stride(from: 0.5, to: length, by: 1).flatMap { offset in
                keys.map {
                    Gesture(pulse: span.pulse + offset, length: 0.5, pitch: $0, weight: 0.62)
                }
            }
        case .arpeggio:
            let ladder = [low - 12] + keys + [low + 12]
            let climb = ladder + ladder.dropFirst().dropLast().reversed()
            return run(through: climb, from: span.pulse, length: length, step: 0.5, ring: 2)
        case .broken:
            let middle = keys[keys.count / 2]
            return run(
                through: [low, high, middle, high], from: span.pulse, length: length, step: 0.5,
                ring: 1)
        case .ostinato:
            return run(
                through: [low, low, high, low, keys[keys.count / 2], low, high, low],
                from: span.pulse, length: length, step: 0.5, ring: 0.45)
        case .block:
            return stride(from: 0, to: length, by: 2).flatMap { offset in
                keys.enumerated().map { index, pitch in
                    Gesture(
                        pulse: span.pulse + offset, length: min(2, length - offset),
                        pitch: pitch, weight: offset == 0 ? 0.66 : 0.52,
                        lag: Double(index) * 0.012)
                }
            }
        }
    }

    private func run(
        through ladder: [Int], from pulse: Double, length: Double, step: Double, ring: Double
    ) -> [Gesture] {
        stride(from: 0, to: length, by: step).enumerated().map { index, offset in
            Gesture(
                pulse: pulse + offset, length: max(step * 0.9, min(ring, length - offset)),
                pitch: ladder[index % ladder.count],
                weight: index == 0 ? 0.78 : index.isMultiple(of: 2) ? 0.64 : 0.56)
        }
    }

    /// Down on the beats, up between them, the first upstroke left out.
    private func strum(from pulse: Double, length: Double, keys: [Int]) -> [Gesture] {
        let strokes: [(offset: Double, isDown: Bool, weight: Double)] = [
            (0, true, 0.8), (1, true, 0.62), (1.5, false, 0.5), (2, true, 0.7),
            (2.5, false, 0.5), (3, true, 0.62), (3.5, false, 0.5),
        ]
        return strokes.filter { $0.offset < length }.flatMap { stroke in
            let strings = stroke.isDown ? keys : Array(keys.reversed().dropLast())
            return strings.enumerated().map { index, pitch in
                Gesture(
                    pulse: pulse + stroke.offset, length: 0.55, pitch: pitch,
                    weight: stroke.weight, lag: Double(index) * 0.013)
            }
        }
    }
}
