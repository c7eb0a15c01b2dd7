// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Puffy clouds: clusters of discs in the plane of azimuth and elevation.
///
/// Discs join smoothly, edges are displaced by noise, and the weighted disc's normal is lit. Behind
/// them ``HighClouds`` may close the sky.
struct MeadowClouds {
    private static var puffsPerCluster: Int { 8 }

    /// How far noise moves edges, with some reserve: culling must reach as far.
    private static var displacement: Float { 0.072 }

    let clusterCount: Int
    private let firstRow: Int
    private let shade: Vector
    private let lit: Vector
    private let lining: Vector
    private let high: HighClouds
    private let sunHeight: Float
    private let cover: Float
    private let drift: Float

    init(_ scene: Scene, heading: Float, table: inout [SIMD4<Float>]) {
        let light = scene.light
        shade = light.ambient * Vector(0.85, 0.84, 0.83)
        lit = light.keyColor * 0.45 + light.ambient * 0.45
        lining = light.sunColor * 0.9
        high = HighClouds(scene)
        sunHeight = light.sun.y
        cover = light.cloudCover
        drift = scene.time * 0.02
        firstRow = table.count
        clusterCount = MeadowClouds.appendClusters(scene, heading: heading, to: &table)
    }

    /// Where a cluster's rows begin: its direction and bounds, then its puffs.
    @inline(__always)
    private func row(of cluster: Int) -> Int {
        firstRow + cluster * (2 + MeadowClouds.puffsPerCluster)
    }

    /// Whether a cluster may be seen within a cone.
    func cluster(
        _ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>
    ) -> Bool {
        let row = table[row(of: index)]
        let direction = Vector(row.x, row.y, row.z)
        return cone.touches(center: cone.origin + direction * 100, radius: row.w * 100)
    }
}

extension MeadowClouds {
    /// A band of clouds round the sky.
    private struct Band {
        /// Places in a turn.
        var slots: Int

        /// Elevation (tangent) and radius, from and to.
        var low: Float
        var high: Float
        var small: Float
        var large: Float

        /// Whether it closes round the horizon whatever the weather.
        var isFloor = false
    }

    /// Low and small to high; among the clouds, towers of them all round the horizon.
    private static func bands(of place: Scene.Place) -> [Band] {
        let sky = [
            Band(slots: 13, low: 0.065, high: 0.11, small: 0.055, large: 0.08),
            Band(slots: 9, low: 0.12, high: 0.25, small: 0.12, large: 0.17),
            Band(slots: 8, low: 0.42, high: 0.58, small: 0.10, large: 0.14),
        ]
        guard place == .aloft(.clouds) else { return sky }
        return [
            Band(slots: 21, low: -0.05, high: 0.0, small: 0.11, large: 0.17, isFloor: true),
            Band(slots: 11, low: -0.09, high: -0.03, small: 0.20, large: 0.34, isFloor: true),
        ] + sky.dropFirst()
    }

    /// Adds the clusters that may be in view; clearer skies have fewer of the same ones.
    private static func appendClusters(
        _ scene: Scene, heading: Float, to table: inout [SIMD4<Float>]
    ) -> Int {
        let turn: Float = 6.2831853
        var count = 0
        for (band, plan) in bands(of: scene.place).enumerated() {
            for slot in 0..<plan.slots {
                let id = scene.seed &* 977 &+ UInt32(band * 64 + slot)
                let density = 0.10 + 1.9 * scene.light.cloudCover
                guard scalarHash(id, 1) < (plan.isFloor ? 0.85 : density) else { continue }
                let width = turn / Float(plan.slots)
                let place = (Float(slot) + 0.2 + 0.6 * scalarHash(id, 2)) * width
                var azimuth = place + 0.004 * scene.time - heading
                azimuth -= (azimuth / turn).rounded() * turn
                guard abs(azimuth) < 2.2 else { continue }
                let base = plan.low + (plan.high - plan.low) * scalarHash(id, 3)
                let size = plan.small + (plan.large - plan.small) * scalarHash(id, 4)
                let world = azimuth + heading
                let towards = Vector(
                    Trigonometry.sine(world), base + size * 0.3, -Trigonometry.cosine(world))
                let reach = size * 1.75 + displacement
                table.append(SIMD4(towards, reach))
                table.append(SIMD4(azimuth, towards.y, reach, base))
                appendPuffs(id: id, azimuth: azimuth, base: base, size: size, to: &table)
                count += 1
            }
        }
        return count
    }

