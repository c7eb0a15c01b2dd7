internal import FarmModel

/// One drawing of a scene at one size: what all of its tiles share.
///
/// Safety: `pixels` and the pointers of `scene` outlive the pass; rows of tiles write disjoint
/// pixels, so they may be drawn on different threads.
struct Pass<Place: World> {
    let scene: FlatScene
    let world: Place
    let size: PixelSize
    let pixels: PixelRows

    /// Where the ground starts, if the world asked for it; of this pass or of one with half its size.
    let grid: GroundGrid?

    /// How many pixels of this pass make one pixel of the grid's pass.
    let gridScale: Int

    /// How many samples a pixel gets.
    enum Samples {
        case one

        /// Four on a rotated grid, averaged after tone mapping as a display would.
        case four
    }

    static var tileSide: Int { 16 }

    var tileRows: Int { (size.height + 15) / 16 }

    /// Width of a pixel on the plane at unit distance.
    var pixel: Float { 2 * scene.camera.tangent / Float(size.height) }

    /// Draws the packets of a row of tiles that `plan` asks for; all if it is nil.
    func drawTiles(row: Int, plan: RefinementPlan?, samples: Samples) {
        withScratch { tile in
            var tile = tile
            for column in 0..<(size.width + 15) / 16 {
                let x = column * 16
                let y = row * 16
                if let plan, !plan.asksForAny(x: x, y: y, side: 16) { continue }
                cull(&tile, x: x, y: y)
                for packetY in stride(from: y, to: min(y + 16, size.height), by: 4) {
                    for packetX in stride(from: x, to: min(x + 16, size.width), by: 8) {
                        if let plan, !plan.asksFor(x: packetX, y: packetY) { continue }
                        drawPacket(tile, x: packetX, y: packetY, samples: samples)
                    }
                }
            }
        }
    }

    private func drawPacket(_ tile: Tile, x: Int, y: Int, samples: Samples) {
        let start = grid?.start(x: x / gridScale, y: y / gridScale) ?? 0
        let column = PacketShape.column + Float(x)
        let row = PacketShape.row + Float(y)
        let drawing = PacketDrawing(world: world, tile: tile, size: size, start: start)
        switch samples {
        case .one:
            let sample = drawing.sample(column, row)
            pixels.store(sample.color, sample.tag, x: x, y: y)
        case .four:
            let first = drawing.sample(column - 0.375, row - 0.125)
            var sum = first.color
            sum += drawing.sample(column + 0.125, row - 0.375).color
            sum += drawing.sample(column + 0.375, row + 0.125).color
            sum += drawing.sample(column - 0.125, row + 0.375).color
            pixels.store(sum * 0.25, first.tag, x: x, y: y)
        }
    }
}

/// The shape of a packet: 8 by 4 pixels.
enum PacketShape {
    static let column = Lanes { Float($0 & 7) + 0.5 }
    static let row = Lanes { Float($0 >> 3) + 0.5 }
    static let lane = Lanes { Float($0) }
}

/// A grid of ground distances, one ray every eight pixels, with a border of one.
struct GroundGrid {
    let columns: Int
    let rows: Int
    let distances: UnsafeMutablePointer<Float>

    static func columns(of size: PixelSize) -> Int { (size.width + 7) / 8 + 4 }
    static func rows(of size: PixelSize) -> Int { (size.height + 7) / 8 + 4 }

    /// Where rays of the block of 8 by 8 pixels at (x, y) may start: a little before the nearest
    /// of the corners in and around the block; 1e9 if all of them miss the ground.
    func start(x: Int, y: Int) -> Float {
        let column = x / 8
        let row = y / 8
        var nearest: Float = 1e9
        for gridRow in row..<min(row + 4, rows) {
            for gridColumn in column..<min(column + 4, columns) {
                nearest = min(nearest, distances[gridRow * columns + gridColumn])
            }
        }
        return nearest > 1e8 ? nearest : max(0.5, nearest * 0.88)
    }
}

extension Pass {
    /// Fills one row of `grid`, which belongs to this pass's size.
    func findGround(row: Int, in grid: GroundGrid) {
        let y = Lanes(repeating: Float((row - 1) * 8))
        for first in stride(from: 0, to: grid.columns, by: Lanes.count) {
            let x = (PacketShape.lane + Float(first - 1)) * 8
            let distance = world.coarseDistance(scene.camera.rays(x, y, size))
            for lane in 0..<min(Lanes.count, grid.columns - first) {
                grid.distances[row * grid.columns + first + lane] = distance[lane]
            }
        }
    }
}

extension Camera {
    /// The rays through points of a picture, in pixels from its top left corner.
    @inline(__always)
    func rays(_ x: Lanes, _ y: Lanes, _ size: PixelSize) -> Rays {
        let pixel = 2 * tangent / Float(size.height)
        let u = (x - Float(size.width) * 0.5) * pixel
        let v = (Float(size.height) * 0.5 - y) * pixel
        let direction = LaneVector(forward) + right * u + up * v
        return Rays(origin: LaneVector(origin), direction: normalize(direction))
    }
}
