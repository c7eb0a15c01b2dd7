internal import FarmModel

/// Turns a document into a storyboard, field by field.
///
/// `version` and `shots` must be there; what else is missing takes the value docs/STORYBOARD.md says.
enum StoryboardReader {
    static func storyboard(_ root: StoryboardField) throws(DirectorError) -> Storyboard {
        let fields = try root.members([
            "version", "title", "language", "format", "seed", "style", "mood", "cast", "shots",
            "sound", "notes",
        ])
        try checkVersion(fields["version"], in: root)
        let cast = try castMembers(fields["cast"])
        guard let shotsField = fields["shots"] else { throw root.error("shots is missing") }
        var shots: [Shot] = []
        for field in try shotsField.elements(1...StoryboardLimits.shots) {
            shots.append(try shot(field, cast: cast.map(\.id)))
        }
        let total = shots.reduce(0) { $0 + $1.seconds }
        guard total <= StoryboardLimits.seconds else {
            throw shotsField.error(
                "last \(total) s, more than the limit of \(StoryboardLimits.seconds)")
        }
        var notes: [String] = []
        for note in try fields["notes"]?.elements(0...StoryboardLimits.notes) ?? [] {
            notes.append(try note.text(upTo: StoryboardLimits.noteCharacters))
        }
        let language = try fields["language"]?.choice(of: ["zh", "en"])
        let mood = try fields["mood"]?.name() ?? "calm"
        return Storyboard(
            title: try fields["title"]?.text(upTo: StoryboardLimits.titleCharacters) ?? "",
            language: language.flatMap(Storyboard.Language.init(rawValue:)) ?? .english,
            format: try format(fields["format"], seconds: total),
            seed: try fields["seed"]?.unsigned() ?? 0,
            style: try fields["style"]?.name() ?? "realistic", mood: mood, cast: cast,
            shots: shots, sound: try sound(fields["sound"], mood: mood), notes: notes)
    }

    private static func checkVersion(
        _ field: StoryboardField?, in root: StoryboardField
    ) throws(DirectorError) {
        guard let field else { throw root.error("version is missing") }
        let version = try field.integer(0...Int.max)
        guard version == Storyboard.currentVersion else {
            throw field.error(
                "\(version) is not understood here; this program reads version "
                    + "\(Storyboard.currentVersion)")
        }
    }

    private static func format(
        _ field: StoryboardField?, seconds: Double
    ) throws(DirectorError) -> FilmFormat {
        guard let field else { return FilmFormat(width: 1280, height: 720, seconds: seconds) }
        let fields = try field.members(["width", "height", "framesPerSecond", "seconds"])
        return FilmFormat(
            width: try fields["width"]?.integer(StoryboardLimits.side) ?? 1280,
            height: try fields["height"]?.integer(StoryboardLimits.side) ?? 720,
            framesPerSecond: try fields["framesPerSecond"]?
                .integer(StoryboardLimits.framesPerSecond) ?? 24,
            seconds: try fields["seconds"]?.number(0.01...StoryboardLimits.seconds) ?? seconds)
    }

    // MARK: Cast

    private static func castMembers(
        _ field: StoryboardField?
    ) throws(DirectorError) -> [CastMember] {
        var members: [CastMember] = []
        for element in try field?.elements(0...StoryboardLimits.cast) ?? [] {
            let fields = try element.members(["id", "concept", "count", "traits"])
            guard let id = fields["id"] else { throw element.error("id is missing") }
            guard let concept = fields["concept"] else { throw element.error("concept is missing") }
            let name = try id.name()
            guard !members.contains(where: { $0.id == name }) else {
                throw id.error("\"\(name)\" is the id of another member of the cast")
            }
            members.append(
                CastMember(
                    id: name, concept: try concept.name(),
                    count: try fields["count"]?.integer(1...StoryboardLimits.copies) ?? 1,
                    traits: try traits(fields["traits"])))
        }
        return members
    }

    private static func traits(_ field: StoryboardField?) throws(DirectorError) -> Traits {
        guard let fields = try field?.members(["color", "scale", "age", "mood", "clothing"]) else {
            return Traits()
        }
        var clothing: [Traits.Garment]?
        if let list = fields["clothing"] {
            var garments: [Traits.Garment] = []
            for element in try list.elements(0...StoryboardLimits.garments) {
                let (name, color) = try named(element)
                garments.append(Traits.Garment(name: name, color: color))
            }
            clothing = garments
        }
        return Traits(
            color: try fields["color"]?.name(),
            scale: try fields["scale"]?.number(StoryboardLimits.scale),
            age: try fields["age"]?.choice(of: StoryboardLimits.ages),
            mood: try fields["mood"]?.choice(of: StoryboardLimits.faces), clothing: clothing)
    }

    private static func named(
        _ field: StoryboardField
    ) throws(DirectorError) -> (name: String, color: String?) {
        let fields = try field.members(["name", "color"])
        guard let name = fields["name"] else { throw field.error("name is missing") }
        return (try name.name(), try fields["color"]?.name())
    }

    // MARK: Shots

