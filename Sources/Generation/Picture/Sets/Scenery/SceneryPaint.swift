// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Properties of the pieces that the lanes of a packet hit.
struct GatheredPiece {
    var shape = Lanes.zero
    var paint = Lanes.zero
    var center = LaneVector.zero
    var half = LaneVector(1, 1, 1)
    var color = LaneVector.zero
    var accent = LaneVector.zero
    var seed = Lanes.zero
    var parameter = Lanes.zero
    var cosine = Lanes(repeating: 1)
    var sine = Lanes.zero
}

/// A point of a piece, ready to be painted.
struct PieceSpot {
    var piece: GatheredPiece

    /// From the middle of the piece, in its frame and in the world's.
    var local: LaneVector
    var world: LaneVector
    var normal: LaneVector

    /// Metres across and up the face, from its middle, and half its size.
    var u: Lanes
    var v: Lanes
    var halfU: Lanes
    var halfV: Lanes

    /// Size of a pixel.
    var width: Lanes
}

/// What a piece is like where a ray met it.
struct PieceSurface {
    var normal: LaneVector
    var albedo: LaneVector
    var emission: LaneVector

    /// How much light passes through from behind: leaves.
    var translucency: Lanes

    /// How open it is to the sky.
    var open: Lanes
}

extension Scenery {
    @inline(__always)
    private func gather(_ hit: PieceHit, in tile: Tile) -> GatheredPiece {
        var found = GatheredPiece()
        for item in items(in: tile) {
            let number = Float(Int(tile.items[item]) - firstItem)
            let own = (hit.piece .> number - 0.5) .& (hit.piece .< number + 0.5)
            if !own.any { continue }
            let row = row(item, in: tile)
            found.shape = select(own, row[0].w, found.shape)
            found.paint = select(own, row[1].w, found.paint)
            found.center = select(own, LaneVector(row[0]), found.center)
            found.half = select(own, LaneVector(row[1]), found.half)
            found.color = select(own, LaneVector(row[2]), found.color)
            found.accent = select(own, LaneVector(row[3]), found.accent)
            found.seed = select(own, row[2].w, found.seed)
            found.parameter = select(own, row[3].w, found.parameter)
            found.cosine = select(own, row[4].x, found.cosine)
            found.sine = select(own, row[4].y, found.sine)
        }
        return found
    }

    /// What is painted where rays met pieces.
    @inline(never)
    func surface(_ hit: PieceHit, _ rays: Rays, in tile: Tile) -> PieceSurface {
        let spot = spot(hit, rays, in: tile)
        var surface = PieceSurface(
            normal: spot.normal, albedo: spot.piece.color, emission: .zero,
            translucency: .zero, open: edgeOpenness(spot))
        let paint = spot.piece.paint
        func isPainted(_ kind: Piece.Paint) -> LaneMask {
            (paint .> kind.rawValue - 0.5) .& (paint .< kind.rawValue + 0.5)
        }
        let leaves = isPainted(.leaves)
        if leaves.any { paintLeaves(&surface, spot, leaves) }
        let cloud = isPainted(.cloud)
        if cloud.any { paintCloud(&surface, spot, cloud) }
        let rough = (paint .< 2.5) .| isPainted(.planks) .| isPainted(.stone)
        if rough.any { paintRough(&surface, spot, rough) }
        let made = isPainted(.tiles) .| isPainted(.curtain) .| isPainted(.cabinet)
        if made.any { paintMade(&surface, spot, made) }
        let shelf = isPainted(.books) .| isPainted(.blackboard)
        if shelf.any { paintShelf(&surface, spot, shelf) }
        let lit =
            isPainted(.window) .| isPainted(.lantern) .| isPainted(.glow) .| isPainted(.lava)
        if lit.any { paintLit(&surface, spot, lit) }
        let cut = isPainted(.reeds) .| isPainted(.fronds) .| isPainted(.coral)
        if cut.any { paintCut(&surface, spot, cut) }
        return surface
    }

