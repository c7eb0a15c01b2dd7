// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

extension Scenery {
    /// Roof tiles, curtains and cabinets.
    @inline(never)
    func paintMade(_ surface: inout PieceSurface, _ spot: PieceSpot, _ mask: LaneMask) {
        let piece = spot.piece
        let size = greater(piece.parameter, 0.02)
        let isTiles = mask .& (piece.paint .< 6.5)
        if isTiles.any {
            let wave = cosine(spot.u * (6.2831853 / 0.26))
            let course = fraction(spot.v * (1 / 0.34))
            let chance = Noise.value(spot.u * 1.3, spot.v * 1.3 + piece.seed * 40)
            let tone = (0.62 + 0.34 * wave) * (0.72 + 0.28 * course) * (0.75 + 0.5 * chance)
            surface.albedo = select(isTiles, piece.color * tone, surface.albedo)
        }
        let isCurtain = mask .& (piece.paint .> 8.5) .& (piece.paint .< 9.5)
        if isCurtain.any {
            let sway = Noise.value(spot.u * 2.1 / size * 0.2, spot.v * 0.3) * 5
            let phase = spot.u * 6.2831853 / size + sway
            let fold = sine(phase) + 0.35 * sine(phase * 2.3 + 1)
            let lean = cosine(phase) * 0.85
            let bent = normalize(
                LaneVector(
                    spot.normal.x + lean * piece.cosine, spot.normal.y,
                    spot.normal.z - lean * piece.sine))
            surface.normal = select(isCurtain, bent, surface.normal)
            surface.albedo = select(
                isCurtain, piece.color * (0.62 + 0.34 * fold), surface.albedo)
        }
        let isCabinet = mask .& (piece.paint .> 11.5)
        if isCabinet.any {
            let place = spot.u / size
            let door = fraction(place) - 0.5
            let edge = lesser(
                (0.5 - magnitude(door)) * size, spot.halfV - magnitude(spot.v))
            let groove = smoothstep(0.006, 0.018, edge)
            let panel = smoothstep(0.070, 0.078, edge) * (1 - smoothstep(0.085, 0.095, edge))
            let handle =
                smoothstep(0.026, 0.016, magnitude(magnitude(door) * size - size * 0.5 + 0.09))
                * smoothstep(0.11, 0.09, magnitude(spot.v + spot.halfV * 0.25))
            var color = piece.color * ((0.35 + 0.65 * groove) * (1 - 0.22 * panel))
            let isFront = magnitude(spot.normal.y) .< 0.5
            color = mix(color, piece.accent, handle)
            surface.albedo = select(isCabinet .& isFront, color, surface.albedo)
        }
    }

