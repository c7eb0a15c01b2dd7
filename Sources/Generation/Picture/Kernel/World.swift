// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// A place as the kernel draws it: its ground, horizon, sky, air and own lights.
///
/// The kernel is specialised for each conforming type, so every call below is static and may be
/// inlined. A world is created once a frame and must stay a trivial value (numbers and vectors only:
/// no arrays, classes or closures), because it is passed about in the innermost loops; longer
/// tables go to `table` as rows of four numbers and are read back as ``Tile/table``.
///
/// A packet of 32 pixels is drawn in this order:
/// 1. the puppets are marched: `puppetDistance` (``Lanes/far`` where none was hit);
/// 2. ``trace(_:from:limit:in:)`` finds the world, no farther than the puppets;
/// 3. ``sky(_:in:)`` colours the lanes that hit neither;
/// 4. puppets are shaded (with ``localLight(at:normal:wrap:in:)``, ``rim(normal:light:)``, …);
/// 5. ``shade(_:along:active:over:puppetDistance:in:)`` colours the lanes that hit the world;
/// 6. ``air(_:along:distance:in:)`` adds fog and glow to all lanes;
/// 7. particles, then tone mapping; rain and snow fall afterwards, on the finished frame.
///
/// Every decision must be made lane by lane (or from ``Tile``), never from what other lanes of the
/// packet happen to see: `if mask.any { c = select(mask, f(), c) }` is right, a loop count or level
/// of detail taken from `mask.any` is not.
protocol World: Sendable {
    /// Sets up one frame of `scene`, whose place is this world's.
    ///
    /// `table` is empty; what is appended is at hand as ``Tile/table``.
    init(_ scene: Scene, table: inout [SIMD4<Float>])

    /// True if primary rays shall start near the ground found by ``coarseDistance(_:)``.
    static var startsOnGrid: Bool { get }

    /// True if details of the ground are filtered by their own coverage (blades of grass), so that
    /// only the outlines of puppets and the skyline need extra samples.
    static var groundIsFiltered: Bool { get }

    /// True if puppets show through the world's hits (shoes behind blades): they are then shaded
    /// wherever they were hit, and ``shade(_:along:active:over:puppetDistance:in:)`` blends.
    static var groundIsTranslucent: Bool { get }

    /// How many things the kernel shall cull for each tile (boxes, clouds); see ``Tile/items``.
    var itemCount: Int { get }

    /// Whether thing `index` may be seen within `cone`.
    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool

    /// Distance to the ground for one ray every eight pixels, ``Lanes/far`` for none.
    ///
    /// A packet's rays start at 0.88 of the least of the corners around its block, or skip the
    /// ground where all of them miss.
    func coarseDistance(_ rays: Rays) -> Lanes

    /// What primary rays meet between `start` and `limit`.
    ///
    /// `start` is 0 unless ``startsOnGrid``, and 1e9 where the grid saw no ground. `limit` is the
    /// puppets' distance.
    func trace(_ rays: Rays, from start: Float, limit: Lanes, in tile: Tile) -> WorldHit

    /// The colour at `hit` in the `active` lanes; anything elsewhere.
    ///
    /// `background` holds the shaded puppet (or sky) behind a translucent ground.
    func shade(
        _ hit: WorldHit, along rays: Rays, active: LaneMask, over background: LaneVector,
        puppetDistance: Lanes, in tile: Tile
    ) -> LaneVector

    /// The sky of primary rays, with clouds, sun, distant hills.
    func sky(_ rays: Rays, in tile: Tile) -> LaneVector

    /// A cheap smooth sky for reflections in eyes, bubbles and water.
    func reflectedSky(_ direction: LaneVector) -> LaneVector

    /// Fog, glow and veils between the eye and `distance` (1000 for the sky).
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector

    /// Diffuse light of the world's own lamps on a surface; `wrap` softens the terminator.
    func localLight(
        at point: LaneVector, normal: LaneVector, wrap: Float, in tile: Tile
    ) -> LaneVector

    /// The world's own lamps mirrored in a glossy surface.
    func localGlint(at point: LaneVector, reflected: LaneVector, in tile: Tile) -> LaneVector

    /// Colour of the light that grazes an outline whose normal is given.
    func rim(normal: LaneVector, light: Light) -> LaneVector

    /// How open a point above the ground is to the sky, 0 to 1, besides other puppets.
    func openness(at point: LaneVector) -> Lanes
}

extension World {
    static var startsOnGrid: Bool { false }
    static var groundIsFiltered: Bool { false }
    static var groundIsTranslucent: Bool { false }

    var itemCount: Int { 0 }

    func item(_ index: Int, meets cone: TileCone, table: UnsafePointer<SIMD4<Float>>) -> Bool {
        true
    }

    @inline(__always)
    func coarseDistance(_ rays: Rays) -> Lanes { .zero }

    @inline(__always)
    func air(_ color: LaneVector, along rays: Rays, distance: Lanes, in tile: Tile) -> LaneVector {
        tile.fog(over: color, along: rays, distance: distance)
    }

    @inline(__always)
    func localLight(
        at point: LaneVector, normal: LaneVector, wrap: Float, in tile: Tile
    ) -> LaneVector {
        .zero
    }

    @inline(__always)
    func localGlint(at point: LaneVector, reflected: LaneVector, in tile: Tile) -> LaneVector {
        .zero
    }

    @inline(__always)
    func rim(normal: LaneVector, light: Light) -> LaneVector {
        light.rimColor * saturate(0.35 + 0.65 * dot(normal, light.sun))
    }

    @inline(__always)
    func openness(at point: LaneVector) -> Lanes { Lanes(repeating: 1) }
}

/// A ray for each lane; directions have unit length.
struct Rays {
    var origin: LaneVector
    var direction: LaneVector

    @inline(__always)
    func point(at distance: Lanes) -> LaneVector { origin + direction * distance }
}

/// What rays met of the world.
struct WorldHit {
    /// ``Lanes/far`` where nothing was met.
    var distance: Lanes

    /// Free for the world: which thing was hit, which side of it.
    var tag = Lanes.zero
    var detail = Lanes.zero

    /// 1 where the world was met in something with hard edges: those get extra samples even where
    /// ``World/groundIsFiltered``.
    var hardness = Lanes.zero

    @inline(__always)
    init(distance: Lanes) {
        self.distance = distance
    }

    static var none: WorldHit { WorldHit(distance: .far) }
}

/// The cone of rays through one tile, for culling.
struct TileCone {
    var origin: Vector
    var direction: Vector

    /// Radius of the cone at unit distance.
    var slope: Float

    /// Whether a sphere may be seen through the tile.
    func touches(center: Vector, radius: Float) -> Bool {
        let offset = center - origin
        let along = offset.dot(direction)
        let distance = offset.dot(offset)
        let reach = (radius + slope * max(along, 0) + 0.02) * 1.01
        if distance < reach * reach { return true }
        return along > 0 && distance - along * along < reach * reach
    }
}
