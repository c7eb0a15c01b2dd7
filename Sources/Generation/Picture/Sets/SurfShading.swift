extension SurfWorld {
    /// Water: a thin turquoise body where the wave is high, Fresnel sky, glitter, foam.
    @inline(never)
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector {
        let t = hit.distance
        let p = rays.point(at: t)
        let facet = facet(at: p, t)
        let n = facet.normal
        let hero = Ocean.hero(p.x, p.z)

        let facing = 1 - saturate(0 - dot(n, rays.direction))
        let facing2 = facing * facing
        let fresnel = 0.02 + 0.98 * (facing2 * facing2 * facing)
        var r = reflect(rays.direction, n)
        r = normalize(LaneVector(r.x, magnitude(r.y) + 0.02, r.z))
        var mirrored = OpenSky.smooth(light, r) + glitter(r)

        let lift = facet.height - hero
        let thin = saturate(hero * 0.62 + lift * 0.9 - 0.12)
        let face = saturate(0.35 + 0.65 * n.z)
        var body = mix(
            Vector(0.004, 0.045, 0.085), Vector(0.015, 0.30, 0.34), thin * (0.45 + 0.55 * face))
        let behind = saturate(dot(rays.direction, light.sun) * 0.5 + 0.5)
        body += Vector(0.04, 0.42, 0.32) * (thin * thin * behind * 0.75)
        let shadow = tile.shadow(at: LaneVector(p.x, p.y + 0.02, p.z), active: active)
        body = body * brightness * (0.45 + 0.55 * shadow)

        let near = active .& (t .< 9)
        if near.any {
            let seen = reflectedPuppets(p, facet.calm, rays, active: near, in: tile)
            mirrored = mix(mirrored, seen.color, seen.share * smoothstep(9, 6, t))
        }
        var c = mix(body, mirrored, fresnel * (0.6 + 0.4 * shadow))
        let close = active .& (t .< 30)
        if close.any {
            let foam = foam(at: p, hero: hero, lift: lift, active: close)
            let white = foamColor(n, shadow)
            c = mix(c, white, select(close, saturate(foam) * 0.92, 0))
        }
        let haze = 1 - 1 / (1 + 0.00045 * t * t)
        let horizon = LaneVector(rays.direction.x, Lanes(repeating: 0.02), rays.direction.z)
        return mix(c, OpenSky.smooth(light, horizon), haze)
    }

    /// Puppets close above the water, in a mirror calmer than the water is.
    @inline(never)
    private func reflectedPuppets(
        _ p: LaneVector, _ calm: LaneVector, _ rays: Rays, active: LaneMask, in tile: Tile
    ) -> (color: LaneVector, share: Lanes) {
        let r = reflect(rays.direction, calm)
        let upwards = normalize(LaneVector(r.x, magnitude(r.y) + 0.05, r.z))
        let reach: Float = 1.6
        let puppets = tile.reflection(
            of: Rays(origin: p, direction: upwards), limit: Lanes(repeating: reach),
            active: active, in: self)
        let fade = smoothstep(reach, 0.3, puppets.distance)
        return (puppets.color, select(puppets.distance.isHit, fade * 0.8, 0))
    }

    private struct Facet {
        var normal: LaneVector

        /// The normal with its ripples pressed flat.
        var calm: LaneVector
        var height: Lanes
    }

    /// The normal by differences; flatter with distance, where waves are smaller than a pixel.
    @inline(__always)
    private func facet(at p: LaneVector, _ t: Lanes) -> Facet {
        let e = 0.008 + 0.0012 * t
        let detail = smoothstep(14, 10, t)
        let h = Ocean.rippled(p.x, p.z, sea, detail: detail)
        let alongX = Ocean.rippled(p.x + e, p.z, sea, detail: detail)
        let alongZ = Ocean.rippled(p.x, p.z + e, sea, detail: detail)
        let steep = normalize(LaneVector(h - alongX, e, h - alongZ))
        let flat = 1 / (1 + 0.0025 * t * t)
        return Facet(
            normal: normalize(LaneVector(steep.x * flat, steep.y, steep.z * flat)),
            calm: normalize(LaneVector(steep.x * 0.35, steep.y, steep.z * 0.35)), height: h)
    }

    @inline(__always)
    private func glitter(_ r: LaneVector) -> LaneVector {
        var g = saturate(dot(r, light.sun))
        for _ in 0..<5 { g *= g }
        let g4 = squared(g * g)
        let glare = light.sunColor + Vector(0, 0.18, 0.22) * light.sunColor.x
        return glare * (1.2 * g + 7 * g4 * g4)
    }

    @inline(__always)
    private func foamColor(_ n: LaneVector, _ shadow: Lanes) -> LaneVector {
        let lit = 0.50 + 0.85 * saturate(dot(n, light.key)) * (0.35 + 0.65 * shadow)
        return Vector(0.95, 0.98, 1) * brightness * lit
    }

    /// Foam on the crest, in the curl, in the wake and round the board.
    @inline(__always)
    private func foam(
        at p: LaneVector, hero: Lanes, lift: Lanes, active: LaneMask
    ) -> Lanes {
        var foam = Lanes.zero
        let high = smoothstep(0.25, 0.9, hero)
        if (active .& (high .> 0)).any { foam = crestFoam(p, hero, lift) * high }
        let wake = wake(p)
        if (active .& (wake .> 0)).any {
            let churned = Noise.fractal(p.x * 5 + sea.time * 6, p.z * 7)
            let spread = smoothstep(0.66 - 0.50 * wake, 0.92 - 0.45 * wake, churned) * wake
            foam = greater(foam, spread)
        }
        return foam
    }

    @inline(__always)
    private func crestFoam(_ p: LaneVector, _ hero: Lanes, _ lift: Lanes) -> Lanes {
        let lip = smoothstep(0.95, 1.75, hero + lift * 0.8)
        let u = p.z - Ocean.crest(p.x)
        let streaks = Noise.fractal(p.x * 2.1 + sea.time * 1.2, u * 0.9 - sea.time * 0.6)
        let curl = smoothstep(0.55, -0.1, magnitude(u + 0.1)) * smoothstep(0.5, 1.2, hero)
        return smoothstep(
            0.60 - 0.34 * lip - 0.32 * curl, 0.85 - 0.36 * lip - 0.32 * curl, streaks + 0.10)
    }

    /// Where the board has stirred the water: two arms behind it, a ring around it.
    @inline(__always)
    private func wake(_ p: LaneVector) -> Lanes {
        let behind = board.x - 0.55 - p.x
        let aside = magnitude(p.z - board.z - 0.10 * sine(behind * 1.3))
        let width = 0.16 + 0.20 * greater(behind, 0)
        let arms =
            smoothstep(width, width * 0.35, magnitude(aside - width * 0.55))
            * smoothstep(-0.5, 0.2, behind) * smoothstep(6, 1, behind)
        let x = (p.x - board.x) * (1 / 1.28)
        let z = (p.z - board.z) * (1 / 0.42)
        return greater(arms, smoothstep(1.15, 0.8, root(x * x + z * z)))
    }
}
