import Picture

/// What puppets stand on; heights are those that the picture draws.
enum Terrain: Equatable, Sendable {
    /// `wind` as in ``SceneWeather/wind``.
    case sea(wind: Float)
    case meadow
    case land(Scene.Land)
    case street

    var isSea: Bool {
        switch self {
        case .sea: true
        case .meadow, .land, .street: false
        }
    }

    func height(_ x: Float, _ z: Float, at time: Float) -> Float {
        switch self {
        case .sea(let wind): Ocean.height(x: x, z: z, time: time, wind: wind)
        case .meadow, .land: Meadow.height(x: x, z: z)
        case .street: 0
        }
    }
}
