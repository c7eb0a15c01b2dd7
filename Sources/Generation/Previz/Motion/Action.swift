import Picture

/// What a body can do.
enum Action: String, CaseIterable, Equatable, Sendable {
    case stand
    case surf
    case run
    case walk
    case chase
    case blink
    case jump
    case wave
    case sit
    case dance
    case look
    case swim

    /// The action of that name, or the nearest one that there is.
    init(named name: String) {
        self = Action(rawValue: name) ?? Action.nearest(to: name)
    }

    private static func nearest(to name: String) -> Action {
        switch name {
        case "skate", "skateboard", "ski", "snowboard", "sail", "hover", "glide": .surf
        case "sprint", "race", "flee", "gallop", "playful", "play-ball", "kick", "fly-kite": .run
        case "stroll", "stride", "march", "wander", "follow", "climb", "carry", "push", "pull":
            .walk
        case "catch", "hunt", "pursue": .chase
        case "wink", "sleep", "wake": .blink
        case "hop", "leap", "bounce", "fly", "cheer", "celebrate": .jump
        case "greet", "clap", "point", "throw", "paint", "shake-hands", "pet": .wave
        case "lie", "rest", "eat", "drink", "read", "kneel", "meditate", "ride", "drive", "row",
            "cycle", "play", "type", "write":
            .sit
        case "spin", "sway", "sing", "party", "fight", "hit": .dance
        case "watch", "search", "turn", "nod", "listen", "think", "shake-head": .look
        case "dive", "bathe": .swim
        default: .stand
        }
    }

    /// Whether the body moves on over the ground.
    var travels: Bool {
        switch self {
        case .run, .walk, .chase: true
        case .stand, .surf, .blink, .jump, .wave, .sit, .dance, .look, .swim: false
        }
    }

    /// Whether a shot that comes close must still show arms, legs and what they do.
    var needsWholeBody: Bool {
        switch self {
        case .surf, .run, .walk, .chase, .jump, .dance, .swim, .sit: true
        case .stand, .blink, .wave, .look: false
        }
    }
}

/// How someone feels, as far as it shows.
enum Mood: String, Equatable, Sendable {
    case happy
    case sad
    case surprised
    case angry
    case sleepy
    case calm

    var expression: Expression {
        switch self {
        case .happy: Expression(smile: 1, mouth: 0.35, brow: 0.3)
        case .sad: Expression(blink: 0.14, smile: -0.8, brow: 0, worry: 0.9)
        case .surprised: Expression(smile: 0.2, mouth: 0.7, brow: 1)
        case .angry: Expression(blink: 0.10, smile: -0.5, brow: -0.6, worry: -1)
        case .sleepy: Expression(blink: 0.48, smile: 0.2, brow: -0.2)
        case .calm: Expression()
        }
    }
}
