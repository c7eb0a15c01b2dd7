/// The fronts of houses: windows above, shops with sign bands below, painted by hashes.
struct StreetFront {
    private let night: Float

    /// Share of windows that are dark.
    private let dark: Float

    /// How strongly lit windows and shops show.
    private let power: Float

    /// What unlit panes show by night and, mirrored, by day.
    private let pane: Vector
    private let mirrored: Vector

    init(_ scene: Scene) {
        night = scene.light.night
        dark = 0.99 - 0.43 * night
        power = 0.19 + 0.81 * night
        pane = scene.light.ambient * (0.11 * night)
        mirrored = (scene.light.skyHorizon * 0.11 + scene.light.ambient * 0.05) * (1 - night)
    }
}

/// A wall where a ray met it.
struct StreetWall {
    var emission: LaneVector

    /// Grime and ledges: how light the plaster is.
    var tone: Lanes

    /// How much of it is glass, 0 to 1.
    var glass: Lanes
}

/// Shares of what a point of a wall lies on.
private struct Parts {
    /// Footprint of a pixel with some reserve.
    var edge: Lanes

    /// Windows above; the shop floor and its glass below.
    var window: Lanes
    var low: Lanes
    var shopGlass: Lanes

    /// Height within the storey, from its middle.
    var rise: Lanes
}

extension StreetFront {
    /// `across` runs along the front, `height` is above the ground.
    @inline(never)
    func paint(
        _ across: Lanes, _ height: Lanes, seed: Lanes, width: Lanes, _ direction: LaneVector
    ) -> StreetWall {
        let edge = width * 0.7 + 0.008
        let column = across * (1 / 1.55)
        let storey = (height - 3.75) * (1 / 2.6)
        let side = column - floor(column) - 0.5
        let rise = storey - floor(storey) - 0.5
        let window =
            smoothstep(0, 1, (0.34 - magnitude(side)) * 1.55 / edge)
            * smoothstep(0, 1, (0.31 - magnitude(rise)) * 2.6 / edge)
        let bay = across * (1 / 3.75)
        let shop = floor(bay)
        let along = (bay - shop - 0.5) * 3.75
        let glass =
            smoothstep(0, 1, (1.62 - magnitude(along)) / edge)
            * smoothstep(0, 1, (2.45 - height) / edge)
            * smoothstep(0, 1, (height - 0.38) / edge)
        let parts = Parts(
            edge: edge, window: window, low: saturate((3.72 - height) / (edge + 0.01)),
            shopGlass: glass, rise: rise)
        var light = windowLight(floor(column), floor(storey), side, parts, seed)
        if (parts.low .> 0).any {
            let shops =
                shopLight(shop, along, height, parts, seed, direction)
                + signBand(shop, along, height, parts, seed, width: width)
            light = mix(light, shops, parts.low)
        }
        let panes = window * (1 - parts.low) + glass * parts.low
        if night < 1 {
            light += mirrored * (panes * (0.7 + 0.6 * saturate(direction.y * 0.5 + 0.5)))
        }
        let ledge = smoothstep(0.10 + edge, 0.04, magnitude(rise + 0.5) * 2.6) * (1 - parts.low)
        let grime = 0.65 + 0.5 * Noise.value(across * 2.1 + seed, height * 0.9)
        let tone =
            grime * (1 + 0.7 * ledge) * (1 - window * 0.8 * (1 - parts.low))
            * (1 - glass * parts.low)
        return StreetWall(emission: light, tone: tone, glass: panes)
    }

    @inline(never)
    private func windowLight(
        _ column: Lanes, _ storey: Lanes, _ side: Lanes, _ parts: Parts, _ seed: Lanes
    ) -> LaneVector {
        let chance = Noise.hash(column + seed * 13, storey)
        let kind = Noise.hash(storey + seed * 5, column + 77)
        let isLit = chance .> dark
        let pink = select(
            kind .> 0.60, LaneVector(0.95, 0.35, 0.60), LaneVector(1.0, 0.62, 0.26))
        let color = select(kind .> 0.72, LaneVector(0.30, 0.75, 0.95), pink)
        let curtain = 0.35 + 0.65 * smoothstep(0.10, 0.22, magnitude(side + kind * 0.3 - 0.15))
        let bar = 1 - 0.8 * smoothstep(0.022 + parts.edge * 0.4, 0.010, magnitude(side))
        let shade = 0.30 + 0.85 * saturate(0.5 + parts.rise * 1.2)
        let strength = select(isLit, curtain * bar * shade * (0.35 + 0.65 * kind) * power, 0)
        let unlit = select(isLit, 0, parts.window)
        return color * (parts.window * strength) + pane * unlit
    }

