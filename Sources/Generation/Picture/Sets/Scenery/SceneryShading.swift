// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

extension Scenery {
    /// The light that pieces send back along rays, through the mist before them.
    ///
    /// `sun` is the share of the key light that reaches them.
    @inline(never)
    func color(_ hit: PieceHit, along rays: Rays, sun: Lanes, in tile: Tile) -> LaneVector {
        let surface = surface(hit, rays, in: tile)
        let n = surface.normal
        let point = rays.point(at: hit.distance)
        let towards = dot(n, light.key)
        let wrap = surface.translucency
        let facing = saturate((towards + 0.45 * wrap) / (1 + 0.45 * wrap))
        var sum = light.keyColor * (facing * sun * 0.52)
        sum += light.ambient * ((0.30 + 0.20 * n.y) * surface.open)
        sum += light.bounce * (saturate(0.5 - 0.5 * n.y) * 0.30)
        sum += lamps.light(at: point, normal: n, wrap: 0.2, in: tile) * 0.6
        var albedo = surface.albedo
        if snow > 0 {
            albedo = mix(
                albedo, Vector(0.84, 0.88, 0.95), smoothstep(0.25, 0.75, n.y) * (0.85 * snow))
        }
        var color = albedo * sum + surface.emission
        // Leaves against the sun shine through, and edges of everything catch it.
        let against = squared(saturate(dot(rays.direction, light.sun)))
        let grazing = 1 - saturate(0 - dot(n, rays.direction))
        let rim = squared(grazing) * grazing * saturate(0.3 + 0.7 * dot(n, light.sun))
        color += surface.albedo * light.rimColor * (against * wrap * sun * 0.55)
        color += light.rimColor * (rim * surface.open * sun * (0.05 + 0.07 * wrap))
        return misty(color, hit.distance)
    }
}
