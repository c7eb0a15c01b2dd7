import FarmModel

/// A line that states a motif, answers it, moves it with the harmony and comes home.
struct Melody {
    /// A note before it has a time and a pitch.
    struct Tone {
        var pulse: Double
        var length: Double
        var degree: Int
        var scale: Scale
    }

    /// A bar's worth of tune, as steps above whatever tone the bar starts from.
    private struct Motif {
        var rhythm: [Double]
        var steps: [Int]
    }

    let form: Form
    let motion: MoodStyle.Motion

    /// Of each bar, then of the final chord.
    let chords: [Chord]

    /// The chord of the last bar's second half, which leads home.
    let approach: Chord

    /// Degree the line lies around.
    let center: Int
    var chance: SplitMix64

    /// Rising pulses; the last tone is the final chord's.
    mutating func tones() -> [Tone] {
        let statement = motif()
        let answer = motif()
        let contrast = motif()
        var line: [Tone] = []
        for (index, phrase) in form.phrases.enumerated() {
            let isContrast = index % 4 == 2
            let opening = isContrast ? contrast : statement
            for bar in phrase {
                let position = bar - phrase.lowerBound
                let isEnd = bar == phrase.upperBound - 1 && phrase.count > 1
                let tune = isEnd ? ending() : position.isMultiple(of: 2) ? opening : answer
                // An arch: each phrase climbs towards its third quarter, contrasts from higher up.
                let arch = [0, 1, 3, 1, 0][min(position, 4)] + (isContrast ? 2 : 0)
                line += tones(of: tune, bar: bar, height: center + arch, after: line.last)
            }
        }
        return comingHome(line)
    }

    /// A random walk that prefers steps to leaps and turns back after a leap.
    private mutating func motif() -> Motif {
        let rhythm = chance.pick(Rhythms.motifs(motion, pulsesPerBar: form.pulsesPerBar))
        var steps: [Int] = []
        var current = 0
        var lastMove = 0
        for _ in rhythm {
            steps.append(current)
            let move: Int
            if abs(lastMove) > 1 {
                move = lastMove > 0 ? -1 : 1
            } else {
                move = chance.pick([1, 1, 1, -1, -1, -1, 2, -2, 2, 4])
            }
            current = current + move > 5 || current + move < -4 ? current - move : current + move
            lastMove = move
        }
        return Motif(rhythm: rhythm, steps: steps)
    }

    private mutating func ending() -> Motif {
        let rhythm = chance.pick(Rhythms.endings(motion, pulsesPerBar: form.pulsesPerBar))
        return Motif(rhythm: rhythm, steps: rhythm.indices.map { -$0 })
    }

    private func tones(of motif: Motif, bar: Int, height: Int, after last: Tone?) -> [Tone] {
        let near = last.map { ($0.degree + height + 1) / 2 } ?? height
        let anchor = chord(at: bar, pulse: 0).pillar(nearest: near)
        var tones: [Tone] = []
        var pulse = 0.0
        for (length, step) in zip(motif.rhythm, motif.steps) {
            defer { pulse += abs(length) }
            guard length > 0 else { continue }
            let chord = chord(at: bar, pulse: pulse)
            var degree = anchor + step
            let isStrong = pulse.truncatingRemainder(dividingBy: 2) == 0 || length >= 1.5
            if isStrong { degree = chord.pillar(nearest: degree) }
            while degree > center + 7 { degree -= 7 }
            while degree < center - 6 { degree += 7 }
            let position = Double(bar * form.pulsesPerBar) + pulse
            tones.append(
                Tone(pulse: position, length: length, degree: degree, scale: chord.scale))
        }
        return tones
    }

    private func chord(at bar: Int, pulse: Double) -> Chord {
        let leadsHome = bar == form.barCount - 1 && pulse >= Form.approachPulse
        return leadsHome ? approach : chords[bar]
    }

    /// Ends on the tonic, reached by a step.
    private func comingHome(_ line: [Tone]) -> [Tone] {
        var line = line
        let final = chords[form.barCount]
        let from = line.last?.degree ?? center
        let home = 7 * Int((Double(from) / 7).rounded())
        if let last = line.indices.last, line.count > 1 {
            let bar = Double((form.barCount - 1) * form.pulsesPerBar)
            let under = chord(at: form.barCount - 1, pulse: line[last].pulse - bar)
            let steps = [home - 1, home + 1].sorted { abs($0 - from) < abs($1 - from) }
            line[last].degree = steps.first { under.pillar(nearest: $0) == $0 } ?? home + 1
            line[last].scale = under.scale
        }
        line.append(Tone(pulse: form.pulseCount, length: 0, degree: home, scale: final.scale))
        return line
    }
}
