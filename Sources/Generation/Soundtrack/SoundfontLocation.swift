import FoundationEssentials

/// Where the instruments are: the path of a General MIDI soundfont.
public struct SoundfontLocation: Hashable, Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// The package that fills the first folder searched on Debian and Ubuntu.
    public static let debianPackage = "fluid-soundfont-gm (or timgm6mb-soundfont, smaller)"

    /// Where distributions install soundfonts.
    public static let usualFolders = [
        "/usr/share/sounds/sf2", "/usr/share/soundfonts", "/usr/share/sounds/sf3",
    ]

    /// The file named by `preferred`, or else the best soundfont in `folders`.
    ///
    /// A preferred file that does not exist is an error, never quietly replaced by another.
    public static func search(
        preferring preferred: String? = nil, in folders: [String] = usualFolders
    ) throws(SoundtrackError) -> SoundfontLocation {
        if let preferred {
            guard FileManager.default.isReadableFile(atPath: preferred) else {
                throw .noSoundfont(searched: [preferred])
            }
            return SoundfontLocation(path: preferred)
        }
        let found = folders.flatMap(soundfonts(in:))
        guard let best = found.min(by: { rank(of: $0) < rank(of: $1) }) else {
            throw .noSoundfont(searched: folders)
        }
        return SoundfontLocation(path: best)
    }

    private static func soundfonts(in folder: String) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".sf2") || $0.hasSuffix(".sf3") }
                .map { "\(folder)/\($0)" }
                .filter(FileManager.default.isReadableFile(atPath:))
        } catch {
            return []  // A folder that is absent holds no soundfonts.
        }
    }

    /// Fuller instruments first; files of equal standing in the order of their names.
    private static func rank(of path: String) -> (Int, String) {
        let standing = ["/FluidR3_GM.", "/default-GM.", "/TimGM6mb."]
        let position = standing.firstIndex { path.contains($0) }
        return (position ?? standing.count, path)
    }
}
