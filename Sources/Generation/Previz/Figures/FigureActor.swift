import Picture

/// A figure in its colours and size.
struct FigureActor: Sendable {
    let figure: Figure

    /// Metres of a unit of the figure's file.
    let scale: Float
    let isYoung: Bool

    /// One for each of ``Figure/paints``.
    let surfaces: [Surface]
    let bounds: FigureBounds

    /// The same in the air, with spread wings.
    let spread: FigureBounds

    /// Metres of a unit for what hangs on each bone.
    private let sizes: [Float]

    /// `color` is what was asked for; else `turn` picks from the usual ones.
    init(_ figure: Figure, color: Vector?, turn: Int, scale: Float, isYoung: Bool) {
        self.figure = figure
        self.scale = scale
        self.isYoung = isYoung
        surfaces = figure.paints.map { paint in
            let own = paint.color.resolved(color, turn: turn, among: figure.paints)
            let accent = paint.accent?.resolved(color, turn: turn, among: figure.paints)
            return Surface(
                color: own, accent: accent ?? Palette.deep(own), pattern: paint.pattern,
                gloss: paint.gloss)
        }
        sizes = FigureActor.sizes(of: figure, scale: scale, isYoung: isYoung)
        bounds = FigureBounds(figure, aloft: 0).scaled(by: scale)
        spread = FigureBounds(figure, aloft: 1).scaled(by: scale)
    }

    private static func sizes(of figure: Figure, scale: Float, isYoung: Bool) -> [Float] {
        var sizes: [Float] = []
        for bone in figure.bones {
            let base = bone.parent.map { sizes[$0] } ?? scale
            sizes.append(isYoung ? base * bone.young : base)
        }
        return sizes
    }

    /// Adds the figure's solids in `state` to `sculptor`.
    func sculpt(_ state: FigureState, with sculptor: inout Sculptor) {
        sculpt(
            on: figure.frames(in: state, scale: scale, sizes: sizes), sizes: sizes,
            face: state.face, with: &sculptor)
    }

    /// Adds the solids on bones at `frames`, whose units are `sizes` metres.
    func sculpt(
        on frames: [Placement], sizes: [Float], face: Expression, with sculptor: inout Sculptor
    ) {
        for solid in figure.solids {
            sculptor.scale = sizes[solid.bone]
            let frame = frames[solid.bone]
            let surface = surfaces[solid.paint]
            let placed = frame.turned(solid.turn)
                .moved(to: sculptor.point(frame, solid.at))
            switch solid.shape {
            case .ellipsoid(let radii):
                sculptor.ellipsoid(placed, at: .zero, radii: radii, blend: solid.blend, surface)
            case .cone(let end, let radii):
                sculptor.cone(
                    frame, from: solid.at, to: end, radii: radii, blend: solid.blend, surface)
            case .box(let half, let rounding):
                sculptor.box(
                    placed, at: .zero, half: half, rounding: rounding, blend: solid.blend, surface)
            case .cylinder(let radius, let half, let rounding):
                sculptor.cylinder(
                    placed, at: .zero, radius: radius, half: half, rounding: rounding,
                    blend: solid.blend, surface)
            case .ring(let radius, let tube):
                sculptor.ring(
                    placed, at: .zero, radius: radius, tube: tube, blend: solid.blend, surface)
            case .canopy(let radius, let extent, let thickness):
                sculptor.canopy(
                    placed, at: .zero, radius: radius, extent: extent, thickness: thickness,
                    surface)
            }
        }
        for eye in figure.eyes {
            sculptor.scale = sizes[eye.bone]
            sculptor.eye(
                Eye(
                    center: eye.at, radii: eye.radii, side: eye.side, outward: eye.outward,
                    iris: eye.iris,
                    lidOffset: Vector(0, 0.50 * eye.radii.y, -0.18 * eye.radii.z),
                    lidRadii: eye.radii * Vector(1.06, 0.66, 1.06), lidRoll: -0.12),
                in: frames[eye.bone], face: face, lid: surfaces[eye.lid],
                lashes: Palette.ink)
        }
    }

    /// Height of the saddle over the ground at rest; of the top, without one.
    var seatHeight: Float {
        var state = FigureState(root: .identity)
        state.shift.y = figure.manner == .floater ? altitude : 0
        return socket("saddle", in: state)?.origin.y ?? bounds.high.y
    }

    /// Whether someone can sit on it.
    var hasSaddle: Bool { figure.sockets["saddle"] != nil }

