/// How the ground of the meadow is coloured: soil, blades, flowers, shadow, haze.
///
/// Colours of surfaces are constants; all light comes from the scene, split once a frame into the
/// shares that reach tips, roots, petals and the grass seen from afar.
struct MeadowGrass {
    private let tipKey: Vector
    private let tipAmbient: Vector
    private let shaded: Vector
    private let distantKey: Vector
    private let distantAmbient: Vector
    private let distantGlow: Vector
    private let tipGlow: Vector
    private let petalKey: Vector
    private let petalAmbient: Vector
    private let sheen: Vector
    private let haze: Vector
    private let hazeGlow: Vector
    private let sunward: Vector

    /// 1 is a breeze; bends the blades.
    private let wind: Float

    /// How far gusts have moved over the field, in cells of their noise.
    private let gustDrift: Float
    private let swayPhase: Float
    private let cloudDrift: Float

    /// How dark the shadows of clouds are.
    private let cloudShade: Float
    private let wetness: Float
    private let snow: Float

    /// Moves the patches of colour and flowers from film to film.
    private let shift: Float

    private let style: GroundsStyle

    init(_ scene: Scene, _ style: GroundsStyle = .meadow) {
        self.style = style
        let key = scene.light.keyColor
        let ambient = scene.light.ambient
        let overcast = smoothstep(0.35, 0.9, scene.light.cloudCover)
        tipKey = key * Vector(0.95, 1.02, 0.97)
        tipAmbient = ambient * Vector(0.25, 0.37, 0.37)
        shaded = key * 0.20 + ambient * 0.20
        distantKey = key * Vector(0.70, 0.76, 0.72)
        distantAmbient = ambient * Vector(0.30, 0.35, 0.20)
        let translucence = key * (1 - 0.8 * overcast)
        distantGlow = translucence * Vector(0.146, 0.193, 0.017)
        tipGlow = translucence * Vector(0.268, 0.349, 0.042)
        petalKey = key * Vector(0.78, 0.84, 0.89)
        petalAmbient = ambient * Vector(0.50, 0.46, 0.43)
        wetness = smoothstep(0, 0.4, scene.weather.rain)
        sheen = scene.light.skyHorizon * (0.16 * wetness)
        haze = scene.light.skyHorizon * Vector(0.72, 0.72, 0.62) + key * Vector(0.12, 0.12, 0)
        hazeGlow = translucence * Vector(0.24, 0.21, 0.10)
        sunward = scene.light.sun
        wind = scene.weather.wind
        gustDrift = scene.time * (0.45 + 0.65 * scene.weather.wind)
        swayPhase = scene.time * (1.7 + 0.9 * scene.weather.wind)
        cloudDrift = scene.time * 0.06
        cloudShade = 0.28 * (1 - overcast) * smoothstep(0.02, 0.15, scene.light.cloudCover)
        snow = smoothstep(0, 0.5, scene.weather.snow)
        shift = Float(scene.seed % 512) * 0.37
    }
}

/// What a packet of rays meets in the layer of grass.
private struct Layer {
    /// Where rays enter the layer and how much farther the soil is.
    var entry: Lanes
    var depth: Lanes

    /// Where rays meet the soil.
    var soil: LaneVector

    /// Noise in `0...1`: patches of a few metres, meadows of ten, gusts that pass.
    var patch: Lanes
    var breadth: Lanes
    var gust: Lanes

    /// Share of direct light.
    var sun: Lanes

    /// How open the soil is to the sky between puppets.
    var open: Lanes

    /// 1 looking straight into the sun.
    var against: Lanes

    /// How much snow lies here.
    var snow: Lanes

    /// How far this is a trodden path.
    var path: Lanes

    @inline(__always)
    var ground: Lanes { entry + depth }
}

