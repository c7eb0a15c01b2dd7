import FarmModel

/// What a setting is to the ear.
struct Surroundings: Equatable {
    enum Place {
        case sea, shore, stream, meadow, woods, street, room, underwater, elsewhere
    }

    var place: Place

    /// Rain falls.
    var isWet: Bool
    var isStorm: Bool
    var isNight: Bool

    /// 0...3, as ``Setting/wind``.
    var wind: Double

    /// Someone holds an umbrella: rain patters on it.
    var hasUmbrella: Bool

    init(of shot: Shot) {
        let setting = shot.setting
        place = Surroundings.place(named: setting.place)
        isWet = setting.weather == .rain || setting.weather == .storm
        isStorm = setting.weather == .storm
        isNight = setting.time == .night
        wind = setting.wind.isFinite ? setting.wind.clamped(to: 0...3) : 1
        hasUmbrella = shot.subjects.contains { subject in
            subject.props.contains { $0.name == "umbrella" }
        }
    }

    var isOutdoors: Bool { place != .room && place != .underwater }

    /// Birds are out: by day, in the dry.
    var suitsBirds: Bool { isOutdoors && !isNight && !isWet && place != .sea }

    private static func place(named name: String) -> Place {
        let words = name.lowercased().split { !$0.isLetter }.map(String.init)
        return words.lazy.compactMap { word in
            vocabulary.first { $0.words.contains(word) }?.place
        }.first ?? .elsewhere
    }

    private static let vocabulary: [(place: Place, words: [String])] = [
        (.underwater, ["underwater", "seabed", "reef", "aquarium"]),
        (.sea, ["surf", "sea", "ocean", "wave", "waves", "ship", "boat"]),
        (.shore, ["beach", "shore", "coast", "seaside", "island", "harbor", "harbour"]),
        (.stream, ["river", "stream", "waterfall", "brook", "creek"]),
        (
            .meadow,
            [
                "meadow", "field", "grass", "grassland", "park", "garden", "farm", "hill",
                "countryside", "lawn", "lake", "prairie",
            ]
        ),
        (.woods, ["forest", "woods", "jungle", "wood", "trees", "bamboo"]),
        (
            .street,
            [
                "street", "city", "neon", "town", "road", "alley", "downtown", "highway",
                "market", "bridge", "rooftop", "square",
            ]
        ),
        (
            .room,
            [
                "room", "house", "kitchen", "bedroom", "studio", "indoors", "interior", "stage",
                "office", "classroom", "shop", "cafe", "restaurant", "library", "home", "hall",
            ]
        ),
    ]
}