    @inline(__always)
    private func spot(_ hit: PieceHit, _ rays: Rays, in tile: Tile) -> PieceSpot {
        let piece = gather(hit, in: tile)
        let point = rays.point(at: hit.distance)
        let offset = point - piece.center
        let local = LaneVector(
            offset.x * piece.cosine - offset.z * piece.sine, offset.y,
            offset.x * piece.sine + offset.z * piece.cosine)
        let size = magnitudes(local)
        let reach = LaneVector(
            size.x / piece.half.x, size.y / piece.half.y, size.z / piece.half.z)
        let acrossX = (reach.x .> reach.y) .& (reach.x .> reach.z)
        let acrossY = .!acrossX .& (reach.y .> reach.z)
        let one = Lanes(repeating: 1)
        let signs = LaneVector(
            select(local.x .< 0, -1, 1), select(local.y .< 0, -1, 1),
            select(local.z .< 0, -1, 1))
        var normal = LaneVector(
            select(acrossX, signs.x, 0), select(acrossY, signs.y, 0),
            select(acrossX .| acrossY, 0, signs.z))
        let isRound = (piece.shape .> 0.5) .& (piece.shape .< 2.5)
        let round = LaneVector(
            local.x / squared(piece.half.x), local.y / squared(piece.half.y),
            local.z / squared(piece.half.z))
        normal = select(isRound, normalize(round + Vector(0, 1e-5, 0)), normal)
        let isBowl = piece.shape .> 5.5
        let isDeck = isBowl .& (local.y .> -0.002 * piece.half.y - 1e-4)
        normal = select(isBowl, normalize(round + Vector(0, 1e-5, 0)), normal)
        normal = select(isDeck, LaneVector(Lanes.zero, one, Lanes.zero), normal)
        let isColumn = (piece.shape .> 2.5) .& (piece.shape .< 3.5)
        let top = local.y .> piece.half.y * 0.9999
        let taper = (piece.half.x - piece.half.z) / (piece.half.y * 2)
        let girth = 1 / (root(local.x * local.x + local.z * local.z) + 1e-4)
        let barrel = normalize(LaneVector(local.x * girth, taper, local.z * girth))
        normal = select(
            isColumn, select(top, LaneVector(Lanes.zero, one, Lanes.zero), barrel), normal)
        let isGable = (piece.shape .> 3.5) .& (piece.shape .< 4.5)
        let fall = piece.half.y * 2 / piece.half.z
        let onSlope =
            isGable .& (local.y + fall * size.z .> piece.half.y - 0.004 - hit.distance * 2e-4)
        normal = select(
            onSlope, normalize(LaneVector(Lanes.zero, one, fall * signs.z)), normal)
        let isCard = (piece.shape .> 4.5) .& (piece.shape .< 5.5)
        normal = select(isCard, LaneVector(Lanes.zero, Lanes.zero, one), normal)
        // Wound round a column, metres along its girth.
        let around = arc(local) * (piece.half.x + piece.half.z) * 0.5
        let u = select(isColumn, around, select(acrossX .& .!isCard, local.z, local.x))
        let v = select(
            onSlope, size.z * root(1 + fall * fall),
            select(acrossY .& .!isColumn .& .!isCard, local.z, local.y))
        let turned = LaneVector(
            normal.x * piece.cosine + normal.z * piece.sine, normal.y,
            normal.z * piece.cosine - normal.x * piece.sine)
        let facing = select(isCard .& (dot(turned, rays.direction) .> 0), Float(-1), Float(1))
        return PieceSpot(
            piece: piece, local: local, world: point, normal: turned * facing, u: u, v: v,
            halfU: select(acrossX, piece.half.z, piece.half.x),
            halfV: select(acrossY, piece.half.z, piece.half.y), width: hit.distance * tile.pixel)
    }

