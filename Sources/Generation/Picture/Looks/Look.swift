/// How a picture is painted once it is drawn: the named styles of storyboards.
public enum Look: String, CaseIterable, Equatable, Sendable {
    /// As drawn.
    case realistic

    /// Flat shades between ink lines.
    case anime

    /// Shallow focus, teal shadows, warm lights, a little grain.
    case cinematic

    /// Crisp and saturated.
    case game

    /// Muted, low in key.
    case drama

    /// Modelling clay on a table: fingerprints, a miniature's focus, twelve poses a second.
    case clay

    /// 水墨: ink and hints of colour on rice paper.
    case inkWash = "ink-wash"
    case watercolor

    /// Large pixels of few colours.
    case pixel
    case cyberpunk

    /// Sheets of coloured paper that cast shadows on each other.
    case paperCut = "paper-cut"

    /// Faded film with scratches.
    case retro
    case blackAndWhite = "black-and-white"

    /// Flat triangles.
    case lowPoly = "low-poly"

    /// Glowing outlines on black.
    case neonLine = "neon-line"

    /// Poses a second, or nil for one a frame: stop motion holds each pose.
    public var posesPerSecond: Int? { self == .clay ? 12 : nil }

    /// Whether the look draws lines where shapes end.
    var drawsLines: Bool {
        switch self {
        case .anime, .inkWash, .watercolor, .neonLine, .lowPoly: true
        case .realistic, .cinematic, .game, .drama, .clay, .pixel, .cyberpunk, .paperCut, .retro,
            .blackAndWhite:
            false
        }
    }
}
