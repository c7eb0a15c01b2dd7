internal import FarmModel

/// What a prompt says, before anything that it leaves open is decided.
struct Reading {
    var cast: [CastDraft] = []
    var shots: [ShotDraft] = []
    var styles: [String] = []
    var moods: [String] = []

    /// What actions suggest when no mood is named.
    var impliedMoods: [String] = []
    var wantsMusic = true
    var wantsSound = true
    var findings: [Understanding.Finding] = []
    var remarks: [Remark] = []

    /// Qualifiers that no noun came for.
    var loose = Modifiers()

    /// Words that were understood but change nothing in the pictures.
    var unused: [String] = []

    mutating func remark(_ remark: Remark) {
        if !remarks.contains(remark) && remarks.count < Reading.remarkLimit {
            remarks.append(remark)
        }
    }

    mutating func leaveUnused(_ words: String) {
        if !unused.contains(words) && unused.count < Reading.remarkLimit { unused.append(words) }
    }

    static let remarkLimit = 64
    static let findingLimit = 2_000
}

/// A member of the cast as the prompt describes it.
struct CastDraft {
    /// The vocabulary entry that names it.
    var entry: Entry

    /// As the prompt says it.
    var words: String
    var count: Int?
    var traits = Traits()

    /// A thing that only stands where an actor would: it has no puppet.
    var isGhost = false

    /// The shot it came up in first.
    var shot: Int
}

/// One action of one member of the cast.
struct ActDraft {
    var subject: Int
    var action: Entry
    var words: String
    var target: Int?

    /// Which of several actions in a row, counted within the shot.
    var order: Int
}

/// Something that somebody holds, rides or uses.
struct PropDraft {
    var owner: Int
    var prop: ShotSubject.Prop
    var entry: Entry
    var words: String
}

/// What was said about one shot.
struct ShotDraft {
    var acts: [ActDraft] = []

    /// Cast positions in order of mention.
    var mentions: [Int] = []
    var props: [PropDraft] = []
    var positions: [(owner: Int, position: ShotSubject.Position)] = []
    var places: [Naming] = []
    var times: [Naming] = []
    var weathers: [Naming] = []
    var seasons: [Naming] = []
    var scenery: [Naming] = []
    var wind: Double?
    var excludesWeather: [String] = []
    var camera = CameraDraft()
    var beds: [String] = []
    var effects: [String] = []
    var dialogue: [(speaker: Int?, text: String)] = []
    var caption: String?
    var seconds: Double?
    var transition = Shot.Transition.cut

    /// It only says what holds for the shots after it.
    var isPreamble = false

    /// An entry and the words that named it.
    struct Naming {
        var entry: Entry
        var words: String
    }
}

/// What was said about the camera.
struct CameraDraft {
    var moves: [ShotDraft.Naming] = []
    var sizes: [CameraPlan.Size] = []
    var from: CameraPlan.Size?
    var to: CameraPlan.Size?
    var angle: CameraPlan.Angle?
    var speed: Double?

    /// Left or right, said apart from the move.
    var isLeftward: Bool?
}

/// Words before a noun that say more about it.
struct Modifiers {
    var count: Int?
    var isDefinite = false
    var hasArticle = false
    var isAnother = false
    var color: String?
    var scale: Double?
    var age: String?
    var mood: String?
    var garments: [Traits.Garment] = []
    var position: ShotSubject.Position?

    /// Findings that wait to be told what they belong to.
    var findings: [Int] = []

    /// The colour's words, for notes.
    var colorWords = ""

    var isEmpty: Bool {
        count == nil && !isDefinite && !hasArticle && !isAnother && color == nil && scale == nil
            && age == nil && mood == nil && garments.isEmpty && position == nil
    }

    var describes: Bool {
        count != nil || color != nil || scale != nil || age != nil || mood != nil
            || !garments.isEmpty
    }

    mutating func take(_ other: Modifiers) {
        count = other.count ?? count
        isDefinite = isDefinite || other.isDefinite
        hasArticle = hasArticle || other.hasArticle
        isAnother = isAnother || other.isAnother
        color = other.color ?? color
        if other.color != nil { colorWords = other.colorWords }
        scale = other.scale ?? scale
        age = other.age ?? age
        mood = other.mood ?? mood
        garments += other.garments
        position = other.position ?? position
        findings += other.findings
    }
}
