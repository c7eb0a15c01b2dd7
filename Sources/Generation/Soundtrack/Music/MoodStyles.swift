/// Bright moods; roots count from 0, so 0, 4, 5, 3 is the familiar I V vi IV.
extension MoodStyle {
    static let cheerful = MoodStyle(
        scale: .major, tonics: [0, 2, 7, 9],
        progressions: [[0, 4, 5, 3], [0, 3, 0, 4], [0, 5, 3, 4]],
        contrasts: [[3, 4, 2, 5], [5, 3, 0, 4]],
        motion: .lively, bassLine: .rootAndFifth, percussion: .lightKit,
        ensembles: [
            Ensemble(
                melody: .whistle, descant: .glockenspiel, figure: .strum, harmony: .guitar,
                pad: nil, bass: .uprightBass),
            Ensemble(
                melody: .flute, descant: .glockenspiel, figure: .strum, harmony: .guitar,
                pad: nil, bass: .uprightBass),
            Ensemble(
                melody: .marimba, descant: .flute, figure: .offbeat, harmony: .pizzicato,
                pad: nil, bass: .uprightBass),
        ],
        ritardando: 0.12)

    static let playful = MoodStyle(
        scale: .major, tonics: [0, 5, 7],
        progressions: [[0, 3, 4, 0], [0, 5, 1, 4], [0, 0, 3, 4]],
        contrasts: [[3, 0, 1, 4], [5, 2, 3, 4]],
        motion: .lively, bassLine: .rootAndFifth, percussion: .woodblocks,
        ensembles: [
            Ensemble(
                melody: .clarinet, descant: .xylophone, figure: .offbeat, harmony: .pizzicato,
                pad: nil, bass: .pizzicato.at(center: 43)),
            Ensemble(
                melody: .marimba, descant: .whistle, figure: .offbeat, harmony: .pizzicato,
                pad: nil, bass: .uprightBass),
        ],
        ritardando: 0.1, swing: 0.24)

    static let dreamy = MoodStyle(
        scale: .major, meters: [4, 3], tonics: [2, 4, 9],
        progressions: [[0, 2, 3, 0], [0, 5, 3, 4], [3, 0, 5, 4]],
        contrasts: [[5, 3, 0, 4], [1, 4, 2, 5]],
        color: .addedNinth, cadence: .plagal, motion: .flowing, bassLine: .sustained,
        ensembles: [
            Ensemble(
                melody: .musicBox, descant: .flute, figure: .arpeggio, harmony: .harp,
                pad: .slowStrings, bass: .cello.at(center: 45)),
            Ensemble(
                melody: .celesta, descant: .flute, figure: .arpeggio, harmony: .harp,
                pad: .warmPad, bass: .contrabass),
            Ensemble(
                melody: .flute, descant: .celesta, figure: .arpeggio, harmony: .harp,
                pad: .slowStrings, bass: .cello.at(center: 45)),
        ])

    static let calm = MoodStyle(
        scale: .major, tonics: [0, 5, 7],
        progressions: [[0, 3, 0, 4], [0, 5, 3, 0], [3, 0, 1, 4]],
        contrasts: [[5, 2, 3, 0], [1, 3, 0, 4]],
        color: .addedNinth, cadence: .plagal, motion: .sparse, bassLine: .sustained,
        ensembles: [
            Ensemble(
                melody: .piano, descant: nil, figure: .broken,
                harmony: .piano.at(center: 57), pad: .slowStrings,
                bass: .cello.at(center: 43)),
            Ensemble(
                melody: .flute, descant: nil, figure: .arpeggio, harmony: .harp,
                pad: .warmPad, bass: .cello.at(center: 43)),
        ],
        ritardando: 0.35)

    static let warm = MoodStyle(
        scale: .major, meters: [4, 4, 3], tonics: [0, 2, 5, 7],
        progressions: [[0, 5, 3, 4], [0, 2, 3, 4], [0, 4, 5, 3]],
        contrasts: [[3, 4, 2, 5], [5, 3, 0, 4]],
        motion: .flowing, bassLine: .sustained, percussion: .shaker,
        ensembles: [
            Ensemble(
                melody: .clarinet, descant: .flute, figure: .arpeggio, harmony: .guitar,
                pad: .strings, bass: .uprightBass),
            Ensemble(
                melody: .piano, descant: .flute, figure: .arpeggio, harmony: .guitar,
                pad: .strings, bass: .uprightBass),
            Ensemble(
                melody: .flute, descant: .celesta, figure: .broken,
                harmony: .piano.at(center: 60), pad: .slowStrings,
                bass: .cello.at(center: 45)),
        ])

