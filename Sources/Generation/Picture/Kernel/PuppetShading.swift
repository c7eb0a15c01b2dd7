/// The light on puppets: cheated as on a film set (design: the picture, section 5).
struct PuppetShading<Place: World> {
    let world: Place
    let tile: Tile

    /// Whether occlusion and shadow are looked up; mirrored puppets go without.
    enum Detail {
        case full
        case mirrored
    }

    /// The light that a puppet's surface sends back along `rays`, in the `active` lanes.
    ///
    /// `width` is the size of a pixel at the surface.
    @inline(never)
    func color(
        of field: SolidField, at point: LaneVector, along rays: Rays, width: Lanes,
        active: LaneMask, detail: Detail
    ) -> LaneVector {
        let light = tile.scene.light
        let n = field.normal(point, epsilon: greater(width, 0.0013))
        let material = field.material(at: point)
        let towardsKey = dot(n, light.key)
        var open = Lanes(repeating: 0.75)
        var lit = Lanes(repeating: 0.8)
        if detail == .full {
            open = tile.occlusion(at: point, normal: n, active: active)
            open = (0.10 + 0.90 * open) * world.openness(at: point)
            let facing = active .& (towardsKey .> -0.15) .& (material.translucency .< 0.5)
            lit = select(facing, tile.shadow(at: point + n * 0.025, active: facing), 0.8)
        }
        let grazing = 1 - saturate(0 - dot(n, rays.direction))
        let grazing2 = grazing * grazing
        let grazing3 = grazing2 * grazing
        let gloss = lesser(material.gloss, 1)

        // A shadow that starts at the terminator would crease the cheeks: wrap does the rest.
        let keyed = mix(lit, Lanes(repeating: 1), smoothstep(0.12, -0.15, towardsKey))
        let wrap = saturate((towardsKey + 0.27) * (1 / 1.27))
        let diffuse = mix(wrap, saturate(towardsKey), gloss) * keyed
        var sum = light.keyColor * (diffuse + 0.11 * open)
        sum += light.ambient * (open * (0.55 + 0.45 * n.y))
        sum += light.bounce * (open * saturate(0.5 - 0.5 * n.y))
        sum += world.localLight(at: point, normal: n, wrap: 0.25, in: tile) * (open * 0.85)
        let albedo = material.color
        var c = albedo * sum

        if (active .& (material.translucency .> 0)).any {
            c += through(n, point, albedo) * material.translucency
        }
        // Blood under the skin and light in the fur: warm where the key light grazes.
        let terminator = saturate(1 - magnitude(towardsKey + 0.04) * 2.4) * (1 - material.hair)
        let warm = light.keyColor * Vector(0.35, 0.165, 0.085)
        c += albedo * albedo * (warm * (terminator * 0.65 * (0.3 + 0.7 * keyed) * open))

        let outline = grazing3 * (0.35 + 0.65 * open) * (1 - 0.5 * gloss)
        let veiled = outline * (1 - 0.55 * material.translucency)
        c += world.rim(normal: n, light: light) * veiled
        c += light.ambient * (grazing3 * grazing2 * saturate(0.3 + n.y) * 0.6)
        c += albedo * (material.glow * (1 / light.exposure))
        if (active .& (material.gloss .> 0)).any {
            let mirrored = reflect(rays.direction, n)
            c += highlights(mirrored, point, lit, grazing, grazing3 * grazing2) * material.gloss
        }
        return c
    }

    /// What shines through fabric from behind.
    @inline(__always)
    private func through(
        _ n: LaneVector, _ point: LaneVector, _ albedo: LaneVector
    ) -> LaneVector {
        let light = tile.scene.light
        let behind = world.localLight(at: point, normal: -n, wrap: 0.5, in: tile)
        let key = 0.31 * saturate(0.5 + 0.5 * n.y) + 0.20 * saturate(0.4 - n.y)
        return albedo * (behind * 0.85 + light.keyColor * key)
    }

    @inline(__always)
    private func highlights(
        _ mirrored: LaneVector, _ point: LaneVector, _ lit: Lanes, _ grazing: Lanes,
        _ grazing5: Lanes
    ) -> LaneVector {
        let light = tile.scene.light
        let s = saturate(dot(mirrored, light.key))
        var s8 = s * s
        s8 *= s8
        s8 *= s8
        s8 *= s8
        let key = light.keyColor * (1.05 * lit * (s8 + 0.06 * s * s))
        let sky = world.reflectedSky(mirrored) * (0.05 + 0.45 * grazing5)
        let lamps = world.localGlint(at: point, reflected: mirrored, in: tile)
        return key + sky + lamps * (0.35 + 0.65 * grazing)
    }
}

extension Tile {
    /// Puppets seen in a mirror: distance (``Lanes/far`` for none) and colour.
    @inline(never)
    func reflection<Place: World>(
        of rays: Rays, limit: Lanes, active: LaneMask, in world: Place
    ) -> (distance: Lanes, color: LaneVector) {
        var distance = Lanes.far
        var color = LaneVector.zero
        let shading = PuppetShading(world: world, tile: self)
        for index in 0..<scene.layout.puppetCount {
            let puppet = scene.rows + (scene.layout.puppets + index * PuppetRows.stride)
            let sphere = puppet[PuppetRows.sphere]
            let span = rays.span(of: sphere)
            let live = active .& span.meets .& (span.start .< lesser(limit, distance))
            if !live.any { continue }
            let count = SolidList(
                puppet, scene.rows, scratch.mirroredSolids, scratch.mirroredMasks
            ).gather(along: rays, live: live, spread: 0)
            if count == 0 { continue }
            let field = SolidField(
                rows: scene.rows, list: scratch.mirroredSolids, count: count,
                masks: scratch.mirroredMasks)
            let t = field.march(
                rays, from: greater(span.start, 0.02), to: span.end, live: live,
                tolerance: 0.004, steps: 28)
            let hit = live .& (t .< lesser(limit, distance))
            if !hit.any { continue }
            let seen = shading.color(
                of: field, at: rays.point(at: t), along: rays, width: Lanes(repeating: 0.006),
                active: hit, detail: .mirrored)
            distance = select(hit, t, distance)
            color = select(hit, seen, color)
        }
        return (distance, color)
    }
}

extension Rays {
    /// Where rays enter and leave a sphere (centre and radius).
    @inline(__always)
    func span(of sphere: SIMD4<Float>) -> (start: Lanes, end: Lanes, meets: LaneMask) {
        let offset = LaneVector(sphere) - origin
        let along = dot(offset, direction)
        let square = sphere.w * sphere.w - (dot(offset, offset) - along * along)
        let half = root(greater(square, 0))
        return (along - half, along + half, (square .> 0) .& (along .> -sphere.w))
    }
}
