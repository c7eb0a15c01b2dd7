// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// The pieces of a set in the frame's table: culling, tracing, their shade on the ground.
struct Scenery {
    let count: Int

    /// Items of the world that come before the pieces; see ``World/itemCount``.
    let firstItem: Int
    let first: Int
    let light: Light
    let mist: Mist
    let lamps: StreetLamps

    /// How much snow lies on what faces up, 0 to 1.
    let snow: Float
    private let right: Vector
    private let up: Vector
    private let forward: Vector

    /// Air between the eye and the pieces.
    struct Mist {
        var color: Vector

        /// Share per metre, roughly.
        var density: Float
    }

    /// Rows of a piece: centre and shape; half extents and paint; colour and seed; accent and
    /// parameter; cosine and sine of the yaw, reach of contact, shadow; extent.
    static var stride: Int { 6 }

    init(
        _ layout: SceneryLayout, _ scene: Scene, firstItem: Int, mist: Mist,
        table: inout [SIMD4<Float>]
    ) {
        lamps = StreetLamps(layout.lamps, fogDensity: scene.light.fogDensity, table: &table)
        first = table.count
        let seen = layout.pieces.map { ($0, Scenery.extent(of: $0, scene)) }
            .filter { Scenery.isInPicture($0.1, scene.camera) }
        count = seen.count
        self.firstItem = firstItem
        self.mist = mist
        light = scene.light
        snow = smoothstep(0, 0.6, scene.weather.snow)
        right = scene.camera.right
        up = scene.camera.up
        forward = scene.camera.forward
        for (piece, extent) in seen {
            table.append(SIMD4(piece.center, piece.shape.rawValue))
            table.append(SIMD4(piece.half, piece.paint.rawValue))
            table.append(SIMD4(piece.color, piece.seed))
            table.append(SIMD4(piece.accent, piece.parameter))
            table.append(
                SIMD4(
                    Trigonometry.cosine(piece.yaw), Trigonometry.sine(piece.yaw), piece.contact,
                    piece.castsShadow ? 1 : 0))
            table.append(extent)
        }
    }

    /// Whether a picture of any usual shape can show what has this extent.
    private static func isInPicture(_ extent: SIMD4<Float>, _ camera: Camera) -> Bool {
        let tall = camera.tangent * 1.05
        let wide = camera.tangent * 2.6
        return extent.x <= wide && extent.y >= -wide && extent.z <= tall && extent.w >= -tall
    }

    /// What the camera sees of a piece and of its shade, as left, right, bottom, top on the plane at
    /// unit distance; empty (left > right) for one behind it.
    private static func extent(of piece: Piece, _ scene: Scene) -> SIMD4<Float> {
        var half = piece.half
        if piece.shape == .column {
            half.x = max(piece.half.x, piece.half.z)
            half.z = half.x
        }
        let cosine = Trigonometry.cosine(piece.yaw)
        let sine = Trigonometry.sine(piece.yaw)
        half = Vector(
            abs(half.x * cosine) + abs(half.z * sine), half.y,
            abs(half.x * sine) + abs(half.z * cosine))
        var low = piece.center - half
        var high = piece.center + half
        low -= Vector(piece.contact, piece.contact > 0 ? 0.3 : 0, piece.contact)
        high += Vector(piece.contact, 0, piece.contact)
        if piece.castsShadow {
            let key = scene.light.key
            // Parts that hang up to a metre over the ground throw it farther out.
            let length = min((2 * half.y + 1.2) / max(key.y, 0.2), 9)
            let foot = -length * key
            low.x = min(low.x, low.x + foot.x)
            high.x = max(high.x, high.x + foot.x)
            low.z = min(low.z, low.z + foot.z)
            high.z = max(high.z, high.z + foot.z)
            low.y = min(low.y, -0.5)
        }
        return scene.camera.extent(ofBoxFrom: low, to: high)
    }

