/// Light percussion under a piece, silent in its first bar.
struct PercussionPattern {
    let style: MoodStyle.Percussion
    let form: Form

    /// Keys of the General MIDI drum kit.
    private enum Drum {
        static let kick = 36
        static let sideStick = 37
        static let clap = 39
        static let crash = 49
        static let tambourine = 54
        static let maracas = 70
        static let highWoodblock = 76
        static let lowWoodblock = 77
        static let openTriangle = 81
    }

    var instrument: Instrument {
        switch style {
        case .none, .shaker, .lightKit, .woodblocks: .drumKit
        case .taiko, .heartbeat: .taiko
        }
    }

    var gestures: [Gesture] {
        guard form.barCount > 1 else { return [] }
        let bars = (1..<form.barCount).flatMap { bar in
            hits.filter { $0.offset < Double(form.pulsesPerBar) }.map { hit in
                Gesture(
                    pulse: Double(bar * form.pulsesPerBar) + hit.offset, length: 0.5,
                    pitch: hit.key, weight: hit.weight)
            }
        }
        return bars + ending
    }

    private typealias Hit = (offset: Double, key: Int, weight: Double)

    private var hits: [Hit] {
        let eighths = Array(stride(from: 0, to: Double(form.pulsesPerBar), by: 0.5))
        func shaker(_ weight: Double) -> [Hit] {
            eighths.map {
                ($0, Drum.maracas, $0.rounded() == $0 ? weight * 0.7 : weight)
            }
        }
        switch style {
        case .none: return []
        case .shaker: return shaker(0.36)
        case .lightKit:
            return shaker(0.5) + [
                (0, Drum.kick, 0.62), (1, Drum.clap, 0.42), (2, Drum.kick, 0.55),
                (3, Drum.clap, 0.46), (3, Drum.tambourine, 0.4),
            ]
        case .woodblocks:
            return [
                (0, Drum.lowWoodblock, 0.5), (1, Drum.highWoodblock, 0.42),
                (1.5, Drum.highWoodblock, 0.34), (2, Drum.lowWoodblock, 0.46),
                (3, Drum.highWoodblock, 0.44), (3.5, Drum.sideStick, 0.3),
            ]
        case .taiko:
            return [
                (0, 38, 0.95), (1.5, 41, 0.6), (2, 38, 0.75), (3, 41, 0.66), (3.5, 43, 0.6),
            ]
        case .heartbeat: return [(0, 36, 0.8), (0.5, 36, 0.56)]
        }
    }

    private var ending: [Gesture] {
        let key: Int? =
            switch style {
            case .none: nil
            case .shaker, .woodblocks: Drum.openTriangle
            case .lightKit: Drum.crash
            case .taiko, .heartbeat: 36
            }
        return key.map {
            [Gesture(pulse: form.pulseCount, length: 2, pitch: $0, weight: 0.5)]
        } ?? []
    }
}