extension MeadowGrass {
    /// The ground seen along rays that enter the layer at `entry`.
    ///
    /// Blades in front of a puppet cover its shoes: the best contact cue there is.
    @inline(never)
    func shade(
        _ entry: Lanes, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, scenery: Scenery, in tile: Tile
    ) -> LaneVector {
        let layer = enter(entry, along: rays, active: active, scenery: scenery, in: tile)
        let tip = tipColor(layer)
        let isGround = puppetDistance .>= layer.ground
        var color = select(isGround, turf(layer, tip, rays), background)
        let near = active .& (entry .< 24)
        if near.any {
            let veil = blades(
                layer, tip, rays, until: lesser(layer.ground, puppetDistance), near, in: tile)
            // Turf gets its mist below; what stands behind blades has had it.
            let cover = LaneVector(scenery.mist.color) * (1 - veil.transparency)
            let share = select(isGround, 0, scenery.mistShare(entry))
            let misted = mix(veil.color, cover, share)
            color = select(near, misted + color * veil.transparency, color)
        }
        let share = (1 - 1 / (1 + 0.00022 * entry * entry)) * 0.75
        let air = LaneVector(haze) + hazeGlow * squared(layer.against)
        return scenery.misty(
            select(isGround, mix(color, air, share), color), select(isGround, entry, 0))
    }

    /// The meadow so far away that it is one colour, which fades into the sky behind it.
    @inline(__always)
    func plain(_ rays: Rays, over sky: LaneVector) -> LaneVector {
        let distance = lesser(rays.origin.y / greater(-rays.direction.y, 1e-4), 900)
        let broad = Noise.value(
            rays.direction.x * distance * 0.05 + shift, rays.direction.z * distance * 0.05)
        let grass = mix(Vector(0.16, 0.38, 0.015), Vector(0.30, 0.46, 0.02), broad)
        var color = grass * ((distantKey + distantAmbient) * 0.72)
        if snow > 0 {
            let white = LaneVector((distantKey + distantAmbient) * 0.7)
            color = mix(color, white, Lanes(repeating: snow * 0.9))
        }
        let share = (1 - 1 / (1 + 0.00022 * distance * distance)) * 0.75
        return mix(mix(color, haze, share), sky, smoothstep(60, 500, distance))
    }

    /// The soil is found from one more height by the secant; inside the layer height is then linear.
    @inline(never)
    private func enter(
        _ entry: Lanes, along rays: Rays, active: LaneMask, scenery: Scenery, in tile: Tile
    ) -> Layer {
        let stride = 0.10 + 0.03 * entry
        let first = rays.point(at: entry)
        let second = rays.point(at: entry + stride)
        let above = first.y - Meadow.height(first.x, first.z)
        let below = second.y - Meadow.height(second.x, second.z)
        let descent = (above - below) / stride
        let depth = lesser(above / greater(descent, 0.012), 2.0 + 0.12 * entry)
        let soil = rays.point(at: entry + depth)
        let near = active .& (entry .< 25)
        var sun = Lanes(repeating: 1)
        var open = Lanes(repeating: 1)
        if near.any {
            let lifted = LaneVector(soil.x, soil.y + 0.06, soil.z)
            sun = select(near, tile.shadow(at: lifted, active: near), 1)
            open = select(near, tile.contact(at: soil, active: near), 1)
        }
        if scenery.count > 0 {
            let shade = scenery.shade(at: soil, in: tile)
            sun = sun * shade.sun
            open = open * shade.open
        }
        if style.dapple > 0 { sun = sun * (1 - style.dapple * dapple(soil)) }
        let shadow = Noise.value(soil.x * 0.07 - cloudDrift + shift, soil.z * 0.09)
        let patch = Noise.value(soil.x * 0.55 + (3 + shift), soil.z * 0.55)
        let breadth = Noise.value(soil.x * 0.13 + (9 + shift), soil.z * 0.15)
        return Layer(
            entry: entry, depth: depth, soil: soil, patch: patch, breadth: breadth,
            gust: Noise.value(soil.x * 0.50 - gustDrift, soil.z * 0.32 + gustDrift * 0.14),
            sun: sun * (1 - cloudShade + cloudShade * smoothstep(0.30, 0.55, shadow)),
            open: open, against: saturate(dot(rays.direction, sunward)),
            snow: snow * smoothstep(0.0, 0.5, 0.25 + patch * 0.5 + breadth * 0.35),
            path: path(soil, patch))
    }

    /// Shade of leaves high above, which keeps still but for a little sway.
    @inline(__always)
    private func dapple(_ soil: LaneVector) -> Lanes {
        let sway = 0.05 * sine(soil.x * 0.7 + swayPhase)
        let broad = Noise.value(soil.x * 0.55 + shift, soil.z * 0.55)
        let leaves = Noise.value(soil.x * 2.6 + sway, soil.z * 2.6)
        return smoothstep(0.62, 0.44, broad * 0.62 + leaves * 0.42)
    }

