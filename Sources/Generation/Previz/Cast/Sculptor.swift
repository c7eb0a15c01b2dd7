import Picture

/// Collects the solids of one puppet.
///
/// Local points, radii and patterns are in the puppet's own design units; ``scale`` turns them into
/// metres. Points named `world` are in metres already.
struct Sculptor {
    private(set) var primitives: [Primitive] = []

    /// Metres of a design unit; parts of other proportions, such as a kitten's head, change it.
    var scale: Float

    init(scale: Float) {
        self.scale = scale
    }

    mutating func ellipsoid(
        _ frame: Placement, at center: Vector, radii: Vector, blend: Float, _ surface: Surface
    ) {
        add(
            .ellipsoid(radii: radii * scale), frame.moved(to: point(frame, center)), blend: blend,
            surface)
    }

    mutating func cone(
        _ frame: Placement, from start: Vector, to end: Vector, radii: SIMD2<Float>, blend: Float,
        _ surface: Surface
    ) {
        limb(
            from: point(frame, start), to: point(frame, end), radii: radii, hint: frame,
            blend: blend, surface)
    }

    /// A round cone between two points of the world.
    mutating func limb(
        from start: Vector, to end: Vector, radii: SIMD2<Float>, hint: Placement, blend: Float,
        _ surface: Surface
    ) {
        let axis = end - start
        let height = axis.length
        guard height > 1e-4 else {
            add(
                .ellipsoid(radii: Vector(repeating: max(radii.x, radii.y) * scale)),
                hint.moved(to: start), blend: blend, surface)
            return
        }
        add(
            .roundCone(start: radii.x * scale, end: radii.y * scale, height: height),
            .along(axis, hint: hint, at: start), blend: blend, surface)
    }

    mutating func box(
        _ frame: Placement, at center: Vector, half: Vector, rounding: Float, blend: Float,
        _ surface: Surface
    ) {
        add(
            .box(half: half * scale, rounding: rounding * scale),
            frame.moved(to: point(frame, center)), blend: blend, surface)
    }

    mutating func cylinder(
        _ frame: Placement, at center: Vector, radius: Float, half: Float, rounding: Float,
        blend: Float, _ surface: Surface
    ) {
        add(
            .cylinder(radius: radius * scale, half: half * scale, rounding: rounding * scale),
            frame.moved(to: point(frame, center)), blend: blend, surface)
    }

    mutating func ring(
        _ frame: Placement, at center: Vector, radius: Float, tube: Float, blend: Float,
        _ surface: Surface
    ) {
        add(
            .ring(radius: radius * scale, tube: tube * scale),
            frame.moved(to: point(frame, center)), blend: blend, surface)
    }

    mutating func canopy(
        _ frame: Placement, at center: Vector, radius: Float, extent: Float, thickness: Float,
        _ surface: Surface
    ) {
        add(
            .canopy(radius: radius * scale, extent: extent * scale, thickness: thickness * scale),
            frame.moved(to: point(frame, center)), blend: 0.004, surface)
    }

    /// A skirt that hangs from `waist`, whose y axis points down.
    mutating func skirt(
        _ waist: Placement, top: SIMD2<Float>, bottom: SIMD2<Float>, height: Float,
        shear: SIMD2<Float>, blend: Float, _ surface: Surface
    ) {
        add(
            .skirt(
                top: top * scale, bottom: bottom * scale, height: height * scale,
                shear: shear * scale), waist, blend: blend, surface)
    }

    mutating func band(
        _ frame: Placement, at center: Vector, radius: Float, flare: Float, half: Float,
        thickness: Float, gap: Float, blend: Float, _ surface: Surface
    ) {
        add(
            .band(
                radius: radius * scale, flare: flare, half: half * scale,
                thickness: thickness * scale, gap: gap * scale),
            frame.moved(to: point(frame, center)), blend: blend, surface)
    }

    /// The world point of a local one.
    func point(_ frame: Placement, _ local: Vector) -> Vector {
        frame.origin + frame.direction(local * scale)
    }

    private mutating func add(
        _ shape: Primitive.Shape, _ placement: Placement, blend: Float, _ surface: Surface
    ) {
        primitives.append(
            Primitive(
                shape: shape, placement: placement, blend: blend * scale,
                surface: fitted(surface)))
    }

    /// Patterns count stripes a metre, so they shrink with the puppet.
    private func fitted(_ surface: Surface) -> Surface {
        var surface = surface
        switch surface.pattern {
        case .fur(let along, let strength):
            surface.pattern = .fur(along: along / scale, strength: strength)
        case .stripes(let along, let phase):
            surface.pattern = .stripes(along: along / scale, phase: phase)
        case .face(var paint):
            paint.mouthWidth *= scale
            paint.upper *= scale
            paint.lower *= scale
            surface.pattern = .face(paint)
        case .spots(let frequency, let cover):
            surface.pattern = .spots(frequency: frequency / scale, cover: cover)
        case .plain, .eye, .hair, .cloth, .canopy, .board, .glow:
            break
        }
        return surface
    }
}
