import Picture

/// What puppets stand on; heights are those that the picture draws.
enum Terrain: Equatable, Sendable {
    /// `wind` as in ``SceneWeather/wind``.
    case sea(wind: Float)
    case meadow
    case grounds(Scene.Grounds)
    case interior(Scene.Interior)
    case land(Scene.Land)
    case shore(Scene.Shore)

    /// `level` is how far over the sand those who swim there are.
    case seabed(level: Float)
    case aloft(Scene.Aloft)
    case street

    var isSea: Bool {
        switch self {
        case .sea: true
        case .meadow, .grounds, .interior, .land, .shore, .seabed, .aloft, .street: false
        }
    }

    var isUnderWater: Bool {
        switch self {
        case .seabed: true
        case .sea, .meadow, .grounds, .interior, .land, .shore, .aloft, .street: false
        }
    }

    func height(_ x: Float, _ z: Float, at time: Float) -> Float {
        switch self {
        case .sea(let wind): Ocean.height(x: x, z: z, time: time, wind: wind)
        case .meadow, .grounds, .land: Meadow.height(x: x, z: z)
        case .shore(let shore): shore.height(x: x, z: z)
        case .seabed(let level): Meadow.height(x: x, z: z) + level
        case .street, .interior, .aloft: 0
        }
    }
}