    @inline(__always)
    private func magnitudes(_ v: LaneVector) -> LaneVector {
        LaneVector(magnitude(v.x), magnitude(v.y), magnitude(v.z))
    }

    /// The angle round the vertical, from -2 to 2: only its evenness matters.
    @inline(__always)
    func arc(_ v: LaneVector) -> Lanes {
        let sum = magnitude(v.x) + magnitude(v.z) + 1e-5
        let share = v.x / sum
        return select(v.z .< 0, select(v.x .< 0, -2 - share, 2 - share), share) * 1.5707964
    }

    /// Boxes are a little darker towards their foot and their inner edges.
    @inline(__always)
    private func edgeOpenness(_ spot: PieceSpot) -> Lanes {
        let isBox = spot.piece.shape .< 0.5
        let rise = spot.local.y + spot.piece.half.y
        return select(isBox, 0.80 + 0.20 * saturate(rise * 2.5), 1)
    }
}

extension Scenery {
    @inline(never)
    private func paintLeaves(_ surface: inout PieceSurface, _ spot: PieceSpot, _ mask: LaneMask) {
        let grain = spot.piece.parameter
        let p = spot.world
        let x = p.x * grain
        let y = p.y * grain
        let z = p.z * grain
        let broad = Noise.solid(x * 2.1 + 11, y * 2.1, z * 2.1)
        let middle = Noise.solid(x * 6.3, y * 6.3 + 7, z * 6.3)
        let fine = Noise.solid(x * 19, y * 19, z * 19)
        let tone = saturate(0.5 + 0.9 * (broad - 0.5) + 1.1 * (middle - 0.5) + 0.9 * (fine - 0.5))
        let albedo = mix(spot.piece.accent, spot.piece.color, tone)
        let bumpy = LaneVector(
            spot.normal.x + (broad - 0.5) * 0.9 + (fine - 0.5) * 0.5,
            spot.normal.y + (middle - 0.5) * 1.1,
            spot.normal.z + (fine - middle) * 0.8)
        let depth = 0.42 + 0.58 * saturate(0.5 + 0.5 * spot.normal.y + 0.5 * (tone - 0.4))
        surface.albedo = select(mask, albedo, surface.albedo)
        surface.normal = select(mask, normalize(bumpy), surface.normal)
        surface.open = select(mask, depth, surface.open)
        surface.translucency = select(mask, 0.55, surface.translucency)
    }

    @inline(never)
    private func paintCloud(_ surface: inout PieceSurface, _ spot: PieceSpot, _ mask: LaneMask) {
        let p = spot.world
        let grain = spot.piece.parameter
        let broad = Noise.solid(p.x * grain * 1.6, p.y * grain * 1.6, p.z * grain * 1.6)
        let fine = Noise.solid(p.x * grain * 4.4, p.y * grain * 4.4, p.z * grain * 4.4)
        let bumpy = normalize(
            LaneVector(
                spot.normal.x + (broad - 0.5) * 1.5 + (fine - 0.5) * 0.9,
                spot.normal.y + (fine - 0.5) * 0.9 + (broad - 0.5) * 0.5,
                spot.normal.z + (0.5 - broad) * 0.9 + (fine - 0.5) * 0.5))
        let facing = saturate(0.42 + 0.58 * dot(bumpy, light.key))
        let rise = saturate(0.62 + 0.5 * spot.normal.y + 0.5 * (broad - 0.5))
        let bright = saturate(facing * (0.35 + 0.65 * rise) * 1.12)
        let lit = light.keyColor * 0.40 + light.ambient * 0.22
        let shaded = light.ambient * Vector(0.46, 0.50, 0.62) + light.skyHorizon * 0.10
        let tint = mix(spot.piece.accent, spot.piece.color, rise)
        surface.emission = select(mask, tint * mix(shaded, lit, bright), surface.emission)
        surface.albedo = select(mask, .zero, surface.albedo)
        surface.normal = select(mask, bumpy, surface.normal)
        surface.open = select(mask, rise, surface.open)
    }