    @inline(__always)
    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        let along = cone.direction.dot(forward)
        let u = cone.direction.dot(right) / along
        let v = cone.direction.dot(up) / along
        let reach = cone.slope * (1 + u * u + v * v)
        let extent = table[first + (index - firstItem) * Scenery.stride + 5]
        return extent.x <= u + reach && extent.y >= u - reach && extent.z <= v + reach
            && extent.w >= v - reach
    }

    /// The part of the tile's list that holds pieces; items before it are the world's others.
    @inline(__always)
    func items(in tile: Tile) -> Range<Int> {
        var start = tile.itemCount
        while start > 0 && Int(tile.items[start - 1]) >= firstItem { start -= 1 }
        return start..<tile.itemCount
    }

    @inline(__always)
    func row(_ item: Int, in tile: Tile) -> UnsafePointer<SIMD4<Float>> {
        tile.table + (first + (Int(tile.items[item]) - firstItem) * Scenery.stride)
    }
}

extension Camera {
    /// A rectangle on the plane at unit distance that holds all of a box that lies before the camera.
    ///
    /// Edges are cut where they pass beside the camera. Empty (left > right) for a box behind it.
    func extent(ofBoxFrom low: Vector, to high: Vector) -> SIMD4<Float> {
        let near: Float = 0.02
        var extent = SIMD4<Float>(1e9, -1e9, 1e9, -1e9)
        func corner(_ index: Int) -> Vector {
            let point = Vector(
                index & 1 == 0 ? low.x : high.x, index & 2 == 0 ? low.y : high.y,
                index & 4 == 0 ? low.z : high.z)
            let offset = point - origin
            return Vector(offset.dot(right), offset.dot(up), offset.dot(forward))
        }
        func include(_ point: Vector) {
            let u = point.x / point.z
            let v = point.y / point.z
            extent = SIMD4(
                min(extent.x, u), max(extent.y, u), min(extent.z, v), max(extent.w, v))
        }
        for index in 0..<8 {
            let point = corner(index)
            if point.z >= near { include(point) }
            for bit in [1, 2, 4] where index & bit == 0 {
                let other = corner(index | bit)
                guard (point.z < near) != (other.z < near) else { continue }
                let share = (near - point.z) / (other.z - point.z)
                var cut = point + (other - point) * share
                cut.z = near
                include(cut)
            }
        }
        return extent
    }
}

/// The nearest piece along rays.
struct PieceHit {
    var distance: Lanes

    /// Index of the piece, -1 for none.
    var piece: Lanes
}

extension Scenery {
    /// The first piece that rays meet before `limit`.
    @inline(never)
    func nearest(_ rays: Rays, limit: Lanes, in tile: Tile) -> PieceHit {
        var hit = PieceHit(distance: limit, piece: Lanes(repeating: -1))
        for item in items(in: tile) {
            let row = row(item, in: tile)
            let shape = row[0].w
            let local = local(rays, row)
            let found: Lanes
            if shape == Piece.Shape.box.rawValue {
                found = box(local, row[1])
            } else if shape == Piece.Shape.column.rawValue {
                found = column(local, row[1])
            } else if shape == Piece.Shape.gable.rawValue {
                found = gable(local, row[1])
            } else if shape == Piece.Shape.card.rawValue {
                found = card(local, row)
            } else {
                found = ellipsoid(local, row, rays)
            }
            let closer = (found .> 0.02) .& (found .< hit.distance)
            if !closer.any { continue }
            hit.distance = select(closer, found, hit.distance)
            hit.piece = select(
                closer, Float(Int(tile.items[item]) - firstItem), hit.piece)
        }
        return hit
    }

    /// Rays in the frame of a piece.
    @inline(__always)
    private func local(_ rays: Rays, _ row: UnsafePointer<SIMD4<Float>>) -> Rays {
        let offset = rays.origin - LaneVector(row[0])
        let turn = row[4]
        if turn.y == 0 { return Rays(origin: offset, direction: rays.direction) }
        return Rays(
            origin: Scenery.turned(offset, turn), direction: Scenery.turned(rays.direction, turn))
    }

    @inline(__always)
    static func turned(_ vector: LaneVector, _ turn: SIMD4<Float>) -> LaneVector {
        LaneVector(
            vector.x * turn.x - vector.z * turn.y, vector.y,
            vector.x * turn.y + vector.z * turn.x)
    }

