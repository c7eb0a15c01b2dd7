/// Spreads melody and harmony over the players.
struct Arrangement {
    let form: Form
    let harmony: Harmonization
    let style: MoodStyle
    let ensemble: MoodStyle.Ensemble
    let melody: [Melody.Tone]

    /// A stretch of one chord.
    struct Span {
        var pulse: Double

        /// In pulses; nil for the final chord.
        var length: Double?
        var chord: Chord

        var isFinal: Bool { length == nil }
    }

    var parts: [WrittenPart] {
        var parts = [
            WrittenPart(role: .melody, instrument: ensemble.melody, gestures: melodyGestures),
            WrittenPart(role: .harmony, instrument: ensemble.harmony, gestures: harmonyGestures),
            WrittenPart(role: .bass, instrument: ensemble.bass, gestures: bassGestures),
        ]
        if let descant = ensemble.descant {
            parts.append(
                WrittenPart(
                    role: .descant, instrument: descant, gestures: descantGestures(for: descant)))
        }
        if let pad = ensemble.pad {
            parts.append(
                WrittenPart(role: .pad, instrument: pad, gestures: padGestures(for: pad)))
        }
        let percussion = PercussionPattern(style: style.percussion, form: form)
        parts.append(
            WrittenPart(
                role: .percussion, instrument: percussion.instrument,
                gestures: percussion.gestures))
        return parts
    }

    var spans: [Span] {
        let bar = Double(form.pulsesPerBar)
        var spans = (0..<form.barCount).map {
            Span(pulse: Double($0) * bar, length: bar, chord: harmony.chords[$0])
        }
        if let last = spans.indices.last {
            spans[last].length = Form.approachPulse
            spans.append(
                Span(
                    pulse: spans[last].pulse + Form.approachPulse,
                    length: bar - Form.approachPulse, chord: harmony.approach))
        }
        spans.append(
            Span(pulse: form.pulseCount, length: nil, chord: harmony.chords[form.barCount]))
        return spans
    }

    private var melodyGestures: [Gesture] {
        melody.map { tone in
            let isDownbeat =
                tone.pulse.truncatingRemainder(
                    dividingBy: Double(form.pulsesPerBar)) == 0
            let isFinal = tone.pulse >= form.pulseCount
            return Gesture(
                pulse: tone.pulse, length: isFinal ? nil : tone.length,
                pitch: harmony.key.pitch(of: tone.degree, in: tone.scale),
                weight: isDownbeat ? 0.95 : tone.length >= 1 ? 0.86 : 0.76)
        }
    }

    /// Joins the melody for the second half of the piece, in its own octave.
    private func descantGestures(for instrument: Instrument) -> [Gesture] {
        guard form.barCount >= 4 else { return [] }
        let entrance = Double((form.barCount + form.introduction) / 2 * form.pulsesPerBar)
        return melodyGestures.filter { $0.pulse >= entrance }.map { gesture in
            var doubled = gesture
            let distance = Double(instrument.center - gesture.pitch)
            doubled.pitch += 12 * Int((distance / 12).rounded())
            doubled.weight *= 0.72
            return doubled
        }
    }

    private func padGestures(for instrument: Instrument) -> [Gesture] {
        var previous: [Int]?
        return spans.flatMap { span in
            let keys = span.chord.voicing(
                in: harmony.key, around: instrument.center, after: previous)
            previous = keys
            return keys.map {
                Gesture(pulse: span.pulse, length: span.length, pitch: $0, weight: 0.6)
            }
        }
    }

    private var harmonyGestures: [Gesture] {
        var previous: [Int]?
        return spans.flatMap { span in
            let keys = span.chord.voicing(
                in: harmony.key, around: ensemble.harmony.center, after: previous)
            previous = keys
            return span.isFinal
                ? ending(on: keys, at: span.pulse)
                : style.figure(ensemble.figure, over: span, keys: keys)
        }
    }

    /// The last chord, spread upwards as a harpist or guitarist would.
    private func ending(on keys: [Int], at pulse: Double) -> [Gesture] {
        let spread: Double =
            switch ensemble.figure {
            case .arpeggio, .broken: 0.07
            case .strum: 0.03
            case .block: 0.015
            case .offbeat, .ostinato: 0
            }
        let low = keys.first.map { [$0 - 12] } ?? []
        let top = spread > 0.05 ? keys.first.map { [$0 + 12] } ?? [] : []
        return (low + keys + top).enumerated().map { index, pitch in
            Gesture(
                pulse: pulse, length: nil, pitch: pitch, weight: 0.78,
                lag: Double(index) * spread)
        }
    }

    private var bassGestures: [Gesture] {
        let entrance = Double(form.introduction * form.pulsesPerBar)
        return spans.filter { $0.pulse >= entrance }.flatMap { span -> [Gesture] in
            let root = bassKey(of: span.chord.root, in: span.chord)
            guard let length = span.length else {
                return [Gesture(pulse: span.pulse, length: nil, pitch: root, weight: 0.85)]
            }
            return bassLine(
                from: span.pulse, length: length, root: root,
                fifth: bassKey(of: span.chord.root + 4, in: span.chord))
        }
    }

    private func bassLine(
        from pulse: Double, length: Double, root: Int, fifth: Int
    ) -> [Gesture] {
        switch style.bassLine {
        case .sustained:
            [Gesture(pulse: pulse, length: length, pitch: root, weight: 0.74)]
        case .rootAndFifth:
            stride(from: 0, to: length, by: 2).map { offset in
                Gesture(
                    pulse: pulse + offset, length: min(1.4, length - offset),
                    pitch: offset == 2 ? fifth : root, weight: offset == 0 ? 0.88 : 0.76)
            }
        case .pulse:
            stride(from: 0, to: length, by: 1).map { offset in
                Gesture(
                    pulse: pulse + offset, length: 0.8, pitch: root,
                    weight: offset == 0 ? 0.9 : 0.72)
            }
        }
    }

    /// The chord tone in the octave where the bass plays.
    private func bassKey(of degree: Int, in chord: Chord) -> Int {
        let pitch = harmony.key.pitch(of: degree % 7, in: chord.scale)
        let distance = Double(ensemble.bass.center - pitch)
        return pitch + 12 * Int((distance / 12).rounded())
    }
}
