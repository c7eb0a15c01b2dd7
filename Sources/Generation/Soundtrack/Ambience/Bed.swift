/// A continuous sound that tells where we are.
enum Bed: CaseIterable {
    case waves, wind, rain, street, birds, crickets, thunder, stream, fire, underwater, room

    /// The bed that a word of the storyboard names; nil when no bed is known by it.
    init?(named name: String) {
        let word = name.lowercased()
        guard let bed = Bed.vocabulary.first(where: { $0.words.contains(word) })?.bed else {
            return nil
        }
        self = bed
    }

    private static let vocabulary: [(bed: Bed, words: [String])] = [
        (.waves, ["waves", "wave", "surf", "sea", "ocean", "beach", "shore"]),
        (.wind, ["wind", "breeze", "gusts", "air", "snow", "blizzard", "leaves", "grass"]),
        (.rain, ["rain", "drizzle", "downpour", "raindrops", "umbrella-patter"]),
        (.street, ["street", "city", "traffic", "cars", "neon", "town", "wet-street"]),
        (.birds, ["birds", "bird", "birdsong", "seagulls", "gulls"]),
        (.crickets, ["crickets", "night", "insects", "cicadas", "frogs"]),
        (.thunder, ["thunder", "storm", "thunderstorm", "lightning"]),
        (.stream, ["stream", "river", "brook", "water", "waterfall", "fountain"]),
        (.fire, ["fire", "campfire", "fireplace", "flames"]),
        (.underwater, ["underwater", "seabed"]),
        (.room, ["room", "room-tone", "indoors", "silence", "quiet"]),
    ]

    /// Whether the bed belongs to these surroundings of itself.
    func suits(_ surroundings: Surroundings) -> Bool {
        switch self {
        case .waves: surroundings.place == .sea || surroundings.place == .shore
        case .wind: surroundings.isOutdoors
        case .rain: surroundings.isWet
        case .street: surroundings.place == .street
        case .birds: surroundings.suitsBirds
        case .crickets: surroundings.isNight && surroundings.isOutdoors
        case .thunder: surroundings.isStorm
        case .stream: surroundings.place == .stream
        case .fire: false
        case .underwater: surroundings.place == .underwater
        case .room: surroundings.place == .room
        }
    }

    /// What a shot sounds like when the storyboard names nothing that suits it.
    static func usual(in surroundings: Surroundings) -> [Bed] {
        var beds: [Bed] =
            switch surroundings.place {
            case .sea, .shore: [.waves, .wind]
            case .stream: [.stream, .wind]
            case .meadow, .woods, .elsewhere: [.wind]
            case .street: [.street]
            case .room: [.room]
            case .underwater: [.underwater]
            }
        let isGreen = surroundings.place == .meadow || surroundings.place == .woods
        if isGreen && surroundings.suitsBirds { beds.append(.birds) }
        if isGreen && surroundings.isNight && !surroundings.isWet { beds.append(.crickets) }
        if surroundings.isWet && surroundings.isOutdoors { beds.append(.rain) }
        if surroundings.isStorm { beds.append(.thunder) }
        return beds
    }
}
