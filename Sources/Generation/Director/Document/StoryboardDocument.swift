public import FarmModel

/// A storyboard as JSON text (docs/STORYBOARD.md).
public enum StoryboardDocument {
    /// Canonical: equal storyboards are equal bytes.
    public static func encode(_ storyboard: Storyboard) -> String {
        storyboard.json.canonical
    }

    /// Checks every field; an error names the path of the first that is wrong.
    public static func decode(_ text: String) throws(DirectorError) -> Storyboard {
        try decode(
            text.utf8.count <= StoryboardLimits.bytes ? Array(text.utf8) : [], text.utf8.count)
    }

    /// As ``decode(_:)-(String)``, from the UTF-8 of the text.
    public static func decode(_ bytes: [UInt8]) throws(DirectorError) -> Storyboard {
        try decode(bytes, bytes.count)
    }

    private static func decode(
        _ bytes: [UInt8], _ count: Int
    ) throws(DirectorError) -> Storyboard {
        guard count <= StoryboardLimits.bytes else {
            throw .storyboardInvalid(
                path: "",
                reason: "has \(count) bytes, more than the limit of \(StoryboardLimits.bytes)")
        }
        let value: JSON
        do {
            value = try JSONParser.value(of: bytes)
        } catch {
            throw .storyboardInvalid(
                path: "line \(error.line), column \(error.column)", reason: error.reason)
        }
        return try StoryboardReader.storyboard(StoryboardField(value: value, path: ""))
    }
}

extension Storyboard {
    fileprivate var json: JSON {
        .object([
            .init(name: "version", value: .number(version)),
            .init(name: "title", value: .string(title)),
            .init(name: "language", value: .string(language.rawValue)),
            .init(name: "format", value: format.json),
            .init(name: "seed", value: .number(String(seed))),
            .init(name: "style", value: .string(style)),
            .init(name: "mood", value: .string(mood)),
            .init(name: "cast", value: .array(cast.map(\.json))),
            .init(name: "shots", value: .array(shots.map(\.json))),
            .init(name: "sound", value: sound.json),
            .init(name: "notes", value: .array(notes.map(JSON.string))),
        ])
    }
}

/// An object without the members that have no value.
private func object(_ members: [(String, JSON?)]) -> JSON {
    .object(members.compactMap { name, value in value.map { JSON.Member(name: name, value: $0) } })
}

extension FilmFormat {
    fileprivate var json: JSON {
        object([
            ("width", .number(width)), ("height", .number(height)),
            ("framesPerSecond", .number(framesPerSecond)), ("seconds", .number(seconds)),
        ])
    }
}

extension CastMember {
    fileprivate var json: JSON {
        object([
            ("id", .string(id)), ("concept", .string(concept)), ("count", .number(count)),
            ("traits", traits.json),
        ])
    }
}

extension Traits {
    fileprivate var json: JSON {
        object([
            ("color", color.map(JSON.string)), ("scale", scale.map { .number($0) }),
            ("age", age.map(JSON.string)), ("mood", mood.map(JSON.string)),
            ("clothing", clothing.map { .array($0.map(\.json)) }),
        ])
    }
}

extension Traits.Garment {
    fileprivate var json: JSON {
        object([("name", .string(name)), ("color", color.map(JSON.string))])
    }
}

extension Shot {
    fileprivate var json: JSON {
        object([
            ("seconds", .number(seconds)), ("setting", setting.json),
            ("subjects", .array(subjects.map(\.json))), ("camera", camera.json),
            ("transition", .string(transition.rawValue)),
            ("dialogue", .array(dialogue.map(\.json))), ("caption", caption.map(JSON.string)),
        ])
    }
}

extension Setting {
    fileprivate var json: JSON {
        object([
            ("place", .string(place)), ("time", .string(time.rawValue)),
            ("weather", .string(weather.rawValue)), ("season", season.map { .string($0.rawValue) }),
            ("wind", .number(wind)),
        ])
    }
}

extension ShotSubject {
    fileprivate var json: JSON {
        object([
            ("cast", .string(cast)), ("action", .string(action)),
            ("target", target.map(JSON.string)), ("props", .array(props.map(\.json))),
            ("position", position.map { .string($0.rawValue) }),
        ])
    }
}

extension ShotSubject.Prop {
    fileprivate var json: JSON {
        object([("name", .string(name)), ("color", color.map(JSON.string))])
    }
}

extension CameraPlan {
    fileprivate var json: JSON {
        object([
            ("move", .string(move.rawValue)), ("from", .string(from.rawValue)),
            ("to", .string(to.rawValue)), ("angle", .string(angle.rawValue)),
            ("speed", speed.map { .number($0) }),
        ])
    }
}

extension DialogueLine {
    fileprivate var json: JSON {
        object([("speaker", speaker.map(JSON.string)), ("text", .string(text))])
    }
}

extension SoundPlan {
    fileprivate var json: JSON {
        object([
            (
                "music",
                music.map { music in
                    object([("mood", .string(music.mood)), ("tempo", .number(music.tempo))])
                }
            ),
            ("ambience", .array(ambience.map(JSON.string))),
            ("effects", .array(effects.map(JSON.string))),
        ])
    }
}