    @inline(__always)
    private static func inverse(_ a: Lanes) -> Lanes {
        1 / select(magnitude(a) .< 1e-6, 1e-6, a)
    }

    /// Where rays enter and leave a box round the origin.
    @inline(__always)
    private static func slabs(_ rays: Rays, _ half: SIMD4<Float>) -> (enter: Lanes, leave: Lanes) {
        let x = inverse(rays.direction.x)
        let y = inverse(rays.direction.y)
        let z = inverse(rays.direction.z)
        let spanX = magnitude(x) * half.x
        let spanY = magnitude(y) * half.y
        let spanZ = magnitude(z) * half.z
        let middleX = -rays.origin.x * x
        let middleY = -rays.origin.y * y
        let middleZ = -rays.origin.z * z
        return (
            greater(greater(middleX - spanX, middleY - spanY), middleZ - spanZ),
            lesser(lesser(middleX + spanX, middleY + spanY), middleZ + spanZ)
        )
    }

    @inline(never)
    private func box(_ rays: Rays, _ half: SIMD4<Float>) -> Lanes {
        let (enter, leave) = Scenery.slabs(rays, half)
        return select(enter .< leave, enter, .far)
    }

    /// Slabs in x and y, and two slopes that meet in the ridge at the top.
    @inline(never)
    private func gable(_ rays: Rays, _ half: SIMD4<Float>) -> Lanes {
        var (enter, leave) = Scenery.slabs(rays, half)
        let fall = 2 * half.y / half.z
        for index in 0..<2 {
            let side = 1 - 2 * Float(index)
            // y + fall * |z| <= half.y is inside.
            let start = rays.origin.y + rays.origin.z * (fall * side) - half.y
            let slope = rays.direction.y + rays.direction.z * (fall * side)
            let crossing = -start * Scenery.inverse(slope)
            enter = select(slope .< 0, greater(enter, crossing), enter)
            leave = select(slope .< 0, leave, lesser(leave, crossing))
        }
        return select(enter .< leave, enter, .far)
    }

    /// The side of a frustum, and the disc on top of it.
    @inline(never)
    private func column(_ rays: Rays, _ half: SIMD4<Float>) -> Lanes {
        let slope = (half.z - half.x) / (2 * half.y)
        let middle = (half.z + half.x) * 0.5
        let o = rays.origin
        let d = rays.direction
        let radius = middle + slope * o.y
        let a = d.x * d.x + d.z * d.z - d.y * d.y * (slope * slope)
        let b = o.x * d.x + o.z * d.z - radius * d.y * slope
        let c = o.x * o.x + o.z * o.z - radius * radius
        let inside = b * b - a * c
        let side = (-b - root(greater(inside, 0))) / greater(a, 1e-6)
        let height = o.y + d.y * side
        let onSide = (inside .> 0) .& (magnitude(height) .< half.y) .& (side .> 0.02)
        var found = select(onSide, side, .far)
        let down = d.y .< -1e-4
        if down.any {
            let top = (half.y - o.y) / lesser(d.y, -1e-4)
            let x = o.x + d.x * top
            let z = o.z + d.z * top
            let onTop =
                down .& (x * x + z * z .< half.z * half.z) .& (top .< found) .& (top .> 0.02)
            found = select(onTop, top, found)
        }
        return found
    }

    @inline(never)
    private func ellipsoid(
        _ local: Rays, _ row: UnsafePointer<SIMD4<Float>>, _ rays: Rays
    ) -> Lanes {
        let half = row[1]
        let inverse = Vector(1 / half.x, 1 / half.y, 1 / half.z)
        let o = local.origin * inverse
        let d = local.direction * inverse
        let a = dot(d, d)
        let b = dot(o, d)
        let scale = 1 / a
        let nearest = -b * scale
        // The square of how close the ray comes to the centre, in radii.
        let square = dot(o, o) - b * b * scale
        var depth = 1 - square
        if !(depth .> 0).any { return .far }
        if row[0].w == Piece.Shape.foliage.rawValue {
            depth = depth - ragged(rays.point(at: nearest), row, square)
        }
        let found = nearest - root(greater(depth, 0) * scale)
        guard row[0].w == Piece.Shape.bowl.rawValue else {
            return select(depth .> 0, found, .far)
        }
        let deck = 0 - o.y / select(magnitude(d.y) .< 1e-5, -1e-5, d.y)
        let x = o.x + d.x * deck
        let z = o.z + d.z * deck
        let onDeck = (d.y .< -1e-5) .& (x * x + z * z .< 1)
        let isLow = o.y + d.y * found .< 0
        return select(
            (depth .> 0) .& isLow, found, select(onDeck, deck, .far))
    }

