import Picture

extension FigureActor {
    /// The space that it takes up around its place while it does `action`.
    func extent(of performer: Performer) -> Extent {
        let travels = performer.action.travels
        let yaw: Float = travels ? (figure.presentation > 0.5 ? 1.22 : 0.92) : figure.presentation
        let (sine, cosine) = (abs(Trigonometry.sine(yaw)), abs(Trigonometry.cosine(yaw)))
        let isAloft = hangs(performer)
        let bounds = isAloft ? spread : self.bounds
        // What is held stands with its middle on its place when it is alone.
        let isCentred = figure.manner == .held
        let size = bounds.high - bounds.low
        let width = isCentred ? 0.60 * size.x : max(abs(bounds.low.x), abs(bounds.high.x))
        let length = isCentred ? 0.60 * size.z : max(abs(bounds.low.z), abs(bounds.high.z))
        let lift = isAloft ? altitude : isCentred ? -bounds.low.y : 0
        // Wings beat up and down as far as they reach, and the body bobs between them.
        let flutter = isAloft ? 0.10 * min(max(width, length), 2) + 0.35 * width : 0
        var top = bounds.high.y + lift + flutter
        // The near feet of a long body stand lower in the picture.
        var bottom =
            isAloft ? bounds.low.y + lift - flutter : min(0, bounds.low.y) - 0.10 * length
        if performer.action == .jump { top += 0.35 * (bounds.high.y - bounds.low.y) }
        if performer.terrain.isSea, figure.manner == .swimmer {
            top += 0.35 * length
            bottom -= 0.2
        }
        let half =
            max(cosine * width + sine * length * 0.94, cosine * length * 0.25)
            + (isAloft ? 0.10 * min(max(width, length), 2) : 0)
        let turned = Placement.identity.turned(Turn(yaw: yaw))
        let head = turned.point(Vector(bounds.head.x, 0, bounds.head.z))
        return Extent(
            bottom: bottom, top: top, halfWidth: half, depth: sine * width + cosine * length,
            head: bounds.head.y + lift, headRadius: bounds.headRadius,
            chin: bounds.headRadius * 0.9, headPlace: SIMD2(head.x, head.z))
    }

    /// How high the ground point of the figure hangs over the ground when it is in the air.
    var altitude: Float { figure.altitude * max(1, scale) }

    /// Whether it is in the air, or on the water, all the time.
    func hangs(_ performer: Performer) -> Bool {
        switch figure.manner {
        case .walker, .roller, .still, .held, .upright:
            performer.action == .fly && figure.altitude > 0
        case .flyer:
            performer.action == .fly || performer.action.travels || figure.legs.isEmpty
                || performer.terrain.isSea && performer.action != .surf
        case .swimmer: !performer.terrain.isSea
        case .floater: figure.altitude > 0
        }
    }

    /// Metres a second when it does `action`; nil where it stays.
    func speed(of action: Action) -> Float? {
        switch figure.manner {
        case .walker:
            switch action.pace {
            case .walk: figure.walk.speed * scale
            case .run: figure.run.speed * scale
            case nil: nil
            }
        case .flyer, .swimmer, .roller, .floater:
            switch action.pace {
            case .walk: figure.cruise * 0.6 * scale.squareRoot()
            case .run: figure.cruise * scale.squareRoot()
            case nil: action == .swim && figure.manner == .swimmer ? figure.cruise * 0.5 : nil
            }
        case .still, .held, .upright: nil
        }
    }
}

extension Figure {
    /// Small things that show themselves alone are as large as things on a stand.
    var presence: Float {
        guard manner == .held else { return 1 }
        let size = FigureBounds(self, aloft: 0)
        return Curve.clamp(0.8 / max((size.high - size.low).max(), 0.05), 1, 6)
    }
}