    @inline(__always)
    private func path(_ soil: LaneVector, _ patch: Lanes) -> Lanes {
        guard style.path > 0 else { return .zero }
        let middle = GroundsStyle.pathMiddle + 0.35 * sine(soil.x * 0.22 + 0.6)
        let off = magnitude(soil.z - middle) + (patch - 0.5) * 0.18
        return smoothstep(style.path + 0.12, style.path - 0.06, off)
    }

    @inline(__always)
    private func tipColor(_ layer: Layer) -> LaneVector {
        let dry = saturate(layer.patch * 0.75 + layer.breadth * 0.5 - 0.15)
        let grass = mix(Vector(0.115, 0.36, 0.012), Vector(0.36, 0.50, 0.022), dry)
        return grass * style.grass * (1 - 0.22 * wetness)
    }

    /// What lies under and beyond the blades: dark roots near by, the field's mean colour afar or
    /// from above.
    @inline(never)
    private func turf(_ layer: Layer, _ tip: LaneVector, _ rays: Rays) -> LaneVector {
        let lit = 0.25 + 0.75 * layer.sun
        let rooted = rootLight(layer) * 0.55
        var distant = tip * (distantKey * lit + LaneVector(distantAmbient))
        distant = distant * (0.62 + 0.42 * layer.gust)
        distant += distantGlow * (squared(layer.against) * layer.sun)
        let streak =
            0.5 * Noise.value(layer.soil.x * 9, layer.soil.z * 2.2)
            + 0.5 * Noise.value(layer.soil.x * 26, layer.soil.z * 5)
        let far = greater(
            smoothstep(2, 11, layer.entry), smoothstep(0.45, 0.85, -rays.direction.y))
        if style.bands > 0 {
            let petals = bandColor(layer) * petalLight(layer) * (0.55 + 0.6 * streak)
            distant = mix(distant, petals * 0.62, Lanes(repeating: 0.78 * style.bands))
        }
        var color = mix(tip * rooted, distant * (0.58 + 0.75 * streak), far)
        if style.path > 0 {
            let grit = Noise.value(layer.soil.x * 31, layer.soil.z * 31)
            let gravel = mix(
                Vector(0.40, 0.31, 0.21), Vector(0.60, 0.50, 0.37),
                saturate(0.55 * layer.patch + 0.6 * grit))
            let light = tipKey * (0.72 * layer.sun) + LaneVector(tipAmbient)
            color = mix(color, gravel * light * 0.86, layer.path)
        }
        if snow > 0 {
            let white = (distantKey * lit + LaneVector(distantAmbient)) * layer.open
            color = mix(color, white * (0.62 + 0.18 * streak), layer.snow * 0.92)
        }
        return color * (0.4 + 0.6 * layer.open)
    }

    @inline(__always)
    private func rootLight(_ layer: Layer) -> LaneVector {
        shaded * ((0.35 + 0.65 * layer.sun) * layer.open)
    }
}

/// The vertical planes that cut the layer, where rays cross them.
///
/// Planes stand across x or z, whichever a ray runs along more; the border between both is
/// broken up by noise. Their distance and the width of blades grow with distance, dithered too.
private struct Planes {
    /// Coordinate across the planes over their spacing, at the entry; and the sign of travel.
    var first: Lanes
    var step: Lanes
    var spacing: Lanes
    var origin: Lanes
    var inverse: Lanes

    /// The coordinate along the planes: `start + slope * distance`.
    var start: Lanes
    var slope: Lanes
    var width: Lanes

    /// Blades are drawn wider where they are few.
    var half: Lanes
    var detail: Lanes

