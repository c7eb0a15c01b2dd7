// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// The boxes of the street in the frame's table: tracing, culling and the paint on their faces.
struct StreetBoxes {
    let count: Int
    private let first: Int
    private let right: Vector
    private let up: Vector
    private let forward: Vector
    private let eyeHeight: Float
    let front: StreetFront
    let neon: StreetNeon

    /// Rows of a box: centre and kind; half extents and seed; colour and parameter; what the camera
    /// sees of it and of its mirror image, each as left, right, bottom, top at unit distance.
    private static var stride: Int { 5 }

    init(_ boxes: [StreetBox], _ scene: Scene, table: inout [SIMD4<Float>]) {
        first = table.count
        count = boxes.count
        right = scene.camera.right
        up = scene.camera.up
        forward = scene.camera.forward
        eyeHeight = scene.camera.origin.y
        front = StreetFront(scene)
        neon = StreetNeon(scene)
        for box in boxes {
            table.append(SIMD4(box.center, box.kind.rawValue))
            table.append(SIMD4(box.half, box.seed))
            table.append(SIMD4(box.color, box.parameter))
            table.append(StreetBoxes.extent(of: box, scene.camera))
            var mirrored = box
            mirrored.center.y = -box.center.y
            table.append(StreetBoxes.extent(of: mirrored, scene.camera))
        }
    }

    /// A rectangle on the plane at unit distance that holds all of a box that lies before the camera.
    ///
    /// Edges are cut where they pass beside the camera. Empty (left > right) for a box behind it.
    private static func extent(of box: StreetBox, _ camera: Camera) -> SIMD4<Float> {
        let near: Float = 0.02
        var extent = SIMD4<Float>(1e9, -1e9, 1e9, -1e9)
        func corner(_ index: Int) -> Vector {
            let sign = Vector(
                index & 1 == 0 ? -1 : 1, index & 2 == 0 ? -1 : 1, index & 4 == 0 ? -1 : 1)
            let offset = box.center + box.half * sign - camera.origin
            return Vector(
                offset.dot(camera.right), offset.dot(camera.up), offset.dot(camera.forward))
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

    /// Whether a box (or beyond ``count`` a mirror image) may be seen within a cone.
    ///
    /// Mirrored rays stray from a smooth mirror's by twice the slope of the ground, which ``StreetGround``
    /// keeps below a bound that falls with distance.
    @inline(__always)
    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        let along = cone.direction.dot(forward)
        let u = cone.direction.dot(right) / along
        let v = cone.direction.dot(up) / along
        let stretch = 1 + u * u + v * v
        if index < count {
            let extent = table[first + index * StreetBoxes.stride + 3]
            let reach = cone.slope * stretch
            return extent.x <= u + reach && extent.y >= u - reach && extent.z <= v + reach
                && extent.w >= v - reach
        }
        let row = first + (index - count) * StreetBoxes.stride
        let steepest = -cone.direction.y + cone.slope
        if steepest <= 0 || table[row].w == StreetBox.Kind.plain.rawValue { return false }
        let stray = 2.1 * StreetGround.slopeBound(at: eyeHeight / steepest)
        let reach = (cone.slope + stray) * stretch
        let extent = table[row + 4]
        return extent.x <= u + reach && extent.y >= u - reach && extent.z <= v + reach
            && extent.w >= v - reach
    }

    /// The part of the tile's list that holds boxes as seen.
    @inline(__always)
    func primary(in tile: Tile) -> Range<Int> {
        var end = tile.itemCount
        while end > 0 && Int(tile.items[end - 1]) >= count { end -= 1 }
        return 0..<end
    }

    /// The part of the tile's list that holds boxes as seen in the ground.
    @inline(__always)
    func mirrored(in tile: Tile) -> Range<Int> {
        primary(in: tile).upperBound..<tile.itemCount
    }
}

/// The nearest box along rays.
struct BoxHit {
    var distance: Lanes

    /// Index of the box, -1 for none.
    var box: Lanes

    /// 0, 1 or 2: the face hit is across x, y or z.
    var axis: Lanes
}

/// What a box is like where a ray met it.
struct BoxSurface {
    var normal: LaneVector
    var albedo: LaneVector
    var emission: LaneVector
}

/// Properties of the boxes that the lanes of a packet hit.
private struct Painted {
    var kind = Lanes(repeating: -1)
    var seed = Lanes.zero
    var color = LaneVector.zero
    var parameter = Lanes.zero
    var halfX = Lanes(repeating: 1)
    var halfY = Lanes(repeating: 1)
    var centerX = Lanes.zero
    var centerY = Lanes.zero
}

extension StreetBoxes {
    @inline(__always)
    private func box(_ item: Int, in tile: Tile) -> Int {
        let index = Int(tile.items[item])
        return index < count ? index : index - count
    }