    /// Plain, bark, bamboo, stone and planks.
    @inline(never)
    private func paintRough(_ surface: inout PieceSurface, _ spot: PieceSpot, _ mask: LaneMask) {
        let piece = spot.piece
        let u = spot.u
        let v = spot.v
        var albedo = piece.color
        let grain = Noise.value(u * 21 + piece.seed * 61, v * 21)
        albedo = albedo * (0.93 + 0.14 * grain)
        let isBark = mask .& (piece.paint .> 0.5) .& (piece.paint .< 1.5)
        if isBark.any {
            let ridges = Noise.fractal(u * 9 + piece.seed * 40, v * 1.5)
            let moss = smoothstep(0.55, 0.75, Noise.value(u * 2 + piece.seed * 9, v * 0.9))
            var bark = piece.color * (0.35 + 1.25 * ridges)
            bark = mix(bark, piece.accent, moss * 0.7)
            albedo = select(isBark, bark, albedo)
            let lean = (ridges - 0.47) * 0.9
            let bumped = normalize(
                LaneVector(spot.normal.x + lean, spot.normal.y, spot.normal.z + lean * 0.5))
            surface.normal = select(isBark, bumped, surface.normal)
        }
        let isBamboo = mask .& (piece.paint .> 1.5) .& (piece.paint .< 2.5)
        if isBamboo.any {
            let place = v * 2.6 + piece.seed * 7
            let node = magnitude(fraction(place) - 0.5)
            let ring = smoothstep(0.462, 0.485, node)
            let bloom = smoothstep(0.36, 0.46, node) * (1 - ring)
            var cane = mix(
                piece.color, piece.accent, saturate(Noise.value(u * 3, v * 1.3 + piece.seed * 50)))
            cane = mix(cane, Vector(0.62, 0.66, 0.46), bloom * 0.45)
            albedo = select(isBamboo, cane * (1 - 0.62 * ring), albedo)
        }
        let isStone = mask .& (piece.paint .> 3.5) .& (piece.paint .< 4.5)
        if isStone.any {
            let size = greater(piece.parameter, 0.02)
            let row = floor(v / size)
            let place = u / (size * 2.1) + row * 0.37 + piece.seed
            let block = floor(place)
            let chance = Noise.hashPair(
                LaneIntegers(truncating: block), LaneIntegers(truncating: row))
            let edgeU = (0.5 - magnitude(place - block - 0.5)) * size * 2.1
            let edgeV = (0.5 - magnitude(v / size - row - 0.5)) * size
            let joint = smoothstep(0, 0.10, lesser(edgeU, edgeV) / size)
            let weathered = Noise.fractal(u * 1.7 + piece.seed * 31, v * 1.7)
            var stone = mix(piece.color, piece.accent, chance.first * 0.7)
            stone = stone * (0.62 + 0.75 * weathered) * (0.55 + 0.45 * joint)
            albedo = select(isStone, stone * (0.9 + 0.2 * grain), albedo)
        }
        let isPlank = mask .& (piece.paint .> 4.5) .& (piece.paint .< 5.5)
        if isPlank.any {
            let size = greater(piece.parameter, 0.02)
            let place = u / size + 40
            let board = floor(place)
            let chance = Noise.hash(board, Lanes(repeating: 3) + floor(piece.seed * 64))
            let gap = smoothstep(0, 0.06, 0.5 - magnitude(place - board - 0.5))
            let fibre = Noise.fractal(u * 26, v * 1.8 + chance * 30)
            let wood = mix(piece.color, piece.accent, chance)
            albedo = select(isPlank, wood * ((0.65 + 0.7 * fibre) * (0.45 + 0.55 * gap)), albedo)
        }
        surface.albedo = select(mask, albedo, surface.albedo)
    }
}