    @inline(__always)
    init(_ layer: Layer, _ rays: Rays) {
        let dither = Noise.value(layer.soil.x * 6, layer.soil.z * 6)
        detail = layer.entry * (0.70 + 0.60 * dither)
        let near = detail .< 6.5
        let middle = detail .< 11
        spacing = select(near, 0.045, select(middle, 0.08, 0.16))
        width = select(near, 0.034, select(middle, 0.044, 0.075))
        half = select(near, 0.205, 0.26)
        let acrossX =
            magnitude(rays.direction.x) .> magnitude(rays.direction.z) * (0.85 + 0.30 * dither)
        origin = select(acrossX, rays.origin.x, rays.origin.z)
        start = select(acrossX, rays.origin.z, rays.origin.x)
        let across = select(acrossX, rays.direction.x, rays.direction.z)
        slope = select(acrossX, rays.direction.z, rays.direction.x)
        let backwards = across .< 0
        step = select(backwards, -1, 1)
        inverse = 1 / select(backwards, lesser(across, -0.05), greater(across, 0.05))
        let entered = (origin + across * layer.entry) / spacing
        first = floor(entered) + select(backwards, 0, 1)
    }
}

extension MeadowGrass {
    /// Blades and flowers between the entry and `end`, front to back.
    ///
    /// One hash a plane is one blade; about 60 operations each. Coverage comes from the footprint
    /// of a pixel, so no edge needs further samples.
    @inline(never)
    private func blades(
        _ layer: Layer, _ tip: LaneVector, _ rays: Rays, until end: Lanes, _ active: LaneMask,
        in tile: Tile
    ) -> (color: LaneVector, transparency: Lanes) {
        let planes = Planes(layer, rays)
        let perDepth = 1 / layer.depth
        let perWidth = 1 / planes.width
        // From above planes would show as rows of dots.
        let fade =
            (1 - smoothstep(12, 23, layer.entry))
            * (1 - smoothstep(0.50, 0.80, -rays.direction.y))
        let lean = bend(layer)
        let crowd = floweriness(layer)
        let flowersNear = planes.detail .< 13
        var transparency = Lanes(repeating: 1)
        var color = LaneVector.zero
        for index in 0..<14 {
            let plane = planes.first + planes.step * Float(index)
            let distance = (plane * planes.spacing - planes.origin) * planes.inverse
            let live = active .& (distance .< end) .& (transparency .> 0.03)
            if !live.any { break }
            let height = saturate((layer.ground - distance) * perDepth)
            let along = planes.start + planes.slope * distance
            let row = LaneIntegers(truncating: plane)
            let column = along * perWidth + Noise.hash(row, row) * 31
            let cell = floor(column)
            let chance = Noise.hashPair(LaneIntegers(truncating: cell), row)
            let top = 0.45 + 0.55 * chance.second
            let bending = ((chance.first - 0.5) * 0.8 + lean) * squared(height) * 0.030
            let centre = cell + 0.5 + (chance.second - 0.5) * 0.4 + bending * perWidth
            let edge = distance * tile.pixel * perWidth + 0.03
            let side = planes.half * (1 - height / top) - magnitude(column - centre)
            var cover = saturate(side / edge + 0.5) * saturate((top - height) * 12)
            cover = select(live, cover * fade * (1 - layer.path), 0)
            var stroke = bladeColor(layer, tip, rise: height / top, chance)
            let place = along * (1 / 0.21) + plane * 0.53
            let bloom = flower(place, row, chance: crowd, live .& flowersNear)
            if bloom.present.any {
                var petals = petals(
                    bloom, height, sway: lean * squared(height) * 0.03,
                    footprint: distance * tile.pixel)
                if style.bands > 0 {
                    petals.color = mix(
                        petals.color, bandColor(layer) * (0.75 + 0.5 * bloom.chance),
                        Lanes(repeating: 0.9 * style.bands))
                }
                stroke = mix(stroke, petals.color * petalLight(layer), petals.cover)
                cover = greater(cover, petals.cover)
            }
            color += stroke * (cover * transparency)
            transparency = transparency * (1 - cover)
        }
        return (color, transparency)
    }

    /// Sideways lean of tips from gusts that cross the field and a quicker sway.
    @inline(__always)
    private func bend(_ layer: Layer) -> Lanes {
        let sway = sine(layer.soil.x * 1.7 + swayPhase + layer.soil.z * 1.1)
        return ((layer.gust - 0.35) * 0.95 + 0.22 * sway) * wind
    }

