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
        let sea = Location.sea(setting)
        beach = .none
        likeness = .itself
        switch setting.place {
        case "surf", "sea", "ocean", "wave", "waves":
            terrain = sea
        case "beach", "seaside", "shore", "coast", "island":
            terrain = .shore(.beach)
        case "harbor", "harbour":
            terrain = .shore(.harbor)
        case "lake":
            terrain = .shore(.lake)
        case "river":
            terrain = .shore(.river)
        case "waterfall":
            terrain = .shore(.river)
            likeness = .standIn
        case "underwater":
            terrain = .seabed(level: 0)
        case "pool", "boat":
            terrain = sea
            likeness = .standIn
        case "street", "neon-street", "city", "town", "alley", "downtown":
            terrain = .street
        case "bridge":
            terrain = .shore(.bridge)
        case "station", "market":
            terrain = .street
            likeness = .standIn
        case "office":
            terrain = .interior(.classroom)
            likeness = .standIn
        case "shop":
            terrain = .interior(.cafe)
            likeness = .standIn
        case "temple":
            terrain = .interior(.oldTown)
            likeness = .standIn
        case "fairyland":
            terrain = .grounds(.flowerField)
            likeness = .standIn
        case "meadow", "field", "grass", "grassland", "lawn":
            terrain = .meadow
        case "garden":
            terrain = .grounds(.flowerField)
        case "space":
            terrain = .aloft(.space)
        case "sky":
            terrain = .aloft(.clouds)
        case let name:
            let land = Scene.Land(rawValue: name).map(Terrain.land)
            let grounds = Scene.Grounds(rawValue: name).map(Terrain.grounds)
            let interior = Scene.Interior(rawValue: name).map(Terrain.interior)
            let drawn = land ?? grounds ?? interior
            terrain = drawn ?? .meadow
            likeness = drawn == nil ? .standIn : .itself
        }
    }

    /// The set of a shot: where someone swims or rides the waves off a shore, the water before it.
    init(_ shot: Shot) {
        self.init(shot.setting)
        let afloat: Set = ["swim", "surf", "dive", "bathe", "sail"]
        guard case .shore = terrain, shot.subjects.contains(where: { afloat.contains($0.action) })
        else { return }
        terrain = Location.sea(shot.setting)
        beach = .distant
    }

    private static func sea(_ setting: Setting) -> Terrain {
        let wind = Float(setting.wind)
        return .sea(wind: setting.weather == .storm ? max(wind, 2) : wind)
    }

    /// Whether nobody needs a coat there, whatever the weather.
    var isMild: Bool {
        isSheltered || terrain.isSea || terrain == .shore(.beach)
    }

    /// Whether rain and snow stay outside.
    var isSheltered: Bool {
        switch terrain {
        case .interior(let interior): interior.isSheltered
        case .seabed, .aloft(.space): true
        case .sea, .meadow, .grounds, .land, .shore, .aloft(.clouds), .street: false
        }
    }

    /// The set's name in the language of the notes.
    func name(in language: Storyboard.Language) -> String {
        switch (terrain, language) {
        case (.sea, .chinese): "海面"
        case (.sea, .english): "open water"
        case (.meadow, .chinese): "草地"
        case (.meadow, .english): "a meadow"
        case (.grounds(let grounds), .chinese): Location.chinese(grounds)
        case (.grounds(let grounds), .english): "the \(grounds.rawValue)"
        case (.interior(let interior), .chinese): Location.chinese(interior)
        case (.interior(let interior), .english): "the \(interior.rawValue)"
        case (.shore(let shore), .chinese): Location.chinese(shore)
        case (.shore(let shore), .english): "the \(shore.rawValue)"
        case (.seabed, .chinese): "海底"
        case (.seabed, .english): "the bottom of the sea"
        case (.aloft(.clouds), .chinese): "云端"
        case (.aloft(.clouds), .english): "the clouds"
        case (.aloft(.space), .chinese): "太空"
        case (.aloft(.space), .english): "space"
        case (.land(let land), .chinese): Location.chinese(land)
        case (.land(let land), .english): "the \(land.rawValue)"
        case (.street, .chinese): "街道"
        case (.street, .english): "a street"
        }
    }

    private static func chinese(_ grounds: Scene.Grounds) -> String {
        switch grounds {
        case .forest: "森林"
        case .bambooGrove: "竹林"
        case .park: "公园"
        case .flowerField: "花田"
        case .farm: "农场"
        case .castle: "城堡"
        case .ruins: "废墟"
        }
    }

    private static func chinese(_ shore: Scene.Shore) -> String {
        switch shore {
        case .beach: "海滩"
        case .lake: "湖边"
        case .river: "河边"
        case .harbor: "港口"
        case .bridge: "桥上"
        }
    }

    private static func chinese(_ interior: Scene.Interior) -> String {
        switch interior {
        case .room: "房间"
        case .kitchen: "厨房"
        case .classroom: "教室"
        case .library: "图书馆"
        case .cafe: "咖啡馆"
        case .stage: "舞台"
        case .studio: "摄影棚"
        case .oldTown: "古镇"
        }
    }

    private static func chinese(_ land: Scene.Land) -> String {
        switch land {
        case .desert: "沙漠"
        case .snowfield: "雪原"
        case .mountains: "高山"
        case .moon: "月球"
        case .mars: "火星"
        case .volcano: "火山"
        case .road: "公路"
        }
    }
}
