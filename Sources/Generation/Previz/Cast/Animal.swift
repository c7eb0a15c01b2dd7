import Picture

/// An animal that stands upright: a body for all kinds, a head by ``Breed``.
struct Animal: Puppet {
    var breed: Breed
    var color: Vector
    let scale: Float

    /// Sizes of trunk and head relative to a grown animal's; the young have a small body and a big
    /// head.
    private let trunk: Float
    private let skull: Float
    let eyeSize: Float

    /// How strongly stripes show; white and black coats have none.
    private let stripes: Float
    let physique: Physique

    /// What its file adds to the body, on the bones `head` and `chest`.
    private let extras: FigureActor

    /// `figure` is ``Figure/Manner/upright``; `color` is what was asked for, `turn` picks a usual one.
    init(
        _ figure: Figure, _ breed: Breed, color asked: Vector?, turn: Int, young: Bool,
        scale: Float
    ) {
        extras = FigureActor(figure, color: asked, turn: turn, scale: scale, isYoung: false)
        let color = extras.surfaces.first?.color ?? asked ?? Palette.brown
        self.breed = breed
        self.color = color
        self.scale = scale
        trunk = young ? 0.80 : 1
        skull = young ? 1.08 : 1
        eyeSize = young ? 1.12 : 1
        let light = color.dot(Vector(0.3, 0.5, 0.2))
        stripes = light > 0.6 || light < 0.06 ? 0 : breed.stripes
        let ears: Float = breed.ears == .long ? 0.70 : 0.41
        physique = Physique(
            hip: 0.50 * trunk, hipHalf: 0.13 * trunk, thigh: 0.24 * trunk, shin: 0.24 * trunk,
            ankle: 0.072 * trunk, ball: 0.10 * trunk, heel: 0.05 * trunk,
            shoulder: Vector(0.155, 0.33, 0.02) * trunk, upperArm: 0.235 * trunk,
            forearm: 0.235 * trunk, head: Vector(0, 0.335 * trunk + 0.265 * skull, 0.05),
            headRadius: 0.36 * skull, chin: 0.27 * skull,
            top: 0.895 * trunk + (0.265 + ears) * skull,
            girth: 0.33 * trunk
        ).scaled(by: scale)
    }

    var belly: Vector { Palette.pale(color) }
    var limbColor: Vector { breed.pied ? Vector(0.026, 0.025, 0.030) : color }
    var tip: Vector { breed.pied ? limbColor : Palette.pale(color) * Vector(1, 1.02, 1.08) }

    /// Bushy tails end in white, striped ones in a dark ring.
    private var tailTip: Surface {
        if breed.tail == .bushy { return .plain(tip) }
        return stripes > 0 ? .plain(Palette.deep(color) * 1.5) : coat(.zero)
    }

    func coat(_ along: Vector, of color: Vector? = nil, strength: Float = 0.85) -> Surface {
        .fur(
            color ?? self.color, along: along, stripes: along == .zero ? 0 : strength * stripes)
    }

    func sculpt(_ pose: Pose, with sculptor: inout Sculptor) {
        sculptor.scale = scale * trunk
        for side in Side.both { leg(pose.legs[side], with: &sculptor) }
        trunk(pose, with: &sculptor)
        for side in Side.both { arm(pose.arms[side], with: &sculptor) }
        sculptor.scale = scale * skull
        head(pose, with: &sculptor)
        sculptor.scale = scale * trunk
        tail(pose, with: &sculptor)
        sculptor.scale = scale * skull
        extras.sculpt(
            on: [pose.head, pose.chest], sizes: [scale * skull, scale * trunk], face: pose.face,
            with: &sculptor)
        sculptor.scale = scale * skull
        eyes(pose, with: &sculptor)
    }