    /// Where the socket `name` is in `state`; nil if the figure has none.
    func socket(_ name: String, in state: FigureState) -> Placement? {
        guard let socket = figure.sockets[name] else { return nil }
        let frame = figure.frames(in: state, scale: scale, sizes: sizes)[socket.bone]
        return frame.moved(to: frame.point(socket.at * sizes[socket.bone])).turned(socket.turn)
    }
}

extension Figure.Paint.Color {
    /// Paints refer to one another without a circle; ``PaintReading`` sees to it.
    fileprivate func resolved(
        _ asked: Vector?, turn: Int, among paints: [Figure.Paint]
    ) -> Vector {
        func color(_ index: Int) -> Vector {
            paints[index].color.resolved(asked, turn: turn, among: paints)
        }
        return switch self {
        case .asked(let usual):
            asked ?? (usual.isEmpty ? Palette.white : usual[turn % usual.count])
        case .fixed(let color): color
        case .pale(let index): Palette.pale(color(index))
        case .deep(let index): Palette.deep(color(index))
        case .dark(let index): color(index) * 0.22
        case .same(let index): color(index)
        }
    }
}

/// The space that a figure takes up, relative to the ground under its middle.
struct FigureBounds: Equatable, Sendable {
    var low: Vector
    var high: Vector

    /// The middle and radius of what hangs on the bone that has the eyes; of all, without eyes.
    var head: Vector
    var headRadius: Float

    init(_ figure: Figure, aloft: Float) {
        var state = FigureState(root: .identity)
        state.aloft = aloft
        state.gains = ChannelValues()
        state.feet = figure.legs.map {
            Placement.identity.moved(to: $0.home + Vector(0, $0.ankle, 0))
        }
        let frames = figure.frames(
            in: state, scale: 1, sizes: Array(repeating: 1, count: figure.bones.count))
        var low = Vector(repeating: .greatestFiniteMagnitude)
        var high = -low
        var face: (low: Vector, high: Vector)?
        for solid in figure.solids {
            let frame = frames[solid.bone]
            for (center, radius) in solid.spheres {
                let point = frame.point(center)
                low = pointwiseMin(low, point - radius)
                high = pointwiseMax(high, point + radius)
                guard solid.bone == figure.eyes.first?.bone else { continue }
                let known = face ?? (point, point)
                face = (
                    pointwiseMin(known.low, point - radius * 0.8),
                    pointwiseMax(known.high, point + radius * 0.8)
                )
            }
        }
        self.low = low
        self.high = high
        let inner = face ?? (low, high)
        head = (inner.low + inner.high) * 0.5
        let size = inner.high - inner.low
        headRadius = 0.5 * max(size.x, size.y)
    }

    func scaled(by factor: Float) -> FigureBounds {
        var bounds = self
        bounds.low *= factor
        bounds.high *= factor
        bounds.head *= factor
        bounds.headRadius *= factor
        return bounds
    }
}

extension Figure.Solid {
    /// Spheres that hold the solid, in the frame of its bone.
    fileprivate var spheres: [(Vector, Float)] {
        switch shape {
        case .ellipsoid(let radii): along(radii)
        case .cone(let end, let radii): [(at, radii.x), (end, radii.y)]
        case .box(let half, _): corners(half)
        case .cylinder(let radius, let half, _): corners(Vector(radius, half, radius))
        case .ring(let radius, let tube): along(Vector(radius + tube, tube, radius + tube))
        case .canopy(let radius, let extent, _):
            [(at + Vector(0, 0.8 * radius, 0), extent)]
        }
    }

    /// The corners of a box.
    private func corners(_ half: Vector) -> [(Vector, Float)] {
        let frame = Placement.identity.turned(turn).moved(to: at)
        return (0..<8).map { index in
            let signs = Vector(
                index & 1 == 0 ? 1 : -1, index & 2 == 0 ? 1 : -1, index & 4 == 0 ? 1 : -1)
            return (frame.point(half * signs), 0)
        }
    }

    /// A row of spheres along each axis of a long solid.
    private func along(_ half: Vector) -> [(Vector, Float)] {
        let frame = Placement.identity.turned(turn)
        let thin = half.min()
        var spheres: [(Vector, Float)] = []
        for (axis, reach) in [(frame.x, half.x), (frame.y, half.y), (frame.z, half.z)] {
            let far = axis * max(reach - thin, 0)
            spheres += [(at + far, thin), (at - far, thin)]
        }
        return spheres
    }
}
