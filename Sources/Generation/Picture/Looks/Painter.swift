// Safety: the pointers belong to ``LookPass``, which keeps them while a painter works.

/// Gives each pixel of a frame its colour in a look.
struct Painter {
    let canvas: Canvas
    let look: Look

    /// Strength of the lines, 0 to 255 a pixel; all 0 for looks without lines.
    let lines: UnsafePointer<UInt8>

    /// Changes with every frame, for grain and scratches.
    let frameSeed: UInt32

    /// Stays for the whole film, for paper and clay.
    let seed: UInt32

    /// Metres to what the film is about: the middle of the puppets' distances.
    let focus: Float

    init(_ canvas: Canvas, _ scene: Scene, lines: UnsafePointer<UInt8>) {
        self.canvas = canvas
        self.lines = lines
        look = scene.look
        seed = scene.seed
        frameSeed = scene.seed &+ UInt32(truncatingIfNeeded: Int(scene.time * 24 + 0.5)) &* 747_796
        let depths = scene.puppets.compactMap { range in
            scene.primitives[range].first.map {
                ($0.placement.origin - scene.camera.origin).dot(scene.camera.forward)
            }
        }
        focus = depths.isEmpty ? 6 : max(depths.reduce(0, +) / Float(depths.count), 0.5)
    }

    /// The colour of a pixel, about 0 to 1.
    func color(_ x: Int, _ y: Int) -> Vector {
        switch look {
        case .realistic: canvas.color(x, y)
        case .anime: anime(x, y)
        case .cinematic: cinematic(x, y)
        case .game: game(x, y)
        case .drama: drama(x, y)
        case .clay: clay(x, y)
        case .inkWash: inkWash(x, y)
        case .watercolor: watercolor(x, y)
        case .pixel: pixel(x, y)
        case .cyberpunk: cyberpunk(x, y)
        case .paperCut: paperCut(x, y)
        case .retro: retro(x, y)
        case .blackAndWhite: blackAndWhite(x, y)
        case .lowPoly: lowPoly(x, y)
        case .neonLine: neonLine(x, y)
        }
    }

    /// The line at a pixel, 0 to 1.
    func line(_ x: Int, _ y: Int) -> Float {
        guard x >= 0, y >= 0, x < canvas.width, y < canvas.height else { return 0 }
        return Float(lines[y * canvas.width + x]) * (1 / 255)
    }

    /// Squared distance from the middle, 1 in the corners.
    func offCenter(_ x: Int, _ y: Int) -> Float {
        let u = (Float(x) + 0.5) / Float(canvas.width) * 2 - 1
        let v = (Float(y) + 0.5) / Float(canvas.height) * 2 - 1
        return (u * u + v * v) * 0.5
    }

    /// Grain of film, -0.5 to 0.5, new in every frame.
    func grain(_ x: Int, _ y: Int) -> Float {
        let size = canvas.reach(1.4)
        let coarse = LookMath.hash(x / size, y / size, frameSeed)
        return 0.6 * coarse + 0.4 * LookMath.hash(x, y, frameSeed &+ 1) - 0.5
    }

    /// Fibres of paper, -0.5 to 0.5, the same in every frame.
    func fibre(_ x: Int, _ y: Int) -> Float {
        let u = Float(x) / canvas.unit
        let v = Float(y) / canvas.unit
        let fine = LookMath.noise(u + v * 0.4, v, size: 2.6, seed)
        let wide = LookMath.noise(u, v - u * 0.2, size: 19, seed &+ 5)
        return 0.65 * fine + 0.35 * wide - 0.5
    }

    /// The colour seen through a lens that is focused on the subject; `wide` pixels of blur at most
    /// at a short side of 720.
    ///
    /// Puppets stay as sharp as drawn, so that nobody's outline bleeds.
    func focused(_ x: Int, _ y: Int, wide: Float) -> Vector {
        guard canvas.kind(x, y) != 1 else { return canvas.color(x, y) }
        let distance = max(canvas.distance(x, y), 0.25)
        let blur = abs(1 / distance - 1 / focus) * focus * wide
        let radius = Int(min(blur, wide) * canvas.unit + 0.5)
        guard radius > 0 else { return canvas.color(x, y) }
        // Two boxes of different size round off the square.
        let outer = canvas.mean(x, y, radius: radius)
        let inner = canvas.mean(x, y, radius: max(radius / 2, 1))
        return outer * 0.6 + inner * 0.4
    }
}
