import FarmModel
import Picture

/// A set of the picture that a place's name leads to.
struct Location: Equatable, Sendable {
    enum Likeness: Equatable, Sendable {
        case itself
        case standIn
    }

    var terrain: Terrain
    var beach: Scene.Beach
    var likeness: Likeness

    init(_ setting: Setting) {
        let isStorm = setting.weather == .storm
        let sea = Terrain.sea(wind: isStorm ? max(Float(setting.wind), 2) : Float(setting.wind))
        beach = .none
        likeness = .itself
        switch setting.place {
        case "surf", "sea", "ocean", "wave", "waves":
            terrain = sea
        case "beach", "seaside", "shore", "coast":
            terrain = sea
            beach = .distant
        case "island", "harbor", "harbour":
            terrain = sea
            beach = .distant
            likeness = .standIn
        case "lake", "river", "pool", "underwater", "waterfall", "boat":
            terrain = sea
            likeness = .standIn
        case "street", "neon-street", "city", "town", "road", "alley", "downtown":
            terrain = .street
        case "old-town", "bridge", "station", "room", "kitchen", "classroom", "library", "cafe",
            "stage", "office", "studio", "shop", "market":
            terrain = .street
            likeness = .standIn
        case "meadow", "park", "field", "grass", "grassland", "lawn", "garden", "flower-field":
            terrain = .meadow
        case "space":
            terrain = .land(.moon)
            likeness = .standIn
        case "volcano":
            terrain = .land(.mars)
            likeness = .standIn
        case let name:
            let land = Scene.Land(rawValue: name)
            terrain = land.map(Terrain.land) ?? .meadow
            likeness = land == nil ? .standIn : .itself
        }
    }

    /// The set's name in the language of the notes.
    func name(in language: Storyboard.Language) -> String {
        switch (terrain, language) {
        case (.sea, .chinese): "海面"
        case (.sea, .english): "open water"
        case (.meadow, .chinese): "草地"
        case (.meadow, .english): "a meadow"
        case (.land(let land), .chinese): Location.chinese(land)
        case (.land(let land), .english): "the \(land.rawValue)"
        case (.street, .chinese): "街道"
        case (.street, .english): "a street"
        }
    }

    private static func chinese(_ land: Scene.Land) -> String {
        switch land {
        case .desert: "沙漠"
        case .snowfield: "雪原"
        case .mountains: "高山"
        case .moon: "月球"
        case .mars: "火星"
        }
    }
}