    /// Shelves of books, and a blackboard that was written on.
    @inline(never)
    func paintShelf(_ surface: inout PieceSurface, _ spot: PieceSpot, _ mask: LaneMask) {
        let piece = spot.piece
        let isBooks = mask .& (piece.paint .< 7.5)
        if isBooks.any {
            let pitch: Float = 0.36
            let place = (spot.v + spot.halfV) * (1 / pitch)
            let shelf = floor(place)
            let rise = (place - shelf) * pitch
            let salt = LaneIntegers(truncating: shelf * 7 + piece.seed * 64)
            let stretch = 17 + 5 * Noise.hash(LaneIntegers(repeating: 5), salt)
            let slot = spot.u * stretch + 90
            let index = floor(slot)
            let book = Noise.hashPair(LaneIntegers(truncating: index), salt)
            let height = 0.20 + 0.10 * book.first
            let across = magnitude(slot - index - 0.5)
            let isBook =
                smoothstep(0.5, 0.42, across) * smoothstep(0.0, 0.012, height - rise)
                * smoothstep(0.030, 0.034, rise)
            let hue = book.second * 6.2831853
            let faded = 0.55 + 0.75 * fraction(book.second * 17)
            let spine =
                LaneVector(
                    0.30 + 0.15 * cosine(hue), 0.19 + 0.075 * cosine(hue - 1.3),
                    0.135 + 0.075 * cosine(hue - 3.2)) * faded
            let band = smoothstep(0.012, 0.006, magnitude(rise - height * 0.72))
            let gilt = mix(spine, Vector(0.75, 0.55, 0.20), band * 0.8)
            let isGap = smoothstep(0.028, 0.034, rise)
            let back = mix(piece.color, piece.color * 0.16, isGap)
            let round = 0.65 + 0.35 * (1 - across * across * 3)
            let upright = spot.u * (1 / 1.25) + 0.5
            let post = smoothstep(0.024, 0.020, (0.5 - magnitude(fraction(upright) - 0.5)) * 1.25)
            let filled = mix(back, gilt * (round * 0.9), isBook)
            let shade = 0.55 + 0.45 * saturate(1 - rise * 1.6)
            let front = mix(filled * shade, piece.color, post)
            let isFront = magnitude(spot.normal.y) .< 0.5
            surface.albedo = select(isBooks, select(isFront, front, piece.color), surface.albedo)
        }
        let isBoard = mask .& (piece.paint .> 12.5)
        if isBoard.any {
            let edge = lesser(spot.halfU - magnitude(spot.u), spot.halfV - magnitude(spot.v))
            let frame = smoothstep(0.07, 0.055, edge)
            let dust = Noise.fractal(spot.u * 1.1 + 3, spot.v * 1.9)
            let line = (spot.v + spot.halfV) * 4.4
            let row = floor(line)
            let word = spot.u * 2.3 + Noise.hash(row, Lanes(repeating: 9)) * 7
            let isWord =
                smoothstep(
                    0.30, 0.36, Noise.hash(floor(word), row + 31))
                * smoothstep(0.44, 0.38, magnitude(fraction(word) - 0.5))
            let stroke =
                magnitude(
                    fraction(line) - 0.5 - 0.16 * sine(spot.u * 41 + row * 5) * sine(spot.u * 17))
            let chalk =
                smoothstep(0.085, 0.045, stroke) * isWord
                * smoothstep(spot.halfU - 0.35, spot.halfU - 0.5, magnitude(spot.u))
                * smoothstep(0.16, 0.24, edge)
            var color = piece.color * (0.75 + 0.6 * dust)
            color = mix(color, Vector(0.75, 0.76, 0.72), chalk * 0.75)
            color = mix(color, piece.accent, frame)
            surface.albedo = select(isBoard, color, surface.albedo)
        }
    }