    /// How far leaves draw back from the edge of a crown, on top of the square of the distance.
    @inline(__always)
    private func ragged(
        _ point: LaneVector, _ row: UnsafePointer<SIMD4<Float>>, _ square: Lanes
    ) -> Lanes {
        let grain = row[3].w
        let seed = row[2].w * 97
        let x = (point.x + point.z * 0.73) * grain
        let y = (point.y + (point.x - point.z) * 0.21) * grain
        let broad = Noise.value(x * 2.1 + seed, y * 2.1)
        if row[1].w == Piece.Paint.cloud.rawValue { return square * (broad * 0.85) }
        let fine = Noise.value(x * 7.3 - seed, y * 7.3)
        let leaf = Noise.value(x * 19 + seed, y * 19)
        return square * (broad * 0.62 + fine * 0.42 + leaf * 0.26)
    }

    @inline(never)
    private func card(_ rays: Rays, _ row: UnsafePointer<SIMD4<Float>>) -> Lanes {
        let half = row[1]
        let t = -rays.origin.z * Scenery.inverse(rays.direction.z)
        let u = (rays.origin.x + rays.direction.x * t) * (1 / half.x)
        let v = (rays.origin.y + rays.direction.y * t) * (1 / half.y)
        let inside = (magnitude(u) .< 1) .& (magnitude(v) .< 1) .& (t .> 0.02)
        if !inside.any { return .far }
        let cover = SceneryCutout.cover(u, v, row)
        return select(inside .& (cover .> 0), t, .far)
    }
}

extension Scenery {
    /// How open the ground at `point` is past the feet of pieces, and its share of the sun.
    @inline(never)
    func shade(at point: LaneVector, in tile: Tile) -> (open: Lanes, sun: Lanes) {
        var open = Lanes(repeating: 1)
        var sun = Lanes(repeating: 1)
        for item in items(in: tile) {
            let row = row(item, in: tile)
            let turn = row[4]
            guard turn.z > 0 || turn.w > 0 else { continue }
            var half = row[1]
            if row[0].w == Piece.Shape.column.rawValue { half.z = half.x }
            let offset = Scenery.turned(point - LaneVector(row[0]), turn)
            if turn.z > 0 {
                let x = greater(magnitude(offset.x) - half.x, 0)
                let z = greater(magnitude(offset.z) - half.z, 0)
                let away = root(x * x + z * z) * (1 / turn.z)
                let near = saturate(1 - away)
                open = open * (1 - 0.62 * near * near)
            }
            if turn.w > 0 {
                let key = Scenery.turned(LaneVector(light.key), turn)
                let round: Float = row[0].w == Piece.Shape.box.rawValue ? 1 : 0.8
                let (enter, leave) = Scenery.slabs(
                    Rays(origin: offset, direction: key), half * round)
                let through = saturate((leave - greater(enter, 0)) * 3)
                sun = sun * (1 - through)
            }
        }
        return (open, sun)
    }

    /// Mist over a colour seen at `distance`.
    @inline(__always)
    func misty(_ color: LaneVector, _ distance: Lanes) -> LaneVector {
        guard mist.density > 0 else { return color }
        return mix(color, LaneVector(mist.color), mistShare(distance))
    }

    @inline(__always)
    func mistShare(_ distance: Lanes) -> Lanes {
        let x = distance * mist.density
        return 1 - 1 / (1 + x + x * x * 0.5)
    }
}
