// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Droplets and soap bubbles, drawn over what lies behind them.
struct ParticleDrawing<Place: World> {
    let world: Place
    let tile: Tile

    @inline(__always)
    func draw(
        _ particle: UnsafePointer<SIMD4<Float>>, over color: LaneVector, along rays: Rays,
        distance: Lanes
    ) -> LaneVector {
        let sphere = particle[ParticleRows.sphere]
        let offset = LaneVector(sphere) - rays.origin
        let along = dot(offset, rays.direction)
        let square = dot(offset, offset) - along * along
        if particle[ParticleRows.kind].x < 0.5 {
            return droplet(particle, color, along, square, distance)
        }
        let edge = sphere.w + along * tile.pixel
        let visible = (along .< distance) .& (along .> 0) .& (square .< edge * edge)
        if !visible.any { return color }
        return bubble(particle, color, rays, along, square, visible)
    }

    /// A soft disc, at least a pixel wide but then fainter.
    @inline(__always)
    private func droplet(
        _ particle: UnsafePointer<SIMD4<Float>>, _ color: LaneVector, _ along: Lanes,
        _ square: Lanes, _ distance: Lanes
    ) -> LaneVector {
        let radius = particle[ParticleRows.sphere].w
        let own = particle[ParticleRows.color]
        let width = greater(along * (0.7 * tile.pixel), radius)
        let k = saturate(1 - square / (width * width))
        let cover = k * k * own.w * saturate(radius / width)
        let visible = (along .< distance + 0.05) .& (along .> 0)
        return mix(color, LaneVector(own), select(visible, cover, 0))
    }

    /// Interference of a film that is thicker below, a mirrored sky, two highlights.
    ///
    /// A real bubble hardly refracts: nothing is bent. A particle less than opaque is out of focus.
    @inline(never)
    private func bubble(
        _ particle: UnsafePointer<SIMD4<Float>>, _ color: LaneVector, _ rays: Rays,
        _ along: Lanes, _ square: Lanes, _ visible: LaneMask
    ) -> LaneVector {
        let sphere = particle[ParticleRows.sphere]
        let kind = particle[ParticleRows.kind]
        let light = tile.scene.light
        let half = root(greater(sphere.w * sphere.w - square, 0))
        let n = (rays.point(at: along - half) - LaneVector(sphere)) * (1 / sphere.w)
        let facing = half * (1 / sphere.w)
        let grazing = 1 - facing
        let grazing2 = grazing * grazing
        let grazing3 = grazing2 * grazing

        let mirrored = reflect(rays.direction, n)
        let sky = world.reflectedSky(
            LaneVector(mirrored.x, magnitude(mirrored.y) * 0.8 + 0.05, mirrored.z))
        let glow = light.keyColor * 0.3 + light.ambient * 0.45
        let film = filmColor(n, facing, seed: kind.y)
        var c = color * (1 - (0.06 + 0.30 * grazing3))
        c += film * glow * (0.12 + 0.50 * grazing + 1.25 * grazing3)
        c += sky * (0.03 + 0.35 * grazing2 * grazing2)
        c += highlights(n, rays.direction, sharp: kind.z == 0)
        let sunward = saturate(n.x * (light.sun.x * 1.2) + n.y * (light.sun.y * 1.6))
        c += light.rimColor * (grazing2 * grazing2 * sunward * 0.5)

        let edge = greater(along * tile.pixel, kind.z)
        let reach = (sphere.w - root(square)) / edge + (kind.z > 0 ? 0 : 0.5)
        let cover = select(visible, saturate(reach) * particle[ParticleRows.color].w, 0)
        return mix(color, c, cover)
    }

    @inline(__always)
    private func filmColor(_ n: LaneVector, _ facing: Lanes, seed: Float) -> LaneVector {
        let time = tile.scene.time
        let swirl = sine(n.x * 3.1 + n.y * 2.2 + (time * 0.7 + seed * 3))
        let ripple = sine(n.y * 5.3 - n.x * 2.7 + n.z * 2 + (seed - time * 0.9))
        let stirred = 0.16 * (swirl + 0.6 * ripple)
        let depth = (1.15 - 0.55 * n.y + stirred) * (0.55 + 0.45 * facing) * 4.2 + seed * 0.9
        let raw = LaneVector(
            0.5 + 0.5 * cosine(depth), 0.5 + 0.5 * cosine(depth * 1.22 - 1.9),
            0.5 + 0.5 * cosine(depth * 1.47 - 3.9))
        let gray = dot(raw, Vector(0.33, 0.33, 0.33))
        return LaneVector(
            saturate(gray + (raw.x - gray) * 1.5), saturate(gray + (raw.y - gray) * 1.5),
            saturate(gray + (raw.z - gray) * 1.5))
    }

    /// A window on the front and its inverted image on the back wall.
    @inline(__always)
    private func highlights(
        _ n: LaneVector, _ direction: LaneVector, sharp: Bool
    ) -> LaneVector {
        let light = tile.scene.light
        let halfway = normalize(LaneVector(light.key) - direction)
        var front = saturate(dot(n, halfway))
        for _ in 0..<5 { front *= front }
        let front4 = squared(squared(front))
        let back = LaneVector(0 - n.x, 0 - n.y, n.z)
        var image = saturate(dot(back, halfway))
        for _ in 0..<5 { image *= image }
        let spark: Float = sharp ? 3.0 : 0.2
        let window = 0.25 * front + spark * front4 * front4 + 0.33 * image * image
        return (light.keyColor * 0.62 + light.ambient * 0.4) * window
    }
}