    /// Eight discs: azimuth, elevation, radius, elevation of the base.
    private static func appendPuffs(
        id: UInt32, azimuth: Float, base: Float, size: Float, to table: inout [SIMD4<Float>]
    ) {
        for puff in 0..<puffsPerCluster {
            let along = (Float(puff) + 0.5) / Float(puffsPerCluster) * 2 - 1
            let arch = 1 - along * along
            let salt = UInt32(16 + puff * 4)
            let jitter = scalarHash(id, salt) - 0.5
            table.append(
                SIMD4(
                    azimuth + size * (along * 1.15 + 0.15 * jitter),
                    base + size * (0.16 + 0.38 * arch * scalarHash(id, salt + 1)),
                    size * (0.22 + 0.26 * arch * (0.6 + 0.4 * scalarHash(id, salt + 2))),
                    base))
        }
    }
}

/// What the discs of clouds along a packet's rays add up to.
private struct Cover {
    var share = Lanes.zero
    var weight = Lanes.zero
    var across = Lanes.zero
    var up = Lanes.zero
    var body = Lanes.zero
}

extension MeadowClouds {
    @inline(__always)
    func over(
        _ sky: LaneVector, _ view: SkyDirection, glow: Lanes, in tile: Tile
    ) -> LaneVector {
        var color = sky
        if cover > 0.45 { color = high.over(color, view.ray) }
        guard isNear(view, in: tile) else { return color }
        return puffs(color, view, glow: glow, in: tile)
    }

    /// How many clusters the tile may see; a world's other items come after them.
    @inline(__always)
    private func seen(in tile: Tile) -> Int {
        var end = tile.itemCount
        while end > 0 && Int(tile.items[end - 1]) >= clusterCount { end -= 1 }
        return end
    }

    /// Whether a lane lies within the bounds of a cluster: outside them puffs add nothing.
    @inline(__always)
    private func isNear(_ view: SkyDirection, in tile: Tile) -> Bool {
        for index in 0..<seen(in: tile) {
            let bounds = tile.table[row(of: Int(tile.items[index])) + 1]
            let across = view.azimuth - bounds.x
            let up = view.rise - bounds.y
            if (across * across + up * up .< bounds.z * bounds.z).any { return true }
        }
        return false
    }

    @inline(never)
    private func puffs(
        _ sky: LaneVector, _ view: SkyDirection, glow: Lanes, in tile: Tile
    ) -> LaneVector {
        let x = view.folded
        let y = view.rise
        let rough = Noise.fractal(x * 14 + 3.1 + drift, y * 14)
        let roughUp = Noise.fractal(x * 14 - 7.7, y * 14 + (5.2 - drift))
        let fine = Noise.fractal(x * 46 + 1.7, y * 46 + 9)
        let azimuth = view.azimuth + (rough - 0.47) * 0.085 + (fine - 0.47) * 0.022
        let rise = y + (roughUp - 0.47) * 0.085 + (fine - 0.47) * 0.018
        let fray = y + (rough - 0.47) * 0.10
        var sum = Cover()
        for index in 0..<seen(in: tile) {
            let first = row(of: Int(tile.items[index]))
            let bounds = tile.table[first + 1]
            let across = view.azimuth - bounds.x
            let up = y - bounds.y
            guard (across * across + up * up .< bounds.z * bounds.z).any else { continue }
            for puff in 1...MeadowClouds.puffsPerCluster {
                add(tile.table[first + 1 + puff], azimuth, rise, fray: fray, height: y, to: &sum)
            }
        }
        let inverse = 1 / greater(sum.weight, 1e-5)
        let across = sum.across * inverse
        let up = sum.up * inverse
        let towards = root(saturate(1 - across * across - up * up))
        let sunward = 0.8 * across * view.sunSide + up * (0.30 + 0.8 * sunHeight)
        let texture = 1.2 * (fine - 0.47) + 0.45 * (sum.body * inverse - 0.5)
        let light = saturate(0.36 + sunward + 0.12 * towards + texture)
        let eighth = squared(squared(squared(glow)))
        let color = mix(shade, lit, light) + lining * (eighth * 0.45)
        return mix(sky, color, smoothstep(0.02, 0.34, sum.share) * 0.96)
    }

    @inline(__always)
    private func add(
        _ puff: SIMD4<Float>, _ azimuth: Lanes, _ rise: Lanes, fray: Lanes, height: Lanes,
        to sum: inout Cover
    ) {
        let inverse = 1 / puff.z
        let across = (azimuth - puff.x) * inverse
        let up = (rise - puff.y) * inverse
        let depth = 1 - across * across - up * up
        guard (depth .> 0).any else { return }
        let based = smoothstep(-0.25, 0.15, (fray - puff.w) * (1 / 0.13) + 0.2)
        let share = greater(depth, 0) * based
        let weight = share * share * share + 0.0001 * share
        sum.share = greater(sum.share, share)
        sum.weight += weight
        sum.across += weight * across
        sum.up += weight * up
        sum.body += weight * saturate((height - puff.w) * (1 / 0.12))
    }
}
