internal import FarmModel

// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Fills the full-size picture with a scene, by the steps of a quality.
struct FrameDrawing: Dispatch.Drawing {
    let flattening: Flattening
    let full: PixelMemory
    let half: PixelMemory?
    let quality: Quality
    let plan: RefinementPlan

    /// Room for the grid of the full size.
    let ground: UnsafeMutablePointer<Float>
    let threads: Int

    func draw<Place: World>(_ world: Place, table: [SIMD4<Float>]) {
        flattening.withFlatScene(table: table) { scene in
            if let half {
                drawHalf(scene, world, half)
            } else {
                drawFull(scene, world)
            }
        }
    }

    private func drawFull<Place: World>(_ scene: FlatScene, _ world: Place) {
        let grid = grid(of: full.size)
        let pass = Pass(
            scene: scene, world: world, size: full.size, pixels: full.rows, grid: grid,
            gridScale: 1)
        findGround(pass)
        drawTiles(pass, plan: nil, samples: .one)
        let contrast = Contrast(
            pixels: full.rows, size: full.size, threshold: 20,
            ignoresGround: Place.groundIsFiltered)
        Parallel.forEach(plan.rows, threads: threads) { plan.planSame(row: $0, contrast) }
        drawTiles(pass, plan: plan, samples: .four)
    }

    private func drawHalf<Place: World>(
        _ scene: FlatScene, _ world: Place, _ half: PixelMemory
    ) {
        let grid = grid(of: half.size)
        let small = Pass(
            scene: scene, world: world, size: half.size, pixels: half.rows, grid: grid,
            gridScale: 1)
        findGround(small)
        drawTiles(small, plan: nil, samples: .one)
        enlarge(half)
        guard quality == .standard else { return }
        let contrast = Contrast(
            pixels: half.rows, size: half.size, threshold: 32,
            ignoresGround: Place.groundIsFiltered)
        Parallel.forEach(RefinementPlan.rows(of: half.size), threads: threads) {
            plan.planDouble(row: $0, contrast)
        }
        let large = Pass(
            scene: scene, world: world, size: full.size, pixels: full.rows, grid: small.grid,
            gridScale: 2)
        drawTiles(large, plan: plan, samples: .one)
    }

    private func grid(of size: PixelSize) -> GroundGrid {
        GroundGrid(
            columns: GroundGrid.columns(of: size), rows: GroundGrid.rows(of: size),
            distances: ground)
    }

    private func findGround<Place: World>(_ pass: Pass<Place>) {
        guard Place.startsOnGrid, let grid = pass.grid else { return }
        Parallel.forEach(grid.rows, threads: threads) { pass.findGround(row: $0, in: grid) }
    }

    private func drawTiles<Place: World>(
        _ pass: Pass<Place>, plan: RefinementPlan?, samples: Pass<Place>.Samples
    ) {
        Parallel.forEach(pass.tileRows, threads: threads) {
            pass.drawTiles(row: $0, plan: plan, samples: samples)
        }
    }

    private func enlarge(_ half: PixelMemory) {
        let enlargement = Enlargement(
            source: half.rows, sourceWidth: half.size.width, sourceHeight: half.size.height,
            target: full.rows)
        Parallel.forEach(full.size.height, threads: threads) { y in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: half.size.width + 2) {
                guard let blend = $0.baseAddress else { return }
                enlargement.write(row: y, width: full.size.width, blend: blend)
            }
        }
    }
}
