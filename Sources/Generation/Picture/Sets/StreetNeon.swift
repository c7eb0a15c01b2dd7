/// Signs: tubes of light bent into glyphs that read as writing and spell nothing.
struct StreetNeon {
    /// How strongly neon shines: 1 by night, dim against daylight.
    let power: Float

    /// Colour of the plates behind tubes.
    let plate: Vector
    private let flicker: Float

    init(_ scene: Scene) {
        let night = scene.light.night
        power = 0.16 + 0.84 * night
        let byDay = Vector(0.16, 0.16, 0.17)
        plate = byDay + (Vector(0.02, 0.02, 0.025) - byDay) * night
        flicker = scene.time * 9
    }
}

/// A point on the face of a sign, from its middle, and the sign's own numbers.
struct NeonPanel {
    var x: Lanes
    var y: Lanes
    var halfX: Lanes
    var halfY: Lanes
    var seed: Lanes
    var style: Lanes
    var color: LaneVector
}

extension StreetNeon {
    /// A tube of light at `distance` from its axis: white-hot core, coloured halo.
    ///
    /// Wider than it is where `width`, the footprint of a pixel or the blur of a mirror, is larger.
    @inline(never)
    static func tube(_ distance: Lanes, _ width: Lanes, _ color: LaneVector) -> LaneVector {
        let wide = root(width * width + 0.000144)
        let share = 0.012 / wide
        let core = bump(distance, wide * 1.9) * (share * 1.35)
        let halo = 0.0022 / (distance * distance + 0.0045 + width * width)
        return color * (core * 2.6 + halo * 0.95)
            + LaneVector(gray: core * (0.9 * saturate(share * 1.5 - 0.3)))
    }

    /// Distance to the strokes of a glyph in a unit cell; two chances switch its eight strokes.
    @inline(never)
    static func glyph(_ x: Lanes, _ y: Lanes, _ first: Lanes, _ second: Lanes) -> Lanes {
        let none: Float = 9
        var square = stroke(x, y - 0.30, 0.30)
        square = lesser(square, select(first .> 0.30, stroke(x, y, 0.24), none))
        square = lesser(square, select(second .> 0.25, stroke(x, y + 0.30, 0.32), none))
        square = lesser(square, select(first .< 0.62, stroke(y - 0.02, x, 0.36), none))
        square = lesser(square, select(second .< 0.55, stroke(y, x + 0.28, 0.30), none))
        let right = (first .> 0.45) .& (second .< 0.75)
        square = lesser(square, select(right, stroke(y + 0.04, x - 0.28, 0.30), none))
        let legs = (magnitude(x) - 0.02 + y) * 0.7071
        let splayed = stroke(magnitude(x) - 0.16, legs, 0.13)
        return root(lesser(square, select(second .> 0.6, splayed, none)))
    }

    /// Squared distance to a stroke along x of the given half length.
    @inline(__always)
    private static func stroke(_ x: Lanes, _ y: Lanes, _ half: Float) -> Lanes {
        let beyond = greater(magnitude(x) - half, 0)
        return beyond * beyond + y * y
    }

    /// Light of a hanging sign: a border tube and a column of glyphs, or a back-lit plate with dark
    /// glyphs; some flicker, some borders have a second hue.
    @inline(never)
    func panel(_ panel: NeonPanel, width: Lanes) -> LaneVector {
        let swapped = LaneVector(
            panel.color.y * 0.3 + 0.7 * panel.color.z, panel.color.z * 0.5 + 0.25 * panel.color.x,
            panel.color.x)
        let warm = LaneVector(1, 0.62, 0.30)
        let border = select(
            panel.style .> 0.55, swapped, select(panel.style .> 0.3, warm, panel.color))
        let outside = greater(
            magnitude(panel.x) - panel.halfX + 0.055, magnitude(panel.y) - panel.halfY + 0.055)
        let frame = frameDistance(panel)
        let cell = (panel.halfX - 0.07) * 2
        let count = floor((panel.halfY - 0.05) * 2 / cell)
        let place = panel.y / cell + count * 0.5
        let index = floor(place)
        let glyph =
            StreetNeon.glyph(
                panel.x / cell * 1.08, (place - index - 0.5) * 1.08,
                Noise.hash(index, panel.seed * 7), Noise.hash(index + 31, panel.seed * 3)) * cell
        let written = (index .>= 0) .& (index .< count)
        let stroke = smoothstep(width * 0.7 + 0.035, 0.018, glyph)
        let plate = mix(
            panel.color * 1.25 + Vector(0.10, 0.10, 0.10), Vector(0.02, 0.02, 0.025),
            stroke * 0.92)
        let tubes = StreetNeon.tube(frame, width, border) * 0.75
        let letters = StreetNeon.tube(glyph, width * 0.85, panel.color) * flickering(panel)
        let open = tubes + select(written, letters, .zero)
        let light = select(panel.style .< 0.26, select(outside .< 0, plate, tubes), open)
        return light * (flickering(panel) * power)
    }

    /// Distance to the tube along the border, whose corners are round.
    @inline(__always)
    private func frameDistance(_ panel: NeonPanel) -> Lanes {
        let x = magnitude(panel.x) - panel.halfX + 0.055
        let y = magnitude(panel.y) - panel.halfY + 0.055
        let corner = (x .> 0) .& (y .> 0)
        return magnitude(select(corner, root(x * x + y * y), greater(x, y)))
    }

    /// One sign in eight has a loose contact.
    @inline(__always)
    private func flickering(_ panel: NeonPanel) -> Lanes {
        let noise = Noise.value(panel.seed * 3 + flicker, panel.style * 9)
        let loose = fraction(panel.style * 17.3) .> 0.88
        return select(loose, 0.55 + 0.45 * smoothstep(0.25, 0.35, noise), 1)
    }
}