    private func leg(_ leg: Pose.Leg, with sculptor: inout Sculptor) {
        let limb = coat(Vector(0, 22, 0), of: limbColor, strength: 0.75)
        let shin = coat(Vector(0, 26, 0), of: limbColor, strength: 0.75)
        sculptor.limb(
            from: leg.hip, to: leg.knee, radii: SIMD2(0.150, 0.115), hint: leg.foot, blend: 0.06,
            limb)
        sculptor.limb(
            from: leg.knee, to: leg.foot.origin, radii: SIMD2(0.11, 0.082), hint: leg.foot,
            blend: 0.05, shin)
        sculptor.ellipsoid(
            leg.foot, at: Vector(0, -0.012, 0.055), radii: Vector(0.10, 0.062, 0.125), blend: 0.04,
            .plain(tip))
    }

    private func trunk(_ pose: Pose, with sculptor: inout Sculptor) {
        let chest = pose.chest
        sculptor.cone(
            chest, from: Vector(0, 0, -0.01), to: Vector(0, 0.34, 0.01),
            radii: SIMD2(0.235, 0.165), blend: 0.08, coat(Vector(0, 23, 0)))
        let bib = breed.pied ? Surface.plain(limbColor) : .plain(tip)
        sculptor.ellipsoid(
            chest, at: Vector(0, 0.06, 0.125), radii: Vector(0.155, 0.21, 0.135), blend: 0.05,
            .plain(belly))
        sculptor.ellipsoid(
            chest, at: Vector(0, 0.32, 0.10), radii: Vector(0.12, 0.13, 0.10), blend: 0.06, bib)
    }

    private func arm(_ arm: Pose.Arm, with sculptor: inout Sculptor) {
        let limb = coat(Vector(0, 26, 0), of: limbColor, strength: 0.8)
        sculptor.limb(
            from: arm.shoulder, to: arm.elbow, radii: SIMD2(0.105, 0.085), hint: arm.hand,
            blend: 0.06, limb)
        sculptor.limb(
            from: arm.elbow, to: arm.wrist, radii: SIMD2(0.083, 0.072), hint: arm.hand,
            blend: 0.04, limb)
        sculptor.ellipsoid(
            arm.hand, at: Vector(0, 0.05, 0.01), radii: Vector(0.085, 0.095, 0.085), blend: 0.04,
            .plain(tip))
    }

    private func tail(_ pose: Pose, with sculptor: inout Sculptor) {
        let chest = pose.chest
        let second = pose.secondary
        guard breed.tail != .none else { return }
        guard breed.tail != .stub else {
            sculptor.ellipsoid(
                chest, at: Vector(0, 0.02, -0.245), radii: Vector(0.095, 0.09, 0.085), blend: 0.03,
                .plain(breed.paleTail ? tip : limbColor))
            return
        }
        let aside: Float = second.tailAside ? 1 : 0
        var point = Vector(-0.06 * aside, -0.04, -0.17)
        var angle: Float = breed.tail == .upright ? 2.1 : 2.95 + 0.5 * aside
        let links = breed.tail == .upright ? 3 : 5
        let length: Float = breed.tail == .upright ? 0.145 : 0.185
        for link in 0..<links {
            let place = Float(link)
            let turns = second.tail - place * 0.127
            let wave = 0.16 * second.wag * Curve.sine(turns: turns)
            angle -= 0.05 + 0.15 * place + (second.tailAside ? wave : 0.4 * wave)
            let out = Trigonometry.cosine(angle) * length
            let side = second.tailAside ? -0.02 : wave * length * (1.2 + 0.5 * place)
            let step = Vector(
                aside * out + (1 - aside) * side, Trigonometry.sine(angle) * length * 0.95,
                (1 - aside) * out - 0.015)
            let next = point + step
            let bush: Float = breed.tail == .bushy ? 1 + 0.55 * Curve.hump(place / 4.4) : 1
            let radius = (0.082 - 0.004 * place) * bush
            let last = link == links - 1 && breed.tail != .upright
            sculptor.cone(
                chest, from: point, to: next,
                radii: SIMD2(radius, (last ? 0.7 : 1) * (radius - 0.004)), blend: 0.03,
                last ? tailTip : coat(Vector(0, 34, 0), strength: 0.95))
            point = next
        }
    }
}
