import Picture

extension Performance {
    /// Whether it stands on a surfboard: by its action, or because there is nothing else to stand
    /// on.
    var needsBoard: Bool {
        let isAtSea = performer.terrain.isSea
        switch player {
        case .puppet:
            return performer.action == .surf
                || (isAtSea && performer.action != .swim && performer.action != .fly)
        case .figure(let actor):
            guard performer.action != .surf else { return true }
            switch actor.figure.manner {
            case .walker, .roller, .still, .held, .upright: return isAtSea
            case .flyer, .swimmer, .floater: return false
            }
        }
    }
}

extension FigureActor {
    /// The lengths that others ask a body for, as far as a figure has them.
    var physique: Physique {
        let height = bounds.high.y - min(bounds.low.y, 0)
        let leg = max(legLength, 0.2 * height)
        return Physique(
            hip: leg, hipHalf: 0.5 * max(bounds.high.x, 0.05), thigh: leg / 2, shin: leg / 2,
            ankle: 0.05 * leg, ball: 0.1 * leg, heel: 0.05 * leg,
            shoulder: Vector(bounds.high.x, 0.3 * height, 0), upperArm: 0.2 * height,
            forearm: 0.2 * height, head: bounds.head - Vector(0, leg, 0),
            headRadius: bounds.headRadius, chin: bounds.headRadius, top: bounds.high.y,
            girth: bounds.high.x)
    }

    /// What it can do of `action` where it is.
    func possible(_ action: Action, on terrain: Terrain) -> Action {
        switch figure.manner {
        case .walker:
            if terrain.isSea { return .surf }
            return action == .swim ? .stand : action
        case .swimmer: return action == .surf ? .swim : action
        case .flyer, .roller, .floater, .still, .held, .upright: return action
        }
    }

    /// In the hands of someone in `pose`.
    func carried(by pose: Pose, _ performer: Performer) -> FigureState {
        let side = performer.umbrella == .right ? Side.left : performer.far.other
        let hand = pose.arms[side].hand
        let palm = hand.point(Vector(0, 0.05, 0))
        let both = (pose.arms.left.hand.origin + pose.arms.right.hand.origin) * 0.5
        let root: Placement
        switch figure.grip {
        case .low, .high: root = pose.chest.moved(to: palm)
        case .both: root = pose.chest.moved(to: both + pose.chest.z * 0.05)
        case .across:
            let strumming = pose.arms[side].wrist
            let neck = pose.arms[side.other].wrist - strumming
            var frame = pose.chest
            frame.x = neck.normalized
            frame.y = frame.z.cross(frame.x).normalized
            frame.z = frame.x.cross(frame.y)
            root = frame.moved(to: strumming - pose.chest.z * 0.03)
        case .mouth: root = pose.head.moved(to: palm)
        }
        return FigureState(root: root)
    }
}
