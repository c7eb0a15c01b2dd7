// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Floor, walls and ceiling of an interior: where rays meet them, and their colour.
///
/// Walls are seen from within only: a camera outside looks through them, as into a doll's house.
struct InteriorSurfaces {
    private let style: InteriorStyle
    private let isRoom: Bool
    private let light: Light
    private let time: Float

    /// How much of the sun comes through windows.
    private let clearness: Float
    private let snow: Float

    init(_ scene: Scene, _ interior: Scene.Interior) {
        style = InteriorStyle(interior)
        isRoom = interior.isRoom
        light = scene.light
        time = scene.time
        clearness = style.sunshine * (1 - smoothstep(0.55, 1, scene.light.cloudCover))
        snow = interior.isSheltered ? 0 : smoothstep(0, 0.6, scene.weather.snow)
    }

    /// Faces as ``WorldHit/detail`` tells them.
    enum Face: Float {
        case floor = 0
        case left = 1
        case right = 2
        case back = 3
        case ceiling = 4
        case front = 5
    }

    @inline(__always)
    func nearest(_ rays: Rays, limit: Lanes) -> (distance: Lanes, face: Lanes) {
        var distance = limit
        var face = Lanes(repeating: -1)
        let o = rays.origin
        let d = rays.direction
        func meet(_ way: Lanes, _ speed: Lanes, _ towards: LaneMask, _ which: Face) {
            let t = way / select(magnitude(speed) .< 1e-5, 1e-5, speed)
            let closer = towards .& (t .> 0.02) .& (t .< distance)
            distance = select(closer, t, distance)
            face = select(closer, Lanes(repeating: which.rawValue), face)
        }
        meet(0 - o.y, d.y, d.y .< -0.0004, .floor)
        guard isRoom else {
            // Far out the floor is as good as the backdrop.
            let near = distance .< 80
            return (select(near, distance, limit), select(near, face, -1))
        }
        meet(InteriorStyle.left - o.x, d.x, d.x .< -1e-4, .left)
        meet(InteriorStyle.right - o.x, d.x, d.x .> 1e-4, .right)
        meet(InteriorStyle.back - o.z, d.z, d.z .< -1e-4, .back)
        meet(InteriorStyle.height - o.y, d.y, d.y .> 1e-4, .ceiling)
        meet(InteriorStyle.front - o.z, d.z, d.z .> 1e-4, .front)
        return (distance, face)
    }

    /// Share of the sun that falls through the windows of the left wall.
    @inline(never)
    func sunshine(at point: LaneVector) -> Lanes {
        guard isRoom else { return Lanes(repeating: 1) }
        guard clearness > 0, light.night < 1 else { return .zero }
        let key = light.key
        let t = (InteriorStyle.left - point.x) * (1 / min(key.x, -0.2))
        let y = point.y + key.y * t
        let z = point.z + key.z * t
        let soft = 0.018 + 0.014 * t
        var sum = Lanes.zero
        for index in 0..<2 {
            let window = InteriorStyle.window(index)
            let middle = (window.x + window.y) * 0.5
            let half = (window.y - window.x) * 0.5
            let off = magnitude(z - middle)
            let high = step(y, past: InteriorStyle.sill, soft)
            let low = step(y, past: InteriorStyle.lintel, -soft)
            let bar = saturate((off - 0.03) / soft + 0.5)
            let tall = (InteriorStyle.lintel + InteriorStyle.sill) * 0.5 + 0.25
            let cross = saturate((magnitude(y - tall) - 0.03) / soft + 0.5)
            sum += saturate((half - off) / soft + 0.5) * high * low * bar * cross
        }
        return saturate(sum) * clearness
    }

    /// A step of `y` past an edge, blurred by `soft`; falling where `soft` is negative.
    @inline(__always)
    private func step(_ y: Lanes, past edge: Float, _ soft: Lanes) -> Lanes {
        saturate((y - edge) / soft + 0.5)
    }

    /// What the surfaces are made of.
    @inline(never)
    func albedo(_ point: LaneVector, face: Lanes, width: Lanes) -> LaneVector {
        var color = LaneVector(style.wall)
        let isFloor = face .< 0.5
        if isFloor.any {
            var floor = ground(point, width: width)
            if snow > 0 {
                let drift = smoothstep(0.25, 0.60, Noise.fractal(point.x * 0.8, point.z * 0.8))
                floor = mix(floor, Vector(0.82, 0.86, 0.94), drift * (0.85 * snow))
            }
            color = select(isFloor, floor, color)
        }
        guard isRoom else { return color }
        let isWall = .!isFloor .& .!((face .> 3.5) .& (face .< 4.5))
        if isWall.any {
            let across = select((face .> 2.5), point.x, point.z)
            color = select(isWall, wall(across, point.y), color)
        }
        let isCeiling = (face .> 3.5) .& (face .< 4.5)
        return select(isCeiling, LaneVector(style.ceiling), color)
    }

