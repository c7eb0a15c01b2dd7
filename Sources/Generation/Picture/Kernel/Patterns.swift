// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// What the surface of a puppet is made of at a point, blended between its solids.
struct Material {
    var color = LaneVector.zero
    var gloss = Lanes.zero

    /// How much light passes through: 1 for umbrella fabric.
    var translucency = Lanes.zero

    /// 1 for hair: no light under the skin, a sheen on top.
    var hair = Lanes.zero

    /// How brightly it shines by itself.
    var glow = Lanes.zero

    @inline(__always)
    init() {}
}

extension SolidField {
    /// The material at `point`: colours are blended with the weights of the distances.
    @inline(never)
    func material(at point: LaneVector) -> Material {
        var blended = Material()
        var nearest = Lanes(repeating: 1e3)
        for entry in 0..<count {
            let solid = rows + Int(list[entry])
            let local = Solids.local(point, solid)
            var distance = Solids.distance(local, solid)
            if let masks { distance = select(masks[entry], distance, 2e3) }
            let radius = solid[SolidRows.x].w
            let share = saturate(0.5 + 0.5 * (nearest - distance) * (1 / radius))
            if (share .> 0).any {
                let own = Pattern.material(of: solid, at: local, world: point, rows: rows)
                blended.color = mix(blended.color, own.color, share)
                blended.gloss = mix(blended.gloss, own.gloss, share)
                blended.translucency = mix(blended.translucency, own.translucency, share)
                blended.hair = mix(blended.hair, own.hair, share)
                blended.glow = mix(blended.glow, own.glow, share)
            }
            nearest = nearest + (distance - nearest) * share - radius * share * (1 - share)
        }
        return blended
    }
}

/// The patterns of ``Surface/Pattern``, in the local frame of a solid so that they follow the bones.
enum Pattern {
    @inline(never)
    static func material(
        of solid: UnsafePointer<SIMD4<Float>>, at p: LaneVector, world: LaneVector,
        rows: UnsafePointer<SIMD4<Float>>
    ) -> Material {
        var material = Material()
        let base = solid[SolidRows.color]
        let color = LaneVector(base)
        let accent = solid[SolidRows.accent]
        let numbers = solid[SolidRows.pattern]
        material.gloss = Lanes(repeating: base.w)
        switch solid[SolidRows.y].w {
        case 1: material.color = fur(color, accent, numbers, p)
        case 2:
            material.color = eye(color, accent, p)
            // Catch lights are painted; a glossier eye mirrors the sky and its pupil turns grey.
            material.gloss = material.gloss * 0.1
        case 3: material.color = stripes(color, accent, numbers, p)
        case 4:
            let head = rows + Int(accent.w)
            material.color = face(color, numbers, solid[SolidRows.patternMore], head, world)
        case 5:
            material.color = color * strands(p)
            material.hair = Lanes(repeating: 1)
        case 6: material.color = color * weave(p)
        case 7:
            let rib = fraction(p.x * 55 + p.z * 55 + p.y * 22)
            material.color = color * (0.70 + 0.5 * smoothstep(0.25, 0.75, rib))
        case 8: material.color = coatChest(color, accent, p)
        case 9: material.color = color * (weave(p) * closing(p.x, p.y - 0.21, p.z))
        case 10: material.color = color * (weave(p) * (1 - 0.35 * bump(p.y - 0.52, 0.006)))
        case 11: canopy(&material, color, accent, extent: solid[SolidRows.shape].y, p)
        case 12: material.color = board(color, accent, p)
        case 13: material.color = spots(color, accent, numbers, p)
        case 14:
            material.color = color
            material.glow = Lanes(repeating: numbers.x)
        default: material.color = color * (0.92 + 0.16 * grain(p))
        }
        return material
    }

    @inline(__always)
    private static func grain(_ p: LaneVector) -> Lanes {
        Noise.value(p.x * 70 + p.z * 40, p.y * 28 + p.z * 30)
    }

    @inline(__always)
    private static func weave(_ p: LaneVector) -> Lanes {
        0.85 + 0.30 * Noise.value(p.x * 90 + p.z * 50, p.y * 34 + p.z * 30)
    }

    @inline(never)
    private static func strands(_ p: LaneVector) -> Lanes {
        let fine = Noise.value(p.x * 75 + p.z * 60 + 3, p.y * 9 + p.z * 5)
        let coarse = Noise.value(p.x * 28 - p.z * 30, p.y * 5)
        return 0.55 + 0.60 * fine + 0.45 * coarse
    }

