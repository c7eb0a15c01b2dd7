/// Why a film has no sound.
public enum SoundtrackError: Error, Equatable, Sendable {
    /// No soundfont in any of the folders, nor at the path that was asked for.
    case noSoundfont(searched: [String])

    /// There is a file at `path`, but the synthesizer cannot read it as a soundfont.
    case unreadableSoundfont(path: String)

    /// The film is empty, endless or longer than `limit`.
    case lengthOutOfRange(seconds: Double, limit: Double)

    /// FluidSynth answered `operation` with a failure code.
    case synthesizerFailed(during: SynthesizerOperation)

    /// The caller's progress closure answered false.
    case cancelled

    /// What FluidSynth was asked for when it failed.
    public enum SynthesizerOperation: String, Sendable {
        case creation, configuration, rendering
    }
}

extension SoundtrackError: CustomStringConvertible {
    /// For people: what happened, the value, the limit, the remedy.
    public var description: String {
        switch self {
        case .noSoundfont(let searched):
            """
            no soundfont found; searched \(searched.joined(separator: ", ")); \
            install the Debian package \(SoundfontLocation.debianPackage) or name a .sf2 file
            """
        case .unreadableSoundfont(let path):
            """
            \(path) is not a soundfont that FluidSynth can read; \
            install the Debian package \(SoundfontLocation.debianPackage) or name another .sf2 file
            """
        case .lengthOutOfRange(let seconds, let limit):
            "a soundtrack of \(seconds) s is out of range; ask for more than 0 and up to \(limit) s"
        case .synthesizerFailed(let operation):
            "FluidSynth failed during \(operation.rawValue); check the soundfont and free memory"
        case .cancelled:
            "the soundtrack was cancelled"
        }
    }
}
