extension Scene.Place {
    /// Whether the weather changes its light.
    var isUnderSky: Bool {
        switch self {
        case .interior(.stage), .interior(.studio), .aloft(.space): false
        case .surf, .meadow, .grounds, .interior, .shore, .seabed, .aloft, .land, .street: true
        }
    }
}

extension Scene {
    /// Ground under grass with things on it.
    public enum Grounds: String, CaseIterable, Equatable, Sendable {
        case forest
        case bambooGrove = "bamboo-grove"
        case park
        case flowerField = "flower-field"
        case farm
        case castle
        case ruins
    }

    /// Places made by hand, on a level floor.
    public enum Interior: String, CaseIterable, Equatable, Sendable {
        case room
        case kitchen
        case classroom
        case library
        case cafe
        case stage
        case studio

        /// Out of doors, between the houses of an old town.
        case oldTown = "old-town"

        /// Whether there are walls and a ceiling.
        public var isRoom: Bool {
            switch self {
            case .room, .kitchen, .classroom, .library, .cafe: true
            case .stage, .studio, .oldTown: false
            }
        }

        /// Whether weather stays outside.
        public var isSheltered: Bool {
            switch self {
            case .room, .kitchen, .classroom, .library, .cafe, .stage, .studio: true
            case .oldTown: false
            }
        }
    }
}
