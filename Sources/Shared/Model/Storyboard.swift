/// A film as its makers talk about it: who, where, what happens, and how the camera sees it.
///
/// The editable heart of every film. Stored as JSON (docs/STORYBOARD.md); every engine reads it.
public struct Storyboard: Codable, Equatable, Sendable {
    /// Raised when a document of the new form would be misread by the old code.
    public static let currentVersion = 1

    public var version = Storyboard.currentVersion
    public var title: String
    public var language: Language
    public var format: FilmFormat
    public var seed: UInt64

    /// `realistic`, `anime`, `cinematic` and so on.
    public var style: String

    /// `cheerful`, `dreamy`, `calm`, `melancholy`, `tense`, `epic` and so on.
    public var mood: String
    public var cast: [CastMember]
    public var shots: [Shot]
    public var sound: SoundPlan

    /// What was not understood or was changed, in the prompt's language, for the user to read.
    public var notes: [String]

    public init(
        title: String, language: Language, format: FilmFormat, seed: UInt64, style: String,
        mood: String, cast: [CastMember], shots: [Shot], sound: SoundPlan, notes: [String]
    ) {
        self.title = title
        self.language = language
        self.format = format
        self.seed = seed
        self.style = style
        self.mood = mood
        self.cast = cast
        self.shots = shots
        self.sound = sound
        self.notes = notes
    }

    public enum Language: String, Codable, Sendable {
        case chinese = "zh"
        case english = "en"
    }
}

/// Someone or something that appears, as it looks in every shot.
public struct CastMember: Codable, Equatable, Sendable {
    /// Unique in the storyboard; shots refer to it.
    public var id: String

    /// The vocabulary's name for what it is: `cat`, `boy`, `bubble` and so on.
    public var concept: String

    /// How many of it there are, 1 to 12; effects such as bubbles may ignore it.
    public var count: Int
    public var traits: Traits

    public init(id: String, concept: String, count: Int = 1, traits: Traits = Traits()) {
        self.id = id
        self.concept = concept
        self.count = count
        self.traits = traits
    }
}

/// How a member of the cast differs from the usual one of its kind.
public struct Traits: Codable, Equatable, Sendable {
    /// Main colour by name (`orange`, `white`, …), or `rainbow` for many.
    public var color: String?

    /// Size relative to the usual one; 1 when nil.
    public var scale: Double?

    /// `baby`, `child`, `young`, `adult`, `old`.
    public var age: String?

    /// `happy`, `sad`, `surprised`, `angry`, `sleepy`.
    public var mood: String?
    public var clothing: [Garment]?

    public init(
        color: String? = nil, scale: Double? = nil, age: String? = nil, mood: String? = nil,
        clothing: [Garment]? = nil
    ) {
        self.color = color
        self.scale = scale
        self.age = age
        self.mood = mood
        self.clothing = clothing
    }

    public struct Garment: Codable, Equatable, Sendable {
        /// `shirt`, `trousers`, `coat`, `dress`, `hat`, `scarf`, `shoes` and so on.
        public var name: String
        public var color: String?

        public init(name: String, color: String? = nil) {
            self.name = name
            self.color = color
        }
    }
}

/// A continuous run of frames from one camera.
public struct Shot: Codable, Equatable, Sendable {
    public var seconds: Double
    public var setting: Setting
    public var subjects: [ShotSubject]
    public var camera: CameraPlan

    /// How this shot follows the one before it.
    public var transition: Transition
    public var dialogue: [DialogueLine]

    /// Words shown over the picture.
    public var caption: String?

    public init(
        seconds: Double, setting: Setting, subjects: [ShotSubject], camera: CameraPlan,
        transition: Transition = .cut, dialogue: [DialogueLine] = [], caption: String? = nil
    ) {
        self.seconds = seconds
        self.setting = setting
        self.subjects = subjects
        self.camera = camera
        self.transition = transition
        self.dialogue = dialogue
        self.caption = caption
    }

    public enum Transition: String, Codable, Sendable {
        case cut
        case dissolve
        case fade
    }
}

public struct DialogueLine: Codable, Equatable, Sendable {
    /// A cast id, or nil for a narrator.
    public var speaker: String?
    public var text: String

    public init(speaker: String? = nil, text: String) {
        self.speaker = speaker
        self.text = text
    }
}