    /// Slabs: some thirty operations a box.
    @inline(never)
    func nearest(_ rays: Rays, limit: Lanes, _ items: Range<Int>, in tile: Tile) -> BoxHit {
        let origin = rays.origin
        let inverse = LaneVector(
            StreetBoxes.inverse(rays.direction.x), StreetBoxes.inverse(rays.direction.y),
            StreetBoxes.inverse(rays.direction.z))
        let size = LaneVector(magnitude(inverse.x), magnitude(inverse.y), magnitude(inverse.z))
        var hit = BoxHit(distance: limit, box: Lanes(repeating: -1), axis: .zero)
        for item in items {
            let index = box(item, in: tile)
            let row = tile.table + (first + index * StreetBoxes.stride)
            let center = row[0]
            let half = row[1]
            let middleX = (center.x - origin.x) * inverse.x
            let middleY = (center.y - origin.y) * inverse.y
            let middleZ = (center.z - origin.z) * inverse.z
            let spanX = size.x * half.x
            let spanY = size.y * half.y
            let spanZ = size.z * half.z
            let enterX = middleX - spanX
            let enterY = middleY - spanY
            let enter = greater(greater(enterX, enterY), middleZ - spanZ)
            let leave = lesser(lesser(middleX + spanX, middleY + spanY), middleZ + spanZ)
            let meets = (enter .< leave) .& (enter .> 0.02) .& (enter .< hit.distance)
            if !meets.any { continue }
            hit.distance = select(meets, enter, hit.distance)
            hit.box = select(meets, Float(index), hit.box)
            let axis = select(enter .<= enterX, 0, select(enter .<= enterY, 1, 2))
            hit.axis = select(meets, axis, hit.axis)
        }
        return hit
    }

    @inline(__always)
    private static func inverse(_ a: Lanes) -> Lanes {
        1 / select(magnitude(a) .< 1e-6, 1e-6, a)
    }

    /// Paint and own light of the faces hit; `width` is how far details blur.
    @inline(never)
    func surface(
        _ hit: BoxHit, _ rays: Rays, width: Lanes, _ items: Range<Int>,
        _ backdrop: StreetBackdrop, in tile: Tile
    ) -> BoxSurface {
        let point = rays.point(at: hit.distance)
        let box = gather(hit.box, items, in: tile)
        let got = hit.box .>= 0
        let acrossX = hit.axis .< 0.5
        let acrossZ = hit.axis .> 1.5
        let acrossY = .!(acrossX .| acrossZ)
        var surface = BoxSurface(
            normal: LaneVector(
                select(acrossX, StreetBoxes.facing(rays.direction.x), 0),
                select(acrossY, StreetBoxes.facing(rays.direction.y), 0),
                select(acrossZ, StreetBoxes.facing(rays.direction.z), 0)),
            albedo: box.color, emission: .zero)
        let isHouse = got .& (box.kind .< 0.5)
        if isHouse.any {
            let across = select(acrossZ, point.x, point.z)
            let wall = front.paint(
                across, point.y, seed: box.seed, width: width, rays.direction)
            surface.emission = select(isHouse .& acrossX, wall.emission, .zero)
            let tone = select(acrossY, 0.8, wall.tone)
            surface.albedo = select(isHouse, box.color * tone, surface.albedo)
            if backdrop.daylight > 0 {
                let glass = isHouse .& acrossX
                let albedo = surface.albedo * (1 - wall.glass * (0.9 * backdrop.daylight))
                surface.albedo = select(glass, albedo, surface.albedo)
            }
        }
        let isSign = got .& (box.kind .> 0.5) .& (box.kind .< 1.5)
        if isSign.any {
            let panel = neon.panel(
                NeonPanel(
                    x: (point.x - box.centerX) * StreetBoxes.facing(rays.direction.z),
                    y: point.y - box.centerY, halfX: box.halfX, halfY: box.halfY,
                    seed: box.seed, style: box.parameter, color: box.color),
                width: width)
            let emission = select(acrossZ, panel, box.color * (0.30 * neon.power))
            surface.emission = select(isSign, emission, surface.emission)
            surface.albedo = select(isSign, LaneVector(neon.plate), surface.albedo)
        }
        let isLamp = got .& (box.kind .> 2.5)
        if isLamp.any {
            let downward = surface.normal.y .< -0.5
            let below = select(downward, 9 * neon.power + 0.3, 0.4 + 0.8 * neon.power)
            let strength = select(
                box.kind .> 3.5, select(acrossZ, box.parameter, 0.1), below)
            surface.emission = select(isLamp, box.color * strength, surface.emission)
        }
        return surface
    }

    @inline(__always)
    private static func facing(_ direction: Lanes) -> Lanes { select(direction .< 0, 1, -1) }

    /// Runs over the boxes that the packet saw and takes each lane's own.
    @inline(__always)
    private func gather(_ box: Lanes, _ items: Range<Int>, in tile: Tile) -> Painted {
        var painted = Painted()
        for item in items {
            let index = self.box(item, in: tile)
            let number = Float(index)
            let own = (box .> number - 0.5) .& (box .< number + 0.5)
            if !own.any { continue }
            let row = tile.table + (first + index * StreetBoxes.stride)
            let center = row[0]
            let half = row[1]
            painted.kind = select(own, center.w, painted.kind)
            painted.seed = select(own, half.w, painted.seed)
            painted.color = select(own, LaneVector(row[2]), painted.color)
            painted.parameter = select(own, row[2].w, painted.parameter)
            painted.halfX = select(own, half.x, painted.halfX)
            painted.halfY = select(own, half.y, painted.halfY)
            painted.centerX = select(own, center.x, painted.centerX)
            painted.centerY = select(own, center.y, painted.centerY)
        }
        return painted
    }
}