    @inline(never)
    private static func fur(
        _ color: LaneVector, _ accent: SIMD4<Float>, _ along: SIMD4<Float>, _ p: LaneVector
    ) -> LaneVector {
        let wander = Noise.value(p.x * 9 + p.z * 5 + 3, p.y * 9 + 7)
        let phase = p.x * along.x + p.y * along.y + p.z * along.z + 2.2 * wander
        let stripe = smoothstep(0.25, 0.75, sine(phase)) * along.w
        return mix(color, LaneVector(accent), stripe) * (0.82 + 0.36 * grain(p))
    }

    @inline(never)
    private static func stripes(
        _ color: LaneVector, _ accent: SIMD4<Float>, _ along: SIMD4<Float>, _ p: LaneVector
    ) -> LaneVector {
        let phase = p.x * along.x + p.y * along.y + p.z * along.z + along.w
        let stripe = smoothstep(-0.25, 0.25, sine(phase))
        let thread = 0.94 + 0.12 * Noise.value(p.x * 90 + p.z * 60, p.y * 120)
        return mix(color, LaneVector(accent), stripe) * thread
    }

    /// Patches with uneven edges: two octaves of noise over a threshold.
    @inline(never)
    private static func spots(
        _ color: LaneVector, _ accent: SIMD4<Float>, _ numbers: SIMD4<Float>, _ p: LaneVector
    ) -> LaneVector {
        let q = p * numbers.x
        let coarse = Noise.value(q.x + q.z * 0.71 + 11, q.y + q.z * 0.63 + 5)
        let fine = Noise.value(q.x * 2.3 - q.z * 1.7, q.y * 2.3 + q.z * 1.9)
        let height = coarse * 0.8 + fine * 0.2
        let edge = 0.86 - 0.66 * numbers.y
        let patch = smoothstep(edge - 0.03, edge + 0.03, height)
        return mix(color, LaneVector(accent), patch) * (0.88 + 0.24 * grain(p))
    }

    /// Iris, limbal ring, pupil and two catch lights on the direction from the eye's centre.
    @inline(never)
    private static func eye(
        _ color: LaneVector, _ accent: SIMD4<Float>, _ p: LaneVector
    ) -> LaneVector {
        let scale = 1 / root(dot(p, p))
        let x = p.x * scale
        let y = p.y * scale
        let r = root(x * x + y * y)
        let iris = smoothstep(0.80, 0.75, r)
        let depth = smoothstep(0.78, 0.36, r) * (0.55 - 0.62 * y)
        let hue = LaneVector(accent)
        let ring = 1 - 0.85 * smoothstep(0.62, 0.77, r) * iris
        var c = mix(color, mix(hue * 0.30, hue * 1.45, depth), iris) * ring
        c = mix(c, Vector(0.007, 0.006, 0.008), smoothstep(0.50, 0.45, r))
        c = c * (0.55 + 0.45 * smoothstep(0.85, 0.35, y))
        let high = root(squared(x - 0.24) + squared(y - 0.31))
        c = mix(c, Vector(3, 3, 3), smoothstep(0.20, 0.15, high))
        let low = root(squared(x + 0.23) + squared(y + 0.27))
        return mix(c, Vector(1.2, 1.25, 1.25), smoothstep(0.115, 0.075, low))
    }

    /// Mouth, lips, tongue, teeth and blush, painted in the head's frame.
    @inline(never)
    private static func face(
        _ color: LaneVector, _ numbers: SIMD4<Float>, _ lower: SIMD4<Float>,
        _ head: UnsafePointer<SIMD4<Float>>, _ world: LaneVector
    ) -> LaneVector {
        let offset = world - LaneVector(head[0])
        let x = dot(offset, LaneVector(head[1]))
        let y = dot(offset, LaneVector(head[2]))
        let z = dot(offset, LaneVector(head[3]))
        let side = magnitude(x)
        // Lengths were tuned for a mouth of half width 0.098.
        let m = numbers.x * (1 / 0.098)
        let im = 1 / m
        let corner = numbers.y + numbers.z
        let front = smoothstep(0.05 * m, 0.10 * m, z)

        let cheekX = (side - 0.135 * m) * (im / 0.070)
        let cheekY = (y - (corner + 0.021 * m)) * (im / 0.055)
        let cheek = saturate(1 - (cheekX * cheekX + cheekY * cheekY)) * front
        var c = mix(
            color, color * LaneVector(1.1, 0.5, 0.6) + Vector(0.04, 0, 0),
            cheek * (0.85 * numbers.w))

        let u = x * (1 / numbers.x)
        let top = numbers.y * u * u + numbers.z
        let bottom = lower.x * u * u + lower.y
        let above = top - y
        let below = y - bottom
        let inside = smoothstep(0, 0.005 * m, above) * smoothstep(0, 0.007 * m, below) * front
        let lip =
            smoothstep(-0.012 * m, 0, above) * smoothstep(-0.016 * m, 0, below) * front
            * smoothstep(1.25, 1.05, magnitude(u))
        c = mix(c, c * LaneVector(0.86, 0.45, 0.5), lip * 0.8)
        let tongueY = (y - (lower.y - 0.016 * m)) * 1.2
        let tongue = smoothstep(0.062 * m, 0.050 * m, root(x * x + tongueY * tongueY))
        var mouth = mix(Vector(0.20, 0.015, 0.012), Vector(0.75, 0.17, 0.13), tongue)
        let teeth =
            smoothstep(0.024 * m, 0.020 * m, above) * smoothstep(1, 0.86, magnitude(u))
        mouth = mix(mouth, Vector(0.95, 0.90, 0.84), teeth)
        c = mix(c, mouth, inside)

        let dimpleX = side - 0.100 * m
        let dimpleY = y - (corner + 0.016 * m)
        let ring = root(dimpleX * dimpleX + dimpleY * dimpleY) - 0.018 * m
        let dimple =
            smoothstep(0.011 * m, 0.004 * m, magnitude(ring)) * smoothstep(0, 0.012 * m, dimpleX)
            * smoothstep(0.02 * m, -0.006 * m, magnitude(dimpleY) - 0.012 * m) * front
        return mix(c, c * LaneVector(0.75, 0.5, 0.45), dimple * 0.6)
    }

