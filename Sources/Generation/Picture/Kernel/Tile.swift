/// What the pixels of one tile may see, and the lookups a world may make while drawing it.
///
/// Pointers into the flat scene and into scratch of the row of tiles.
///
/// Safety: all pointers live as long as the pass over the frame (``Pass``), which owns the memory.
struct Tile {
    /// The frame: camera, light, time, puppets.
    let scene: FlatScene

    /// Width of a pixel at unit distance.
    let pixel: Float

    /// Puppets that the tile's primary rays may hit, nearest first.
    let puppets: UnsafeMutablePointer<TilePuppet>
    var puppetCount = 0

    /// Row offsets of the solids of all ``puppets``, in order.
    let solids: UnsafeMutablePointer<Int32>

    /// Row offsets of the particles that may be seen, far to near.
    let particles: UnsafeMutablePointer<Int32>
    var particleCount = 0

    /// Indices of the world's things that may be seen; see ``World/item(_:meets:table:)``.
    let items: UnsafeMutablePointer<Int32>
    var itemCount = 0

    let scratch: Scratch

    @inline(__always)
    var light: Light { scene.light }

    @inline(__always)
    var time: Float { scene.time }

    /// The world's own rows of the frame.
    @inline(__always)
    var table: UnsafePointer<SIMD4<Float>> { scene.table }
}

/// A puppet that a tile may see: a stretch of the tile's list of solids.
struct TilePuppet {
    /// Row offset of the puppet; see ``PuppetRows``.
    var puppet: Int32
    var first: Int32
    var count: Int32
}

/// Room for the short lists that packets make: solids near a shadow ray, round a surface, in a mirror.
struct Scratch {
    let solids: UnsafeMutablePointer<Int32>

    /// Which lanes each of ``solids`` matters to.
    let masks: UnsafeMutablePointer<LaneMask>

    /// A second pair for reflections, whose shading needs the first.
    let mirroredSolids: UnsafeMutablePointer<Int32>
    let mirroredMasks: UnsafeMutablePointer<LaneMask>
}

extension Tile {
    /// The tile's own list of one puppet's solids.
    @inline(__always)
    func field(of puppet: TilePuppet) -> SolidField {
        SolidField(
            rows: scene.rows, list: solids + Int(puppet.first), count: Int(puppet.count),
            masks: nil)
    }

    /// Fog of the weather over a colour seen at `distance`; thin towards the zenith.
    @inline(__always)
    func fog(over color: LaneVector, along rays: Rays, distance: Lanes) -> LaneVector {
        let density = scene.light.fogDensity
        guard density > 0 else { return color }
        let depth = lesser(distance, 60 / (greater(rays.direction.y, 0) + 0.02))
        let x = depth * density
        // The series of exp(-x), inverted: 1/(1 + x + x²/2 + x³/6).
        let clear = 1 / (1 + x * (1 + x * (0.5 + x * 0.16666667)))
        return mix(LaneVector(scene.light.fogColor), color, clear)
    }
}
