/// A sound of the soundfont and how it sits in the mix.
package struct Instrument: Hashable, Sendable {
    /// General MIDI program, from 0; the drum kit's own when ``isDrumKit``.
    package var program: Int
    package var isDrumKit = false

    /// MIDI key its lines lie around.
    package var center: Int

    /// Decibels above or below what the part's role asks for.
    var level = 0.0

    /// From 0, left, over 64, the middle, to 127, right.
    var place = 64

    /// 0...127.
    var reverb = 50

    /// How long a key is held in proportion to the written length.
    var articulation = 0.95

    func at(center: Int) -> Instrument {
        var instrument = self
        instrument.center = center
        return instrument
    }
}

/// Chosen for how they sound in Debian's soundfonts, not only for their names.
extension Instrument {
    static let piano = Instrument(program: 0, center: 72, place: 60)
    static let electricPiano = Instrument(program: 4, center: 64, place: 56)
    static let celesta = Instrument(program: 8, center: 81, place: 74, reverb: 70)
    static let glockenspiel = Instrument(program: 9, center: 86, level: -3, place: 80, reverb: 60)
    static let musicBox = Instrument(program: 10, center: 81, place: 70, reverb: 70)
    static let vibraphone = Instrument(program: 11, center: 74, place: 72, reverb: 64)
    static let marimba = Instrument(program: 12, center: 72, place: 54)
    static let xylophone = Instrument(program: 13, center: 76, level: -2, place: 76)
    static let guitar = Instrument(program: 24, center: 62, place: 44, reverb: 36)
    static let uprightBass = Instrument(program: 32, center: 38, reverb: 18)
    static let violin = Instrument(program: 40, center: 76, place: 54, reverb: 70)
    static let cello = Instrument(program: 42, center: 57, place: 74, reverb: 64)
    static let contrabass = Instrument(program: 43, center: 38, place: 70, reverb: 40)
    static let tremolo = Instrument(program: 44, center: 62, place: 50, reverb: 60)
    static let pizzicato = Instrument(
        program: 45, center: 64, level: 1, place: 52, reverb: 50, articulation: 0.5)
    static let harp = Instrument(
        program: 46, center: 65, place: 46, reverb: 64, articulation: 1.6)
    static let timpani = Instrument(program: 47, center: 41, place: 60, reverb: 60)
    static let strings = Instrument(program: 48, center: 62, place: 60, reverb: 70)
    static let slowStrings = Instrument(program: 49, center: 62, place: 58, reverb: 76)
    static let choir = Instrument(program: 52, center: 64, place: 64, reverb: 84)
    static let horn = Instrument(program: 60, center: 62, place: 50, reverb: 76)
    static let brass = Instrument(program: 61, center: 67, place: 70, reverb: 60)
    static let oboe = Instrument(program: 68, center: 74, place: 58, reverb: 64)
    static let clarinet = Instrument(program: 71, center: 70, place: 58, reverb: 58)
    static let flute = Instrument(program: 73, center: 79, place: 60, reverb: 60)
    static let whistle = Instrument(program: 78, center: 81, level: -1, place: 60, reverb: 50)
    static let warmPad = Instrument(program: 89, center: 60, place: 64, reverb: 60)
    static let kalimba = Instrument(program: 108, center: 74, place: 70, reverb: 60)
    static let taiko = Instrument(program: 116, center: 41, level: 7, place: 64, reverb: 60)
    static let drumKit = Instrument(program: 0, isDrumKit: true, center: 0, reverb: 34)
}