    /// The line where a coat closes, dark on its front, below the collar.
    @inline(__always)
    private static func closing(_ x: Lanes, _ y: Lanes, _ z: Lanes) -> Lanes {
        let front = smoothstep(0, 0.03, z)
        return 1 - 0.75 * bump(x - 0.004, 0.006) * front * smoothstep(0.04, 0, y)
    }

    /// A sweater in the neck of a coat, its lapels and its closing line.
    @inline(never)
    private static func coatChest(
        _ color: LaneVector, _ accent: SIMD4<Float>, _ p: LaneVector
    ) -> LaneVector {
        let front = smoothstep(0, 0.03, p.z)
        let v = p.y * 0.62 - 0.012 - magnitude(p.x)
        let sweater = smoothstep(0, 0.008, v) * front
        let rib = 0.75 + 0.5 * smoothstep(0.3, 0.7, fraction(p.x * 95))
        var c = mix(color * weave(p), LaneVector(accent) * rib, sweater)
        let upper = smoothstep(-0.05, -0.02, p.y) * front
        let lapel = smoothstep(-0.060, -0.056, v) * smoothstep(0, -0.004, v) * upper
        let edges = greater(bump(v + 0.060, 0.006), bump(v, 0.005))
        let notch = bump(p.y - 0.085 - 0.25 * magnitude(p.x), 0.005)
        c = c * ((1 + 0.25 * lapel) * (1 - 0.7 * upper * edges) * (1 - 0.7 * lapel * notch))
        return c * closing(p.x, p.y, p.z)
    }

    /// Umbrella fabric with ribs, a border of the accent, sparkling drops.
    @inline(never)
    private static func canopy(
        _ material: inout Material, _ color: LaneVector, _ accent: SIMD4<Float>, extent: Float,
        _ p: LaneVector
    ) {
        let (u, v) = Solids.foldedPanel(p.x, p.z)
        let rib = smoothstep(0.010, 0.004, magnitude(v - u * 0.4142))
        let edge = u + squared(v) * 0.55
        let border = smoothstep(extent - 0.022, extent - 0.018, edge)
        let drop = smoothstep(0.80, 0.95, Noise.value(p.x * 75 + 11, p.z * 75))
        let shaded = mix(color * (1 - 0.75 * rib), LaneVector(accent), border * 0.6)
        material.color = shaded * (1 + 0.5 * drop)
        material.translucency = 1 - rib
        material.gloss = material.gloss + drop * 1.2
    }

    /// A surfboard: two stripes and a thin one derived from the colour of its nose.
    @inline(never)
    private static func board(
        _ color: LaneVector, _ accent: SIMD4<Float>, _ p: LaneVector
    ) -> LaneVector {
        let e = magnitude(p.z)
        let wide = Vector(accent.z + 0.25, accent.x + 0.04, accent.y * 0.09)
        let thin = Vector(accent.x + 0.02, accent.y * 0.55, accent.z * 0.82)
        var c = mix(color, wide, smoothstep(0.085, 0.075, magnitude(e - 0.15)))
        c = mix(c, thin, smoothstep(0.03, 0.02, e))
        return mix(c, LaneVector(accent), smoothstep(0.60, 0.62, p.x))
    }
}
