internal import FarmModel

/// Draws samples for the 32 pixels of a packet.
struct PacketDrawing<Place: World> {
    let world: Place
    let tile: Tile
    let size: PixelSize

    /// Where the ground may start; see ``World/trace(_:from:limit:in:)``.
    let start: Float

    /// What a sample leaves behind: a displayable colour in 0 to 255, and what it hit.
    struct Sample {
        var color: LaneVector

        /// As ``PixelTag`` codes it.
        var tag: Lanes
    }

    @inline(never)
    func sample(_ x: Lanes, _ y: Lanes) -> Sample {
        let rays = tile.scene.camera.rays(x, y, size)
        let view = look(along: rays)
        let grade = Grade(tile.scene.light)
        let across = x * (1 / Float(size.width)) - 0.5
        let down = y * (1 / Float(size.height)) - 0.5
        let color = grade.display(view.color, offCenter: across * across + down * down)
        return Sample(color: color * 255, tag: PixelTag.code(view.kind, view.distance))
    }

    private struct View {
        var color: LaneVector
        var distance: Lanes

        /// Sky, puppet or ground of ``PixelTag``.
        var kind: Lanes
    }

    @inline(never)
    private func look(along rays: Rays) -> View {
        let (reach, owner) = marchPuppets(along: rays)
        let hit = world.trace(rays, from: start, limit: reach, in: tile)
        let seesWorld = hit.distance.isHit
        var isPuppet = reach.isHit
        var isGround = seesWorld
        if !Place.groundIsTranslucent {
            isPuppet = isPuppet .& (reach .<= hit.distance)
            isGround = isGround .& .!isPuppet
        }
        let isSky = .!(reach.isHit .| seesWorld)
        var color = LaneVector.zero
        if isSky.any { color = world.sky(rays, in: tile) }
        if isPuppet.any { color = shadePuppets(over: color, rays, reach, owner, isPuppet) }
        if isGround.any {
            let ground = world.shade(
                hit, along: rays, active: isGround, over: color, puppetDistance: reach, in: tile)
            color = select(isGround, ground, color)
        }
        let distance = select(isSky, 1000, lesser(reach, hit.distance))
        color = world.air(color, along: rays, distance: distance, in: tile)
        for index in 0..<tile.particleCount {
            let row = tile.scene.rows + Int(tile.particles[index])
            color = ParticleDrawing(world: world, tile: tile).draw(
                row, over: color, along: rays, distance: distance)
        }
        let ground = select(hit.hardness .> 0.5, PixelTag.thing, PixelTag.ground)
        let behind = select(isGround, ground, Lanes(repeating: PixelTag.sky))
        let kind = select(isPuppet, PixelTag.puppet, behind)
        return View(color: color, distance: distance, kind: kind)
    }

    /// The nearest puppet of each lane: its distance and its place in the tile's list.
    @inline(__always)
    private func marchPuppets(along rays: Rays) -> (distance: Lanes, owner: Lanes) {
        var nearest = Lanes.far
        var owner = Lanes.zero
        for index in 0..<tile.puppetCount {
            let puppet = tile.puppets[index]
            let span = rays.span(of: tile.scene.rows[Int(puppet.puppet) + PuppetRows.sphere])
            let live = span.meets .& (span.start .< nearest)
            if !live.any { continue }
            let distance = tile.field(of: puppet).march(
                rays, from: greater(span.start, 0.1), to: lesser(span.end, nearest), live: live,
                tolerance: 0.5 * tile.pixel, steps: 64)
            let closer = distance .< nearest
            owner = select(closer, Float(index), owner)
            nearest = select(closer, distance, nearest)
        }
        return (nearest, owner)
    }

    @inline(__always)
    private func shadePuppets(
        over background: LaneVector, _ rays: Rays, _ distance: Lanes, _ owner: Lanes,
        _ active: LaneMask
    ) -> LaneVector {
        var color = background
        let point = rays.point(at: distance)
        let shading = PuppetShading(world: world, tile: tile)
        for index in 0..<tile.puppetCount {
            let number = Float(index)
            let own = active .& (owner .> number - 0.5) .& (owner .< number + 0.5)
            if !own.any { continue }
            let shaded = shading.color(
                of: tile.field(of: tile.puppets[index]), at: point, along: rays,
                width: distance * tile.pixel, active: own, detail: .full)
            color = select(own, shaded, color)
        }
        return color
    }
}

/// The fourth byte of a pixel while a frame is made: what it shows, and how far it is.
///
/// Two bits of kind, six of distance in quarters of a metre.
enum PixelTag {
    static var sky: Float { 0 }
    static var puppet: Float { 1 }
    static var ground: Float { 2 }

    /// A part of the world with hard edges.
    static var thing: Float { 3 }

    @inline(__always)
    static func code(_ kind: Lanes, _ distance: Lanes) -> Lanes {
        kind + 4 * floor(lesser(distance * 4, 63))
    }

    @inline(__always)
    static func kind(_ tag: LaneBits) -> Lanes { (tag & 3).integers.floats }

    /// In metres, 15.75 for everything farther.
    @inline(__always)
    static func distance(_ tag: LaneBits) -> Lanes { (tag &>> 2).integers.floats * 0.25 }
}