    static let romantic = MoodStyle(
        scale: .major, meters: [3, 4], tonics: [2, 5, 7, 10],
        progressions: [[0, 5, 1, 4], [0, 2, 3, 4], [5, 3, 0, 4]],
        contrasts: [[3, 2, 1, 4], [5, 1, 4, 0]],
        color: .seventh, motion: .flowing, bassLine: .sustained,
        ensembles: [
            Ensemble(
                melody: .violin, descant: .flute, figure: .broken,
                harmony: .piano.at(center: 60), pad: .slowStrings,
                bass: .cello.at(center: 45)),
            Ensemble(
                melody: .piano, descant: .violin, figure: .broken,
                harmony: .piano.at(center: 57), pad: .strings,
                bass: .cello.at(center: 45)),
        ],
        ritardando: 0.35)

    static let neutral = MoodStyle(
        scale: .major, tonics: [0, 2, 7],
        progressions: [[0, 5, 3, 4], [0, 3, 5, 4]],
        contrasts: [[3, 4, 5, 2], [5, 3, 0, 4]],
        motion: .flowing, bassLine: .rootAndFifth, percussion: .shaker,
        ensembles: [
            Ensemble(
                melody: .piano, descant: .strings.at(center: 74), figure: .broken,
                harmony: .electricPiano, pad: .warmPad, bass: .uprightBass)
        ])
}

/// Dark moods.
extension MoodStyle {
    static let melancholy = MoodStyle(
        scale: .minor, meters: [4, 4, 3], tonics: [2, 4, 9, 11],
        progressions: [[0, 5, 2, 6], [0, 3, 5, 4], [0, 6, 5, 4]],
        contrasts: [[5, 6, 2, 0], [3, 0, 5, 4]],
        motion: .sparse, bassLine: .sustained,
        ensembles: [
            Ensemble(
                melody: .piano, descant: .cello.at(center: 62), figure: .broken,
                harmony: .piano.at(center: 57), pad: .slowStrings,
                bass: .cello.at(center: 43)),
            Ensemble(
                melody: .cello.at(center: 64), descant: .violin, figure: .broken,
                harmony: .piano.at(center: 62), pad: .slowStrings, bass: .contrabass),
            Ensemble(
                melody: .vibraphone, descant: nil, figure: .block, harmony: .electricPiano,
                pad: .warmPad, bass: .uprightBass),
        ],
        ritardando: 0.4)

    static let tense = MoodStyle(
        scale: .phrygian, tonics: [0, 2, 4],
        progressions: [[0, 0, 1, 0], [0, 5, 1, 0], [0, 3, 1, 4]],
        contrasts: [[3, 1, 5, 4], [5, 3, 1, 4]],
        motion: .sparse, bassLine: .pulse, percussion: .heartbeat,
        ensembles: [
            Ensemble(
                melody: .strings.at(center: 69), descant: .tremolo.at(center: 81),
                figure: .ostinato, harmony: .strings.at(center: 52), pad: .tremolo,
                bass: .contrabass)
        ],
        ritardando: 0)

    static let epic = MoodStyle(
        scale: .minor, tonics: [0, 2, 4],
        progressions: [[0, 5, 2, 6], [0, 6, 5, 6], [0, 2, 6, 3]],
        contrasts: [[5, 6, 0, 4], [3, 5, 6, 4]],
        cadence: .subtonic, motion: .flowing, bassLine: .pulse, percussion: .taiko,
        ensembles: [
            Ensemble(
                melody: .horn, descant: .strings.at(center: 74), figure: .ostinato,
                harmony: .strings.at(center: 55), pad: .choir, bass: .contrabass),
            Ensemble(
                melody: .strings.at(center: 71), descant: .brass, figure: .ostinato,
                harmony: .strings.at(center: 53), pad: .choir, bass: .contrabass),
        ],
        ritardando: 0.1)

    static let mysterious = MoodStyle(
        scale: .dorian, tonics: [1, 2, 4, 9],
        progressions: [[0, 3, 0, 6], [0, 2, 3, 0], [0, 6, 3, 4]],
        contrasts: [[2, 6, 3, 0], [5, 3, 2, 4]],
        color: .suspendedSecond, cadence: .plagal, motion: .sparse, bassLine: .sustained,
        ensembles: [
            Ensemble(
                melody: .vibraphone, descant: .clarinet, figure: .block, harmony: .electricPiano,
                pad: .warmPad, bass: .uprightBass),
            Ensemble(
                melody: .celesta, descant: nil, figure: .arpeggio, harmony: .harp, pad: .choir,
                bass: .contrabass),
            Ensemble(
                melody: .kalimba, descant: .clarinet, figure: .arpeggio, harmony: .harp,
                pad: .slowStrings, bass: .contrabass),
        ])
}