/// Where and when a shot takes place.
public struct Setting: Codable, Equatable, Sendable {
    /// The vocabulary's name of the set: `surf`, `beach`, `meadow`, `neon-street` and so on.
    public var place: String
    public var time: TimeOfDay
    public var weather: Weather
    public var season: Season?

    /// 0 still air, 1 a breeze, 2 strong, 3 storm.
    public var wind: Double

    public init(
        place: String, time: TimeOfDay, weather: Weather, season: Season? = nil, wind: Double = 1
    ) {
        self.place = place
        self.time = time
        self.weather = weather
        self.season = season
        self.wind = wind
    }

    public enum TimeOfDay: String, Codable, CaseIterable, Sendable {
        case dawn, morning, noon, afternoon, goldenHour = "golden-hour", dusk, night
    }

    public enum Weather: String, Codable, CaseIterable, Sendable {
        case clear, clouds, overcast, rain, storm, snow, fog
    }

    public enum Season: String, Codable, CaseIterable, Sendable {
        case spring, summer, autumn, winter
    }
}

/// What a member of the cast does in a shot.
public struct ShotSubject: Codable, Equatable, Sendable {
    /// A cast id.
    public var cast: String

    /// The vocabulary's name of the action: `surf`, `run`, `chase`, `walk`, `blink`, `stand` and so on.
    public var action: String

    /// The cast id the action is aimed at: what is chased, held, ridden or looked at.
    public var target: String?

    /// Things held, worn over the body, or ridden: `umbrella`, `surfboard`, `kite` and so on.
    public var props: [Prop]
    public var position: Position?

    public init(
        cast: String, action: String, target: String? = nil, props: [Prop] = [],
        position: Position? = nil
    ) {
        self.cast = cast
        self.action = action
        self.target = target
        self.props = props
        self.position = position
    }

    public struct Prop: Codable, Equatable, Sendable {
        public var name: String
        public var color: String?

        public init(name: String, color: String? = nil) {
            self.name = name
            self.color = color
        }
    }

    public enum Position: String, Codable, Sendable {
        case left, center, right, front, back, above, below
    }
}

/// How the camera sees a shot, from its first frame to its last.
public struct CameraPlan: Codable, Equatable, Sendable {
    public var move: Move
    public var from: Size
    public var to: Size
    public var angle: Angle

    /// Speed of the move relative to the usual one; 1 when nil.
    public var speed: Double?

    public init(
        move: Move, from: Size, to: Size, angle: Angle = .eyeLevel, speed: Double? = nil
    ) {
        self.move = move
        self.from = from
        self.to = to
        self.angle = angle
        self.speed = speed
    }

    public enum Move: String, Codable, CaseIterable, Sendable {
        case `static`, pushIn = "push-in", pullOut = "pull-out", panLeft = "pan-left"
        case panRight = "pan-right", tiltUp = "tilt-up", tiltDown = "tilt-down"
        case truckLeft = "truck-left", truckRight = "truck-right", craneUp = "crane-up"
        case craneDown = "crane-down", orbit, zoomIn = "zoom-in", zoomOut = "zoom-out", handheld
        case follow, lead
    }

    /// How much of the frame the subject takes, from a speck to a face.
    public enum Size: String, Codable, CaseIterable, Sendable {
        case extremeWide = "extreme-wide", wide, full, medium, closeUp = "close-up"
        case extremeCloseUp = "extreme-close-up"
    }

    public enum Angle: String, Codable, CaseIterable, Sendable {
        case eyeLevel = "eye-level", low, high, topDown = "top-down", aerial
    }
}

/// What is heard.
public struct SoundPlan: Codable, Equatable, Sendable {
    /// Nil for a film without music.
    public var music: Music?

    /// The vocabulary's names of beds: `waves`, `wind`, `rain`, `street`, `birds` and so on.
    public var ambience: [String]

    /// The vocabulary's names of one-off sounds: `footsteps`, `splash` and so on.
    public var effects: [String]

    public init(music: Music?, ambience: [String], effects: [String]) {
        self.music = music
        self.ambience = ambience
        self.effects = effects
    }

    public struct Music: Codable, Equatable, Sendable {
        /// As ``Storyboard/mood``.
        public var mood: String

        /// Beats a minute.
        public var tempo: Int

        public init(mood: String, tempo: Int) {
            self.mood = mood
            self.tempo = tempo
        }
    }
}
