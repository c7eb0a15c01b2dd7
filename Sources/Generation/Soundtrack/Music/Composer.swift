package import FarmModel

/// Writes music for a film: a piece that fits its mood and ends with it.
///
/// Everything chance decides comes from the seed, so equal plans give equal scores.
package struct Composer {
    private let mood: MusicalMood
    private let tempo: Int
    private let seconds: Double
    private let seed: UInt64

    package init(plan: SoundPlan.Music, seconds: Double, seed: UInt64) {
        mood = MusicalMood(named: plan.mood)
        tempo = plan.tempo
        self.seconds = seconds
        self.seed = seed
    }

    package var score: Score {
        let style = mood.style
        var arranging = SplitMix64(seed: seed, for: .arrangement)
        let ensemble = arranging.pick(style.ensembles)
        let form = Form(
            seconds: seconds, tempo: tempo, pulsesPerBar: arranging.pick(style.meters),
            ritardando: style.ritardando)
        let harmony = Harmonization(style: style, form: form, seed: seed)
        let key = harmony.key
        var melody = Melody(
            form: form, motion: style.motion, chords: harmony.chords,
            approach: harmony.approach, center: key.degree(nearest: ensemble.melody.center),
            chance: SplitMix64(seed: seed, for: .melody))
        let arrangement = Arrangement(
            form: form, harmony: harmony, style: style, ensemble: ensemble,
            melody: melody.tones())
        let performance = Performance(form: form, swing: style.swing, end: seconds)
        let parts = arrangement.parts.enumerated().map { index, part in
            Part(
                role: part.role, instrument: part.instrument,
                notes: performance.notes(
                    of: part, chance: SplitMix64(seed: seed, for: .performance, index: index)))
        }
        return Score(
            mood: mood, key: key, beatsPerBar: form.pulsesPerBar,
            beatsPerMinute: form.beatsPerMinute, chords: harmony.chords, cadence: form.cadence,
            parts: parts.filter { !$0.notes.isEmpty })
    }
}

/// The key and the chord of every bar.
struct Harmonization {
    let key: Key

    /// One for each bar, then the final chord.
    let chords: [Chord]

    /// The last bar's second half: what leads to the final chord.
    let approach: Chord

    init(style: MoodStyle, form: Form, seed: UInt64) {
        var chance = SplitMix64(seed: seed, for: .harmony)
        let pitchClass = chance.pick(style.tonics)
        key = Key(tonic: pitchClass > 6 ? 48 + pitchClass : 60 + pitchClass, scale: style.scale)
        let home = chance.pick(style.progressions)
        let contrast = chance.pick(style.contrasts)
        func chord(_ root: Int) -> Chord {
            // A minor key borrows the leading tone for its dominant; the Dorian mode does without.
            let borrows = root == 4 && style.scale.isMinor && style.scale != .dorian
            return Chord(
                root: root, color: style.color, scale: borrows ? .harmonicMinor : style.scale)
        }
        var roots = Array(repeating: 0, count: form.introduction)
        for (index, phrase) in form.phrases.enumerated() {
            let progression = index % 4 == 2 ? contrast : home
            roots += phrase.indices.map { progression[($0 - phrase.lowerBound) % 4] }
        }
        let lead: (first: Int, second: Int) =
            switch style.cadence {
            case .authentic: (chance.pick([3, 1]), 4)
            case .plagal: (chance.pick([5, 1]), 3)
            case .subtonic: (5, 6)
            }
        if let last = roots.indices.last, last > 0 {
            roots[last] = lead.first
        }
        approach = chord(lead.second)
        chords = (roots + [0]).map(chord)
    }
}
