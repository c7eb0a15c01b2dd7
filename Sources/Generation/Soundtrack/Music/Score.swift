/// A note as the synthesizer plays it.
package struct Note: Equatable, Sendable {
    /// Seconds from the film's start.
    package var start: Double

    /// Seconds the key is held.
    package var duration: Double

    /// MIDI key, or the drum's number in a percussion part.
    package var pitch: Int

    /// 1...127.
    package var velocity: Int
}

/// One player: an instrument and its notes.
package struct Part: Equatable, Sendable {
    /// What the player does for the piece.
    package enum Role: String, Sendable {
        case melody, descant, harmony, pad, bass, percussion

        /// Loudness relative to the melody's, in decibels.
        var level: Double {
            switch self {
            case .melody: 0
            case .descant: -6
            case .harmony: -5
            case .pad: -9
            case .bass: -7
            case .percussion: -13
            }
        }
    }

    package var role: Role
    package var instrument: Instrument
    package var notes: [Note]
}

/// A composed piece of film music.
package struct Score: Equatable, Sendable {
    package var mood: MusicalMood
    package var key: Key
    package var beatsPerBar: Int

    /// Felt beats, after the tempo was fitted to the film's length.
    package var beatsPerMinute: Double

    /// One for each bar, then the chord that ends the piece.
    package var chords: [Chord]

    /// Seconds from the film's start to the final chord, which rings to the end.
    package var cadence: Double
    package var parts: [Part]
}