    private static func shot(
        _ field: StoryboardField, cast: [String]
    ) throws(DirectorError) -> Shot {
        let fields = try field.members([
            "seconds", "setting", "subjects", "camera", "transition", "dialogue", "caption",
        ])
        guard let seconds = fields["seconds"] else { throw field.error("seconds is missing") }
        guard let settingField = fields["setting"] else { throw field.error("setting is missing") }
        var subjects: [ShotSubject] = []
        for element in try fields["subjects"]?.elements(0...StoryboardLimits.subjects) ?? [] {
            subjects.append(try subject(element, cast: cast))
        }
        var dialogue: [DialogueLine] = []
        for element in try fields["dialogue"]?.elements(0...StoryboardLimits.dialogueLines) ?? [] {
            let line = try element.members(["speaker", "text"])
            guard let text = line["text"] else { throw element.error("text is missing") }
            dialogue.append(
                DialogueLine(
                    speaker: try line["speaker"].map { field throws(DirectorError) in
                        try member(field, cast)
                    },
                    text: try text.text(upTo: StoryboardLimits.noteCharacters)))
        }
        let transition = try fields["transition"]?.choice(of: ["cut", "dissolve", "fade"])
        return Shot(
            seconds: try seconds.number(0.01...StoryboardLimits.seconds),
            setting: try setting(settingField), subjects: subjects,
            camera: try camera(fields["camera"]),
            transition: transition.flatMap(Shot.Transition.init(rawValue:)) ?? .cut,
            dialogue: dialogue,
            caption: try fields["caption"]?.text(upTo: StoryboardLimits.captionCharacters))
    }

    private static func member(
        _ field: StoryboardField, _ cast: [String]
    ) throws(DirectorError) -> String {
        let id = try field.name()
        guard cast.contains(id) else {
            throw field.error("\"\(id)\" is nobody in the cast: \(cast.joined(separator: ", "))")
        }
        return id
    }

    private static func subject(
        _ field: StoryboardField, cast: [String]
    ) throws(DirectorError) -> ShotSubject {
        let fields = try field.members(["cast", "action", "target", "props", "position"])
        guard let who = fields["cast"] else { throw field.error("cast is missing") }
        var props: [ShotSubject.Prop] = []
        for element in try fields["props"]?.elements(0...StoryboardLimits.props) ?? [] {
            let (name, color) = try named(element)
            props.append(ShotSubject.Prop(name: name, color: color))
        }
        let positions = ["left", "center", "right", "front", "back", "above", "below"]
        return ShotSubject(
            cast: try member(who, cast), action: try fields["action"]?.name() ?? "stand",
            target: try fields["target"].map { field throws(DirectorError) in
                try member(field, cast)
            },
            props: props,
            position: try fields["position"]?.choice(of: positions)
                .asValue(ShotSubject.Position.self))
    }

    private static func setting(_ field: StoryboardField) throws(DirectorError) -> Setting {
        let fields = try field.members(["place", "time", "weather", "season", "wind"])
        guard let place = fields["place"] else { throw field.error("place is missing") }
        return Setting(
            place: try place.name(),
            time: try value(fields["time"], Setting.TimeOfDay.self) ?? .afternoon,
            weather: try value(fields["weather"], Setting.Weather.self) ?? .clear,
            season: try value(fields["season"], Setting.Season.self),
            wind: try fields["wind"]?.number(StoryboardLimits.wind) ?? 1)
    }

    private static func camera(_ field: StoryboardField?) throws(DirectorError) -> CameraPlan {
        guard let fields = try field?.members(["move", "from", "to", "angle", "speed"]) else {
            return CameraPlan(move: .static, from: .full, to: .full)
        }
        let from = try value(fields["from"], CameraPlan.Size.self) ?? .full
        return CameraPlan(
            move: try value(fields["move"], CameraPlan.Move.self) ?? .static, from: from,
            to: try value(fields["to"], CameraPlan.Size.self) ?? from,
            angle: try value(fields["angle"], CameraPlan.Angle.self) ?? .eyeLevel,
            speed: try fields["speed"]?.number(StoryboardLimits.cameraSpeed))
    }

    private static func value<Value: CaseIterable & RawRepresentable<String>>(
        _ field: StoryboardField?, _ type: Value.Type
    ) throws(DirectorError) -> Value? {
        guard let field else { return nil }
        return try field.choice(of: type.allCases.map(\.rawValue)).asValue(type)
    }

    // MARK: Sound

    private static func sound(
        _ field: StoryboardField?, mood: String
    ) throws(DirectorError) -> SoundPlan {
        guard let fields = try field?.members(["music", "ambience", "effects"]) else {
            return SoundPlan(music: nil, ambience: [], effects: [])
        }
        var music: SoundPlan.Music?
        if let plan = try fields["music"]?.members(["mood", "tempo"]) {
            music = SoundPlan.Music(
                mood: try plan["mood"]?.name() ?? mood,
                tempo: try plan["tempo"]?.integer(StoryboardLimits.tempo) ?? 90)
        }
        return SoundPlan(
            music: music, ambience: try names(fields["ambience"]),
            effects: try names(fields["effects"]))
    }

    private static func names(_ field: StoryboardField?) throws(DirectorError) -> [String] {
        var names: [String] = []
        for element in try field?.elements(0...StoryboardLimits.sounds) ?? [] {
            names.append(try element.name())
        }
        return names
    }
}

extension String {
    fileprivate func asValue<Value: RawRepresentable<String>>(_ type: Value.Type) -> Value? {
        Value(rawValue: self)
    }
}
