/// How a mood is set to music.
struct MoodStyle {
    /// How busy the melody is.
    enum Motion {
        case lively, flowing, sparse
    }

    /// What the accompaniment plays through a bar.
    enum Figure {
        /// Guitar strokes, down and up.
        case strum

        /// Short chords between the beats.
        case offbeat

        /// Chord tones up and down in eighths.
        case arpeggio

        /// Low, high, middle, high.
        case broken

        /// One repeated low pattern that drives.
        case ostinato

        /// Chords of half a bar.
        case block
    }

    enum BassLine {
        case rootAndFifth, sustained, pulse
    }

    enum Percussion {
        case none, shaker, lightKit, woodblocks, taiko, heartbeat
    }

    /// What leads to the final chord.
    enum Cadence {
        /// Subdominant, dominant, tonic.
        case authentic

        /// Subdominant, tonic: softer.
        case plagal

        /// The flat seventh below, tonic: folk and film.
        case subtonic
    }

    /// An ensemble that plays well together.
    struct Ensemble {
        var melody: Instrument

        /// Doubles the melody where the piece is fullest.
        var descant: Instrument?
        var figure: Figure
        var harmony: Instrument
        var pad: Instrument?
        var bass: Instrument
    }

    var scale: Scale
    var meters: [Int] = [4]

    /// Pitch classes that suit the instruments: 0 is C.
    var tonics: [Int]

    /// Roots of four bars each; pieces begin with the one that chance picks.
    var progressions: [[Int]]

    /// Roots of the contrasting phrase.
    var contrasts: [[Int]]
    var color: Chord.Color = .triad
    var cadence: Cadence = .authentic
    var motion: Motion
    var bassLine: BassLine
    var percussion: Percussion = .none
    var ensembles: [Ensemble]

    /// How far the last bar slows down, in proportion.
    var ritardando = 0.25

    /// Later offbeat eighths, as a share of an eighth.
    var swing = 0.0
}

extension MusicalMood {
    var style: MoodStyle {
        switch self {
        case .cheerful: .cheerful
        case .playful: .playful
        case .dreamy: .dreamy
        case .calm: .calm
        case .warm: .warm
        case .romantic: .romantic
        case .melancholy: .melancholy
        case .tense: .tense
        case .epic: .epic
        case .mysterious: .mysterious
        case .neutral: .neutral
        }
    }
}
