internal import CLanes
public import FarmModel

// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Draws scenes as frames of one size and quality.
///
/// A frame depends on its scene alone: not on the number of threads, nor on what was drawn before.
/// A renderer keeps its buffers from frame to frame (about 12 bytes a pixel, 30 where a look other
/// than realistic is painted) and serves one caller at a time; make one per thread of work.
public final class Renderer {
    public let size: PixelSize
    public let quality: Quality
    private let threads: Int
    private let full: PixelMemory
    private let half: PixelMemory?
    private let bloom: Bloom
    private var looks: LookPass?
    private var flags: [UInt8]
    private var ground: [Float]

    /// Whether this machine has the instructions that the kernel was compiled for.
    ///
    /// Drawing elsewhere ends in an illegal instruction: ask first.
    public static var isSupportedHere: Bool { lanes_machine_is_supported() }

    /// `threads` is the most that work on a frame at once; 1 stays on the caller's thread.
    public init(size: PixelSize, quality: Quality, threads: Int) {
        precondition(
            size.width >= 16 && size.height >= 16 && size.width % 2 == 0 && size.height % 2 == 0,
            "a picture has even sides of at least 16 pixels")
        precondition(threads >= 1, "somebody has to draw")
        self.size = size
        self.quality = quality
        self.threads = threads
        full = PixelMemory(size)
        let halfSize = PixelSize(width: size.width / 2, height: size.height / 2)
        half = quality == .final ? nil : PixelMemory(halfSize)
        bloom = Bloom(size)
        flags = Array(
            repeating: 0,
            count: RefinementPlan.columns(of: size) * RefinementPlan.rows(of: size))
        ground = Array(
            repeating: 0, count: GroundGrid.columns(of: size) * GroundGrid.rows(of: size))
    }

    /// The picture of `scene`, as frame `index` of its shot.
    public func render(_ scene: Scene, index: Int) -> Frame {
        let flattening = Flattening(scene)
        flags.withUnsafeMutableBufferPointer { flags in
            ground.withUnsafeMutableBufferPointer { ground in
                guard let flags = flags.baseAddress, let ground = ground.baseAddress else { return }
                let plan = RefinementPlan(
                    flags: flags, columns: RefinementPlan.columns(of: size),
                    rows: RefinementPlan.rows(of: size))
                Dispatch.draw(
                    scene,
                    FrameDrawing(
                        flattening: flattening, full: full, half: half, quality: quality,
                        plan: plan, ground: ground, threads: threads))
            }
        }
        return finish(scene, index)
    }

    private func finish(_ scene: Scene, _ index: Int) -> Frame {
        bloom.update(from: full.rows, night: scene.light.night, threads: threads)
        let finish = Finish(scene, full.rows, size, bloom)
        let count = size.area * 4
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let target = buffer.baseAddress else { return }
            Parallel.forEach(size.height, threads: threads) { y in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * (size.width + 64)) {
                    guard let line = $0.baseAddress else { return }
                    finish.write(row: y, line: line, to: target)
                }
            }
            initialized = count
        }
        return Frame(index: index, size: size, rgba: painted(bytes, scene))
    }

    /// The finished frame in the scene's look.
    private func painted(_ bytes: [UInt8], _ scene: Scene) -> [UInt8] {
        guard scene.look != .realistic else { return bytes }
        let pass = looks ?? LookPass(size, threads: threads)
        looks = pass
        return pass.paint(bytes, of: scene, tags: full.rows)
    }
}
