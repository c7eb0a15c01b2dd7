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
    case fly
    case drive
    case ride
    case turn
    case lie
    case sleep
    case eat

    /// The action of that name, or the nearest one that there is.
    init(named name: String) {
        self = Action(rawValue: name) ?? Action.nearest(to: name)
    }

    private static func nearest(to name: String) -> Action {
        switch name {
        case "skate", "skateboard", "ski", "snowboard": .surf
        case "sprint", "race", "flee", "gallop", "playful", "play-ball", "kick", "fly-kite": .run
        case "stroll", "stride", "march", "wander", "follow", "climb", "carry", "push", "pull":
            .walk
        case "catch", "hunt", "pursue": .chase
        case "wink", "wake": .blink
        case "hop", "leap", "bounce", "cheer", "celebrate": .jump
        case "hover", "glide", "float": .fly
        case "greet", "clap", "point", "throw", "paint", "shake-hands", "pet": .wave
        case "rest", "kneel", "meditate", "row", "type", "write": .sit
        case "read", "play": .stand
        case "drink": .eat
        case "cycle", "sail": .ride
        case "spin": .turn
        case "sway", "sing", "party", "fight", "hit": .dance
        case "watch", "search", "nod", "listen", "think", "shake-head": .look
        case "dive", "bathe": .swim
        default: .stand
        }
    }

    /// How fast a body goes that moves on.
    enum Pace: Equatable, Sendable {
        case walk
        case run
    }

    var pace: Pace? {
        switch self {
        case .walk: .walk
        case .run, .chase, .drive, .ride, .fly: .run
        case .stand, .surf, .blink, .jump, .wave, .sit, .dance, .look, .swim, .turn, .lie, .sleep,
            .eat:
            nil
        }
    }

    /// Whether the hands can carry something meanwhile.
    var leavesHandsFree: Bool {
        switch self {
        case .swim, .fly, .lie, .sleep, .surf, .drive, .ride: false
        case .stand, .run, .walk, .chase, .blink, .jump, .wave, .sit, .dance, .look, .turn, .eat:
            true
        }
    }

    /// Whether it is done on something that carries the body.
    var needsSeat: Bool { self == .ride || self == .drive }

    /// Whether the body moves on over the ground.
    var travels: Bool { pace != nil }

    /// Whether a shot that comes close must still show arms, legs and what they do.
    var needsWholeBody: Bool {
        switch self {
        case .surf, .run, .walk, .chase, .jump, .dance, .swim, .sit, .fly, .drive, .ride, .turn,
            .lie, .sleep:
            true
        case .stand, .blink, .wave, .look, .eat: false
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