    /// A shop window: shelves of goods under a row of lights; some shops are closed.
    ///
    /// The shelves stand a metre behind the glass: they are looked up where the ray gets there, on
    /// the floor or the ceiling if it gets there first.
    @inline(never)
    private func shopLight(
        _ shop: Lanes, _ along: Lanes, _ height: Lanes, _ parts: Parts, _ seed: Lanes,
        _ direction: LaneVector
    ) -> LaneVector {
        let slope = 1 / greater(magnitude(direction.x), 0.15)
        let glassHeight = height
        let glassAlong = along
        let deep = height + direction.y * slope
        let height = lesser(greater(deep, 0.40), 2.44)
        let beyond = saturate(1 - magnitude(deep - height) * 1.5)
        let along = glassAlong + direction.z * slope
        let chance = Noise.hash(shop + seed * 3, Lanes(repeating: 9))
        let open = Noise.hash(shop + seed * 11, Lanes(repeating: 5)) .>= 0.22
        let warm = select(
            chance .> 0.30, LaneVector(1.0, 0.60, 0.25), LaneVector(1.0, 0.30, 0.50))
        let color = select(chance .> 0.66, LaneVector(0.55, 0.85, 1.0), warm)
        let board = height * 2.1
        let shelf = floor(board)
        let rise = board - shelf
        let place = along * (3.1 + chance * 2) + seed
        let slot = floor(place)
        let size = Noise.hash(slot, shelf + shop * 9)
        let item =
            smoothstep(0.5, 0.40, magnitude(place - slot - 0.5)) * smoothstep(0.05, 0.12, rise)
            * smoothstep(0.55 + 0.4 * size, 0.45 + 0.4 * size, rise)
        let shown = select(height .< 2.0, item, 0)
        let goods = mix(Lanes(repeating: 1), 0.25 + 0.75 * fraction(size * 7), shown)
        let shelves = (0.42 + 0.58 * smoothstep(0.03, 0.07, rise)) * goods
        let falloff = 0.35 + 0.65 * smoothstep(0.2, 2.4, height)
        let tubes =
            bump(height - 2.30, 0.10)
            * smoothstep(0.30, 0.2, magnitude(fraction(along * 0.9) - 0.5))
        let bar = magnitude(magnitude(glassAlong) - 0.80)
        let frame = 1 - 0.85 * smoothstep(0.045 + parts.edge * 0.5, 0.02, bar)
        let room = 0.45 + 0.55 * beyond
        let sill = 0.75 + 0.25 * smoothstep(0.38, 0.55, glassHeight)
        let strength =
            (shelves * falloff * 0.85 + 0.5 * tubes) * room * sill * frame * parts.shopGlass
        return color * (strength * select(open, power, 0.05 * power))
    }

    /// The band over a shop with its name: neon tubes or a back-lit plate.
    @inline(never)
    private func signBand(
        _ shop: Lanes, _ along: Lanes, _ height: Lanes, _ parts: Parts, _ seed: Lanes,
        width: Lanes
    ) -> LaneVector {
        let y = height - 3.05
        let band =
            smoothstep(0, 1, (0.40 - magnitude(y)) / parts.edge)
            * smoothstep(0, 1, (1.7 - magnitude(along)) / parts.edge)
        let place = along * (1 / 0.62) + 20
        let index = floor(place)
        let glyph =
            StreetNeon.glyph(
                (place - index - 0.5) * 1.15, y * (1.15 / 0.62),
                Noise.hash(index, seed * 3 + shop), Noise.hash(index + 5, shop + seed)) * 0.62
        let chance = Noise.hash(shop + seed * 3, Lanes(repeating: 9))
        let style = Noise.hash(shop + seed * 11, Lanes(repeating: 5))
        let hue = fraction(chance * 7.3 + style)
        let cold = select(hue .> 0.33, LaneVector(0.08, 0.75, 1), LaneVector(1, 0.40, 0.06))
        let color = select(hue .> 0.66, LaneVector(1, 0.10, 0.42), cold)
        let backlit = mix(
            color * 0.95 + Vector(0.08, 0.08, 0.08), Vector(1.3, 1.25, 1.2),
            smoothstep(0.05 + width, 0.02, glyph))
        let tubes =
            StreetNeon.tube(glyph, width, color) * select(magnitude(along) .< 1.45, 1, 0)
        return select(style .> 0.55, backlit, tubes) * (band * power)
    }
}