    @inline(__always)
    private func wall(_ u: Lanes, _ y: Lanes) -> LaneVector {
        let mottle = Noise.fractal(u * 1.3 + 7, y * 1.3)
        var color = LaneVector(style.wall) * (0.93 + 0.15 * mottle)
        if style.wallPaint == .bricks {
            let row = floor(y * (1 / 0.16))
            let place = u * (1 / 0.42) + row * 0.5
            let brick = floor(place)
            let chance = Noise.hash(brick, row + 3)
            let joint = lesser(
                (0.5 - magnitude(place - brick - 0.5)) * 0.42,
                (0.5 - magnitude(y * (1 / 0.16) - row - 0.5)) * 0.16)
            let face = smoothstep(0.004, 0.014, joint)
            color = mix(
                LaneVector(Vector(0.40, 0.34, 0.29)), color * (0.62 + 0.70 * chance), face)
        }
        if style.panelHeight > 0 {
            let low = smoothstep(style.panelHeight + 0.012, style.panelHeight - 0.012, y)
            color = mix(color, LaneVector(style.panel) * (0.95 + 0.1 * mottle), low)
            let rail = bump(y - style.panelHeight, 0.05)
            color = mix(color, LaneVector(style.panel * 0.6 + Vector(repeating: 0.25)), rail)
        }
        let skirting = smoothstep(0.135, 0.125, y)
        return mix(color, LaneVector(style.panel * 0.35 + Vector(repeating: 0.38)), skirting)
    }

    @inline(__always)
    private func ground(_ point: LaneVector, width: Lanes) -> LaneVector {
        let x = point.x
        let z = point.z
        let detail = 1 / (1 + squared(width * 90))
        switch style.floor {
        case .planks:
            let place = z * (1 / 0.17) + 90
            let board = floor(place)
            let chance = Noise.hash(board, Lanes(repeating: 17))
            let end = fraction(x * 0.42 + chance * 5)
            let second = Noise.hash(board, floor(x * 0.42 + chance * 5))
            let gap =
                smoothstep(0, 0.06, 0.5 - magnitude(place - board - 0.5))
                * smoothstep(0, 0.006, 0.5 - magnitude(end - 0.5))
            let fibre = Noise.fractal(x * 1.6 + chance * 40, z * 24)
            let wood = mix(style.floorColor, style.floorAccent, second)
            let seam = 1 - detail * 0.5 * (1 - gap)
            return wood * ((0.78 + 0.46 * fibre) * seam)
        case .checkered:
            let u = x * (1 / 0.46)
            let v = z * (1 / 0.46)
            let parity = fraction((floor(u) + floor(v)) * 0.5) * 2
            let joint = lesser(
                0.5 - magnitude(fraction(u) - 0.5), 0.5 - magnitude(fraction(v) - 0.5))
            let tone = 0.92 + 0.16 * Noise.value(x * 2.1, z * 2.1)
            let grout = 1 - 0.35 * detail * smoothstep(0.022, 0.010, joint)
            return mix(style.floorColor, style.floorAccent, parity) * (tone * grout)
        case .flagstones:
            let row = floor(z * (1 / 0.62))
            let place = x * (1 / 0.95) + Noise.hash(row, row) * 3
            let slab = floor(place)
            let chance = Noise.hash(slab, row)
            let joint = lesser(
                (0.5 - magnitude(place - slab - 0.5)) * 0.95,
                (0.5 - magnitude(z * (1 / 0.62) - row - 0.5)) * 0.62)
            let worn = Noise.fractal(x * 2.3, z * 2.3)
            let face = 1 - detail * 0.6 * smoothstep(0.030, 0.010, joint)
            return mix(style.floorColor, style.floorAccent, chance)
                * ((0.72 + 0.55 * worn) * face)
        case .seamless:
            let radius = root(x * x + z * z)
            let pool = 1 / (1 + squared(radius) * 0.035)
            let plate = smoothstep(1.115, 1.105, radius)
            let rim = bump(radius - 1.11, 0.035)
            let tone = (0.70 + 0.42 * pool) * (1 + 0.07 * plate - 0.40 * rim)
            return LaneVector(style.floorColor) * tone
        }
    }
}

extension InteriorSurfaces {
    /// How much of a mirror the floor is.
    var gloss: Float { style.gloss }

    /// How open a point is between the walls: corners are darker.
    @inline(__always)
    func openness(_ point: LaneVector, face: Lanes) -> Lanes {
        guard isRoom else { return Lanes(repeating: 1) }
        func edge(_ distance: Lanes) -> Lanes {
            let near = saturate(1 - distance * (1 / 0.9))
            return 1 - 0.42 * near * near
        }
        let left = select((face .> 0.5) .& (face .< 1.5), 9, point.x - InteriorStyle.left)
        let right = select((face .> 1.5) .& (face .< 2.5), 9, InteriorStyle.right - point.x)
        let back = select((face .> 2.5) .& (face .< 3.5), 9, point.z - InteriorStyle.back)
        let low = select(face .< 0.5, 9, point.y)
        let high = select(
            (face .> 3.5) .& (face .< 4.5), 9, InteriorStyle.height - point.y)
        return edge(left) * edge(right) * edge(back) * edge(low) * edge(high)
    }

    /// The normals of faces.
    @inline(__always)
    func normal(_ face: Lanes) -> LaneVector {
        let one = Lanes(repeating: 1)
        let upward = select(face .< 0.5, one, select((face .> 3.5) .& (face .< 4.5), -1, 0))
        let aside = select(
            (face .> 0.5) .& (face .< 1.5), one,
            select((face .> 1.5) .& (face .< 2.5), -1, 0))
        let ahead = select(
            (face .> 2.5) .& (face .< 3.5), one, select(face .> 4.5, -1, 0))
        return LaneVector(aside, upward, ahead)
    }
}