    @inline(__always)
    private func bladeColor(
        _ layer: Layer, _ tip: LaneVector, rise: Lanes, _ chance: (first: Lanes, second: Lanes)
    ) -> LaneVector {
        let shades = LaneVector(
            0.55 + 0.85 * chance.first, 0.66 + 0.52 * chance.first, 0.6 + 0.5 * chance.second)
        let lit = tipKey * (0.25 + 0.75 * layer.sun) + LaneVector(tipAmbient)
        var albedo = tip
        if snow > 0 {
            albedo = mix(tip, Vector(0.62, 0.66, 0.70), layer.snow * (0.35 + 0.6 * rise))
        }
        let upper = albedo * (lit * shades)
        var color = mix(albedo * rootLight(layer), upper, rise * (0.35 + 0.65 * rise))
        let glow = squared(rise) * (0.10 + 0.9 * squared(layer.against)) * layer.sun * 0.55
        color += tipGlow * glow
        if wetness > 0 {
            color += sheen * (squared(squared(rise)) * chance.second)
        }
        return color
    }
}

/// A cell along a plane that may carry a flower.
private struct Flower {
    var present: LaneMask

    /// Distance from the stem, and where in the head's height it sits.
    var offset: Lanes
    var chance: Lanes
}

extension MeadowGrass {
    /// The colour of flowers that stand in bands.
    @inline(__always)
    private func bandColor(_ layer: Layer) -> LaneVector {
        let place = (layer.soil.z + 0.25 * sine(layer.soil.x * 0.35)) * (1 / 1.9)
        let band = Noise.hash(
            LaneIntegers(truncating: floor(place)), LaneIntegers(repeating: Int32(shift * 64)))
        let warm = select(
            band .< 0.30, LaneVector(0.86, 0.06, 0.10), LaneVector(0.98, 0.60, 0.03))
        let cold = select(
            band .< 0.80, LaneVector(0.55, 0.20, 0.85), LaneVector(0.95, 0.28, 0.50))
        return select(band .< 0.55, warm, cold)
    }

    /// Share of cells with a flower: they grow in patches.
    @inline(__always)
    private func floweriness(_ layer: Layer) -> Lanes {
        let patch = smoothstep(0.35, 0.85, layer.patch * 0.6 + layer.breadth * 0.5)
        let share = (0.030 + 0.17 * patch) * (1 - layer.snow) * style.flowers
        return lesser(share, 0.95) * (1 - layer.path)
    }

    @inline(__always)
    private func flower(
        _ place: Lanes, _ row: LaneIntegers, chance crowd: Lanes, _ active: LaneMask
    ) -> Flower {
        let cell = floor(place)
        let chance = Noise.hashPair(LaneIntegers(truncating: cell) &+ 77, row)
        let offset = place - cell - 0.5 - (chance.second - 0.5) * 0.5
        return Flower(
            present: active .& (chance.first .< crowd), offset: offset * 0.21,
            chance: chance.second)
    }

    /// A head of five petals with a darker middle; heads higher than the layer would be cut flat.
    @inline(__always)
    private func petals(
        _ flower: Flower, _ height: Lanes, sway: Lanes, footprint: Lanes
    ) -> (color: LaneVector, cover: Lanes) {
        let middle = 0.52 + 0.30 * flower.chance
        let across = flower.offset - sway
        let up = (height - middle) * (Meadow.grassHeight * 1.05)
        let radius = root(squared(across) + squared(up) * 1.9)
        let cosine = across / greater(radius, 1e-4)
        let square = squared(cosine)
        let fivefold = cosine * (square * (square * 16 - 20) + 5)
        let edge = (0.0205 + 0.0030 * fivefold) * (1 + 0.5 * style.bands)
        let cover = select(flower.present, saturate((edge - radius) / footprint + 0.5), 0)
        let kind = fraction(flower.chance * 7)
        let white = kind .< 0.45
        let bluish = select(
            kind .< 0.88, LaneVector(0.90, 0.20, 0.34), LaneVector(0.48, 0.26, 0.85))
        let bright = select(kind .< 0.70, LaneVector(0.95, 0.60, 0.02), bluish)
        let color = select(white, LaneVector(0.92, 0.88, 0.82), bright)
        let heart = select(white, LaneVector(0.95, 0.55, 0.02), color * 0.5)
        return (mix(color, heart, smoothstep(0.008, 0.006, radius)), cover)
    }

    @inline(__always)
    private func petalLight(_ layer: Layer) -> LaneVector {
        petalKey * (0.25 + 0.75 * layer.sun) + LaneVector(petalAmbient)
    }
}
