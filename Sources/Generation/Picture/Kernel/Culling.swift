internal import FarmModel

extension Pass {
    /// Lends a tile whose lists have room for everything in the scene.
    func withScratch(_ body: (Tile) -> Void) {
        let layout = scene.layout
        let numbers =
            layout.solidCount + layout.particleCount + world.itemCount + 2 * layout.longestPuppet
        // Safety: each list has the room its doc comment's upper bound needs; see the counts above.
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: numbers + 1) { numbers in
            withUnsafeTemporaryAllocation(
                of: LaneMask.self, capacity: 2 * layout.longestPuppet + 1
            ) { masks in
                withUnsafeTemporaryAllocation(
                    of: TilePuppet.self, capacity: layout.puppetCount + 1
                ) { puppets in
                    guard let numbers = numbers.baseAddress, let masks = masks.baseAddress,
                        let puppets = puppets.baseAddress
                    else { return }
                    let particles = numbers + layout.solidCount
                    let items = particles + layout.particleCount
                    let scratch = Scratch(
                        solids: items + world.itemCount, masks: masks,
                        mirroredSolids: items + world.itemCount + layout.longestPuppet,
                        mirroredMasks: masks + layout.longestPuppet)
                    body(
                        Tile(
                            scene: scene, pixel: pixel, puppets: puppets, solids: numbers,
                            particles: particles, items: items, scratch: scratch))
                }
            }
        }
    }

    /// Lists what may be seen through the tile at (x, y).
    func cull(_ tile: inout Tile, x: Int, y: Int) {
        let margin: Float = 0.6
        let left = (Float(x) - margin - Float(size.width) * 0.5) * pixel
        let right = (Float(x + 16) + margin - Float(size.width) * 0.5) * pixel
        let top = (Float(size.height) * 0.5 - Float(y) + margin) * pixel
        let bottom = (Float(size.height) * 0.5 - Float(y + 16) - margin) * pixel
        let window = SIMD4(left, right, bottom, top)
        cullPuppets(&tile, window)
        cullParticles(&tile, window)
        cullItems(&tile, window)
    }

    @inline(__always)
    private func overlaps(_ extent: SIMD4<Float>, _ window: SIMD4<Float>) -> Bool {
        extent.x <= window.y && extent.y >= window.x && extent.z <= window.w
            && extent.w >= window.z
    }

    private func cullPuppets(_ tile: inout Tile, _ window: SIMD4<Float>) {
        let layout = scene.layout
        tile.puppetCount = 0
        var used = 0
        for index in 0..<layout.puppetCount {
            let offset = layout.puppets + index * PuppetRows.stride
            let puppet = scene.rows + offset
            guard overlaps(puppet[PuppetRows.extent], window) else { continue }
            let range = puppet[PuppetRows.range]
            let first = used
            for solid in Int(range.x)..<Int(range.x + range.y) {
                let row = solid * SolidRows.stride
                if overlaps(scene.rows[row + SolidRows.extent], window) {
                    tile.solids[used] = Int32(truncatingIfNeeded: row)
                    used += 1
                }
            }
            if used == first { continue }
            insert(
                TilePuppet(
                    puppet: Int32(truncatingIfNeeded: offset),
                    first: Int32(truncatingIfNeeded: first),
                    count: Int32(truncatingIfNeeded: used - first)),
                depth: range.z, in: &tile)
        }
    }

    /// Keeps the tile's puppets in order of their distance.
    private func insert(_ puppet: TilePuppet, depth: Float, in tile: inout Tile) {
        var place = tile.puppetCount
        while place > 0 {
            let other = tile.puppets[place - 1]
            let otherDepth = scene.rows[Int(other.puppet) + PuppetRows.range].z
            if otherDepth <= depth { break }
            tile.puppets[place] = other
            place -= 1
        }
        tile.puppets[place] = puppet
        tile.puppetCount += 1
    }

    private func cullParticles(_ tile: inout Tile, _ window: SIMD4<Float>) {
        let layout = scene.layout
        tile.particleCount = 0
        for index in 0..<layout.particleCount {
            let row = layout.particles + index * ParticleRows.stride
            let extent = scene.rows[row + ParticleRows.extent]
            // Small particles are drawn at least a pixel wide.
            let grown = SIMD4(
                extent.x - pixel, extent.y + pixel, extent.z - pixel, extent.w + pixel)
            if extent.x <= extent.y && overlaps(grown, window) {
                tile.particles[tile.particleCount] = Int32(truncatingIfNeeded: row)
                tile.particleCount += 1
            }
        }
    }

    private func cullItems(_ tile: inout Tile, _ window: SIMD4<Float>) {
        tile.itemCount = 0
        guard world.itemCount > 0 else { return }
        let camera = scene.camera
        let middle = SIMD2(window.x + window.y, window.z + window.w) * 0.5
        let ray = camera.forward + camera.right * middle.x + camera.up * middle.y
        let half = SIMD2(window.y - window.x, window.w - window.z) * 0.5
        let cone = TileCone(
            origin: camera.origin, direction: ray.normalized,
            slope: (half.x * half.x + half.y * half.y).squareRoot() / ray.length * 1.02)
        for index in 0..<world.itemCount
        where world.item(index, meets: cone, table: scene.table) {
            tile.items[tile.itemCount] = Int32(truncatingIfNeeded: index)
            tile.itemCount += 1
        }
    }
}
