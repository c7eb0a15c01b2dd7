/// The sky over the meadow: gradient, sun or moon, stars, clouds, and rows of trees at its foot.
///
/// Directions are split into an azimuth, measured from the middle of the picture, and the tangent
/// of the elevation, so that everything works wherever the camera looks.
struct MeadowSky {
    let clouds: MeadowClouds
    private let trees: MeadowTrees

    private let zenith: Vector
    private let horizon: Vector
    private let sun: Vector
    private let sunColor: Vector

    /// Horizontal directions to the right and into the picture, and the azimuth of the latter.
    private let right: Vector
    private let ahead: Vector
    private let heading: Float

    private let night: Float
    private let twinkle: Float

    /// How far an overcast sky hides the sun, the stars and the blue.
    private let overcast: Float

    init(_ scene: Scene, table: inout [SIMD4<Float>]) {
        let light = scene.light
        zenith = light.skyZenith
        horizon = light.skyHorizon
        sun = light.sun
        overcast = smoothstep(0.6, 1, light.cloudCover)
        sunColor = light.sunColor * (1 - overcast)
        night = light.night * (1 - overcast)
        twinkle = scene.time * 3
        let forward = scene.camera.forward
        let level = Vector(forward.x, 0, forward.z)
        ahead = level.length > 1e-3 ? level.normalized : Vector(0, 0, -1)
        right = ahead.cross(.up)
        heading = arcTangent(ahead.x, -ahead.z)
        clouds = MeadowClouds(scene, heading: heading, table: &table)
        trees = MeadowTrees(scene)
    }
}

/// A direction towards the sky, taken apart.
struct SkyDirection {
    var ray: LaneVector

    /// From the middle of the picture to the right, in radians.
    var azimuth: Lanes

    /// The same from -z towards +x, folded at ±x so that it has no seam: for noise.
    var folded: Lanes

    /// Tangent of the elevation.
    var rise: Lanes

    /// How far towards the sun the right-hand side of things is turned.
    var sunSide: Lanes
}

extension MeadowSky {
    @inline(never)
    func color(_ rays: Rays, in tile: Tile) -> LaneVector {
        let direction = rays.direction
        var color = clear(direction)
        let glow = greater(dot(direction, sun), 0)
        if night > 0 { color += stars(direction) }
        color += sunColor * disc(glow)
        return clouds.over(color, take(direction), glow: glow, in: tile)
    }

    /// The rows of trees before the sky and the distant plain.
    @inline(never)
    func trees(over background: LaneVector, _ rays: Rays) -> LaneVector {
        guard (rays.direction.y .< 0.14).any else { return background }
        return trees.over(
            background, take(rays.direction), from: rays.origin, heading: heading)
    }

    /// The smooth sky alone, also for reflections.
    @inline(__always)
    func clear(_ direction: LaneVector) -> LaneVector {
        let low = 1 / (1 + 4.2 * greater(direction.y, 0))
        let near = squared(low)
        let towards = greater(dot(direction, sun), 0)
        let fourth = squared(squared(towards))
        let broad = 0.05 * fourth * near + 0.22 * squared(squared(fourth))
        return mix(zenith, horizon, near) + sunColor * broad
    }

    /// Light from outside the frame that veils everything.
    @inline(__always)
    func veil(_ direction: LaneVector) -> LaneVector {
        let towards = greater(dot(direction, sun), 0)
        let cube = towards * towards * towards
        return sunColor * (0.06 * squared(cube))
    }

    /// By day a glow that the sun hides in, by night the sharp disc of the moon.
    @inline(__always)
    private func disc(_ glow: Lanes) -> Lanes {
        let eighth = squared(squared(squared(glow)))
        let day = 0.8 * squared(squared(eighth))
        let moon = smoothstep(0.99925, 0.99945, glow) * 12
        return day + (moon - day * 0.6) * night
    }

    @inline(__always)
    private func stars(_ direction: LaneVector) -> LaneVector {
        let scale = 70 / (1 + greater(direction.y, 0))
        let x = direction.x * scale
        let y = direction.z * scale
        let column = floor(x)
        let row = floor(y)
        let chance = Noise.hashPair(
            LaneIntegers(truncating: column), LaneIntegers(truncating: row))
        let across = x - column - 0.2 - 0.6 * chance.second
        let along = y - row - 0.2 - 0.6 * fraction(chance.second * 13)
        let bright = squared(smoothstep(0.80, 1, chance.first))
        let flicker = 0.75 + 0.25 * sine(chance.second * 40 + twinkle)
        let spot = saturate(1 - (squared(across) + squared(along)) * 90)
        let above = smoothstep(0, 0.25, direction.y)
        return Vector(0.85, 0.92, 1.1)
            * (squared(spot) * bright * flicker * above * (1.3 * night))
    }

    @inline(__always)
    private func take(_ direction: LaneVector) -> SkyDirection {
        let level = root(squared(direction.x) + squared(direction.z)) + 1e-4
        let azimuth = arcTangent(dot(direction, right), dot(direction, ahead))
        let world = azimuth + heading
        let turn = world - floor(world * 0.15915494 + 0.5) * 6.2831853
        let back = select(turn .< 0, Float(-3.1415927), Float(3.1415927)) - turn
        let side = (sun.z * direction.x - sun.x * direction.z) / level
        return SkyDirection(
            ray: direction, azimuth: azimuth,
            folded: select(magnitude(turn) .> 1.5707964, back, turn),
            rise: direction.y / level, sunSide: side)
    }
}

/// The angle of (x, y) from the y axis towards x; error below 2e-3 (odd polynomial of degree 7).
@inline(__always)
private func arcTangent(_ x: Lanes, _ y: Lanes) -> Lanes {
    let wide = magnitude(x)
    let deep = magnitude(y)
    let ratio = lesser(wide, deep) / greater(greater(wide, deep), 1e-6)
    let square = ratio * ratio
    let series = 0.99921406 + square * (-0.32117498 + square * (0.14626446 - square * 0.03898651))
    let small = ratio * series
    let quarter = select(wide .> deep, 1.5707964 - small, small)
    let half = select(y .< 0, 3.1415927 - quarter, quarter)
    return select(x .< 0, -half, half)
}

private func arcTangent(_ x: Float, _ y: Float) -> Float {
    let ratio = min(abs(x), abs(y)) / max(abs(x), abs(y), 1e-6)
    let square = ratio * ratio
    let small =
        ratio
        * (0.99921406 + square * (-0.32117498 + square * (0.14626446 - square * 0.03898651)))
    let quarter = abs(x) > abs(y) ? 1.5707964 - small : small
    let half = y < 0 ? 3.1415927 - quarter : quarter
    return x < 0 ? -half : half
}