    /// Windows, lanterns, lamps and lava.
    @inline(never)
    func paintLit(_ surface: inout PieceSurface, _ spot: PieceSpot, _ mask: LaneMask) {
        let piece = spot.piece
        let isWindow = mask .& (piece.paint .< 8.5)
        if isWindow.any {
            let edge = lesser(spot.halfU - magnitude(spot.u), spot.halfV - magnitude(spot.v))
            let frame = smoothstep(0.075, 0.065, edge)
            let barU = magnitude(spot.u)
            let barV = magnitude(spot.v - spot.halfV * 0.25)
            // A lattice as fine as the accent says, else one cross.
            let pitch = greater(piece.accent.x, 0.05)
            let cellU = magnitude(fraction(spot.u / pitch) - 0.5)
            let cellV = magnitude(fraction(spot.v / pitch) - 0.5)
            let lattice = select(
                piece.accent.x .> 0.01, greater(cellU, cellV) * pitch - pitch * 0.5 + 0.018, -1)
            let cross = smoothstep(0.030, 0.020, lesser(barU, barV))
            let bars = greater(
                frame, select(piece.accent.x .> 0.01, smoothstep(0, 0.006, lattice), cross))
            // Sky above, hazy greenery below, out of focus.
            let height = saturate(0.5 + spot.v / (spot.halfV * 2))
            let blur = Noise.value(spot.u * 2.2 + piece.seed * 13, spot.v * 2.2)
            let hills = smoothstep(0.42, 0.30, height + (blur - 0.5) * 0.22)
            let sky = mix(light.skyHorizon, light.skyZenith, height * 0.45)
            let view = mix(sky, light.ambient * Vector(0.32, 0.48, 0.22), hills * 0.75)
            let paper = piece.color * (0.75 + 0.5 * blur)
            let behind = select(piece.accent.x .> 0.01, paper, view * (0.9 + 0.2 * blur))
            let pane = behind * piece.parameter
            let isFront = magnitude(spot.normal.y) .< 0.5
            let glass = select(isFront, 1 - bars, 0)
            surface.emission = select(isWindow, pane * glass, surface.emission)
            surface.albedo = select(
                isWindow, frameColor(piece) * (1 - glass * 0.95), surface.albedo)
        }
        let isLantern = mask .& (piece.paint .> 9.5) .& (piece.paint .< 10.5)
        if isLantern.any {
            let height = spot.local.y / piece.half.y
            let rib = magnitude(sine(arc(spot.local) * 8))
            let cap = smoothstep(0.80, 0.86, magnitude(height))
            let core = 0.45 + 0.75 * (1 - height * height)
            let paper = piece.color * (piece.parameter * core * (0.70 + 0.30 * rib))
            surface.emission = select(isLantern, paper * (1 - cap), surface.emission)
            surface.albedo = select(
                isLantern, mix(piece.color * 0.7, piece.accent, cap), surface.albedo)
        }
        let isGlow = mask .& (piece.paint .> 10.5) .& (piece.paint .< 11.5)
        if isGlow.any {
            surface.emission = select(isGlow, piece.color * piece.parameter, surface.emission)
            surface.albedo = select(isGlow, piece.color * 0.6, surface.albedo)
        }
        let isLava = mask .& (piece.paint .> 16.5)
        if isLava.any {
            let height = spot.local.y / piece.half.y * 0.5 + 0.5
            let ridges = Noise.fractal(arc(spot.local) * 6 + 9, height * 3)
            let gully = Noise.fractal(arc(spot.local) * 9 + 3, height * 5)
            let stream =
                smoothstep(0.085, 0.02, magnitude(gully - 0.47)) * smoothstep(0.35, 0.95, height)
            let rim = smoothstep(0.94, 1.0, height)
            let heat = saturate(stream + rim * 0.8)
            surface.albedo = select(
                isLava, mix(piece.color, piece.accent, ridges) * (0.5 + ridges), surface.albedo)
            surface.emission = select(
                isLava,
                LaneVector(Vector(3.2, 0.62, 0.06)) * (heat * piece.parameter), surface.emission)
            let lean = (ridges - 0.47) * 1.8
            surface.normal = select(
                isLava,
                normalize(LaneVector(spot.normal.x + lean, spot.normal.y, spot.normal.z + lean)),
                surface.normal)
        }
    }

    /// White frames, timber where there is a lattice.
    @inline(__always)
    private func frameColor(_ piece: GatheredPiece) -> LaneVector {
        select(
            piece.accent.x .> 0.01, LaneVector(Vector(0.24, 0.07, 0.04)),
            LaneVector(Vector(0.78, 0.76, 0.72)))
    }

    /// Reeds, fronds and coral.
    @inline(never)
    func paintCut(_ surface: inout PieceSurface, _ spot: PieceSpot, _ mask: LaneMask) {
        let piece = spot.piece
        let rise = spot.v / piece.half.y * 0.5 + 0.5
        let fleck = Noise.value(spot.u * 34 + piece.seed * 70, spot.v * 12)
        let color = mix(piece.accent, piece.color, saturate(rise * 0.9 + (fleck - 0.5) * 0.7))
        let lifted = normalize(
            LaneVector(spot.normal.x, spot.normal.y + 0.8, spot.normal.z + (fleck - 0.5) * 0.6))
        surface.albedo = select(mask, color * (0.8 + 0.4 * fleck), surface.albedo)
        surface.normal = select(mask, lifted, surface.normal)
        surface.translucency = select(mask, 0.6, surface.translucency)
        surface.open = select(mask, 0.5 + 0.5 * saturate(rise * 1.4), surface.open)
    }
}
