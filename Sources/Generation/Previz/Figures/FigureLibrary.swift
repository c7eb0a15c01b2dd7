import Picture

/// All figures by name.
public struct FigureLibrary: Sendable {
    private var figures: [String: Figure] = [:]

    /// The names, in order.
    public var names: [String] { figures.keys.sorted() }

    /// Reads every figure of `files`; a file holds one or several, each from its `figure` line on.
    ///
    /// A figure of a later file takes the place of an earlier one of the same name; `like` may name
    /// any figure of any file.
    public init(_ files: [FigureFile]) throws(FigureError) {
        var drafts: [String: [FigureStatement]] = [:]
        for file in files {
            var name: String?
            for statement in try file.statements() {
                if statement.keyword == "figure" {
                    guard let word = statement.subject.first else {
                        throw statement.error(.noName)
                    }
                    name = word
                    drafts[word] = [statement]
                } else {
                    guard let name else { throw statement.error(.noName) }
                    drafts[name, default: []].append(statement)
                }
            }
        }
        for name in drafts.keys.sorted() {
            figures[name] = try FigureLibrary.figure(name, in: drafts, underWay: [])
        }
    }

    /// The figures that come with the program.
    public static let embedded: FigureLibrary = {
        do {
            return try FigureLibrary(FigureFile.embedded)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    func figure(named name: String) -> Figure? { figures[name] }

    private static func figure(
        _ name: String, in drafts: [String: [FigureStatement]], underWay: Set<String>
    ) throws(FigureError) -> Figure {
        let statements = drafts[name] ?? []
        var base: Figure?
        if let like = statements.first(where: { $0.keyword == "like" }) {
            guard let other = like.subject.first, drafts[other] != nil else {
                throw like.error(.unknownFigure(like.subject.first ?? ""))
            }
            guard other != name, !underWay.contains(other) else {
                throw like.error(.likeItself(name))
            }
            base = try figure(other, in: drafts, underWay: underWay.union([name]))
        }
        var reading = FigureReading(name: name, like: base)
        for statement in statements where !["figure", "like"].contains(statement.keyword) {
            try reading.read(statement)
        }
        if reading.figure.solids.isEmpty, reading.figure.breed == nil, let first = statements.first
        {
            throw first.error(.nothingToSee)
        }
        return reading.figure
    }
}

extension FigureFile {
    /// The files of `Puppets/`.
    public static var embedded: [FigureFile] {
        [
            FigureFile(name: "upright.txt", bytes: PackageResources.upright_txt),
            FigureFile(name: "hoofed.txt", bytes: PackageResources.hoofed_txt),
            FigureFile(name: "beasts.txt", bytes: PackageResources.beasts_txt),
            FigureFile(name: "fantasy.txt", bytes: PackageResources.fantasy_txt),
            FigureFile(name: "vehicles.txt", bytes: PackageResources.vehicles_txt),
            FigureFile(name: "things.txt", bytes: PackageResources.things_txt),
            FigureFile(name: "birds.txt", bytes: PackageResources.birds_txt),
            FigureFile(name: "sea.txt", bytes: PackageResources.sea_txt),
            FigureFile(name: "small.txt", bytes: PackageResources.small_txt),
        ]
    }
}
