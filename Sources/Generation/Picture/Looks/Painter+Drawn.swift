/// Looks of the hand: lines, washes and cut paper.
extension Painter {
    func anime(_ x: Int, _ y: Int) -> Vector {
        let smooth = canvas.painted(x, y, radius: canvas.reach(4)).saturated(1.28)
        let luma = max(smooth.luma, 0.01)
        let level = luma * 4.5
        let base = level.rounded(.down)
        let cel = (base + LookMath.step(0.42, 0.58, level - base)) / 4.5
        // Shadows turn to violet, lights stay clean.
        let shaded = smooth * (0.25 + 0.75 * (cel + 0.05) / luma)
        let tint = Vector(0.030, -0.010, 0.060) * (1 - LookMath.step(0.1, 0.6, cel))
        let color = shaded * 1.04 + tint + 0.02
        return LookMath.mix(color, Vector(0.075, 0.045, 0.095), 0.92 * line(x, y))
    }

    func inkWash(_ x: Int, _ y: Int) -> Vector {
        let wet = LookMath.noise(Float(x), Float(y), size: 46 * canvas.unit, seed &+ 3)
        let shift = Int((wet - 0.5) * 8 * canvas.unit)
        let smooth = canvas.painted(x + shift, y - shift, radius: canvas.reach(6))
        let isPuppet = canvas.kind(x, y) == 1
        let mist = isPuppet ? 0 : LookMath.step(3.5, 15, canvas.distance(x, y))
        var ink = 1 - LookMath.step(0.06, 0.80, smooth.luma)
        ink *= (0.78 + 0.44 * wet) * (isPuppet ? 0.82 : 0.74 - 0.48 * mist)
        let paper = Vector(0.945, 0.920, 0.860) + fibre(x, y) * 0.045
        var color = paper * (1 - 0.90 * min(ink, 1))
        let chroma = smooth - Vector(repeating: smooth.luma)
        color += chroma * (isPuppet ? 0.55 : 0.16 * (1 - mist))
        let dry = LookMath.noise(
            Float(x), Float(y), size: 7 * canvas.unit, seed &+ 17)
        let brush = line(x, y) * (0.55 + 0.45 * LookMath.step(0.25, 0.5, dry))
        return LookMath.mix(color, Vector(0.07, 0.07, 0.085), brush * (0.92 - 0.5 * mist))
    }

    func watercolor(_ x: Int, _ y: Int) -> Vector {
        let size = 30 * canvas.unit
        let u = LookMath.noise(Float(x), Float(y), size: size, seed &+ 1) - 0.5
        let v = LookMath.noise(Float(x), Float(y), size: size, seed &+ 2) - 0.5
        let dx = Int(u * 10 * canvas.unit)
        let dy = Int(v * 10 * canvas.unit)
        let isPuppet = canvas.kind(x + dx, y + dy) == 1
        let wash = canvas.painted(x + dx, y + dy, radius: canvas.reach(isPuppet ? 4 : 8))
        let around = canvas.mean(x + dx, y + dy, radius: canvas.reach(9))
        // Pigment gathers where a wash ends.
        let pool = LookMath.step(0.02, 0.14, abs(wash.luma - around.luma))
        let pigment = LookMath.noise(Float(x), Float(y), size: 90 * canvas.unit, seed &+ 4)
        var color = wash.saturated(1.55) * (1 - 0.26 * pool)
        color = LookMath.mix(color, Vector(0.975, 0.965, 0.935), 0.05 + 0.20 * pigment)
        let grain = fibre(x, y)
        color += grain * 0.085
        color = LookMath.mix(color, color * Vector(0.52, 0.46, 0.50), 0.5 * line(x + dx, y + dy))
        // The sheet stays bare around the painting.
        let margin = Float(min(min(x, canvas.width - x), min(y, canvas.height - y)))
        let inset = margin / (720 * canvas.unit)
        guard inset < 0.06 else { return color }
        let tear = LookMath.noise(Float(x), Float(y), size: 33 * canvas.unit, seed &+ 6)
        let border = inset + 0.035 * tear - 0.022
        return LookMath.mix(
            Vector(0.975, 0.965, 0.935) + grain * 0.05, color,
            LookMath.step(0.020, 0.034, border))
    }

    func paperCut(_ x: Int, _ y: Int) -> Vector {
        let blade = canvas.reach(canvas.kind(x, y) == 1 ? 4 : 9)
        let smooth = canvas.painted(x, y, radius: blade).saturated(1.5)
        let luma = max(smooth.luma, 0.02)
        let sheets: Float = 5
        let sheet = (luma * sheets).rounded(.down)
        var color = smooth * ((sheet + 0.6) / sheets / luma) * 0.96 + 0.02
        // Light comes from the upper left: a sheet above throws its shadow to the lower right.
        var shade: Float = 0
        for step in 1...4 {
            let offset = canvas.reach(Float(step) * 2.2)
            if lies(x - offset, y - offset, above: x, y) { shade += 0.15 }
            let other = canvas.mean(x - offset, y - offset, radius: blade / 2).luma
            if (other * sheets).rounded(.down) < sheet - 0.5 { shade += 0.05 }
        }
        color *= 1 - shade
        let edge = canvas.reach(1.5)
        if lies(x, y, above: x - edge, y - edge) { color = color * 0.6 + 0.4 }
        return color + fibre(x, y) * 0.10
    }

    /// Whether one pixel is of a puppet before the other, or of something much nearer.
    private func lies(_ x: Int, _ y: Int, above otherX: Int, _ otherY: Int) -> Bool {
        let isPuppet = canvas.kind(x, y) == 1
        if isPuppet != (canvas.kind(otherX, otherY) == 1) { return isPuppet }
        return canvas.distance(x, y) < canvas.distance(otherX, otherY) * 0.75 - 0.3
    }

    func neonLine(_ x: Int, _ y: Int) -> Vector {
        var glow: Float = 0
        for ring in 1...3 {
            let reach = canvas.reach(Float(ring * ring) * 1.8)
            let slant = canvas.reach(Float(ring * ring) * 1.27)
            let straight =
                line(x + reach, y) + line(x - reach, y) + line(x, y + reach) + line(x, y - reach)
            let slanted =
                line(x + slant, y + slant) + line(x - slant, y + slant)
                + line(x + slant, y - slant) + line(x - slant, y - slant)
            glow += 0.085 / Float(ring) * (straight + slanted)
        }
        let source = canvas.mean(x, y, radius: canvas.reach(5)).saturated(2.2)
        let brightest = max(max(source.x, source.y), max(source.z, 0.08))
        let least = min(source.x, min(source.y, source.z))
        // Greys become cyan, colours as pure as a tube's.
        let isColored = LookMath.step(0.15, 0.45, (brightest - least) / brightest)
        let pure = (source - least) * (1 / max(brightest - least, 0.05))
        let hue = LookMath.mix(Vector(0.10, 0.85, 1), pure, isColored)
        let ember: Float = canvas.kind(x, y) == 1 ? 0.16 : 0.06
        let base = Vector(0.014, 0.012, 0.040) + canvas.color(x, y) * ember
        let core = line(x, y)
        return base + hue * (0.95 * core + 0.8 * glow) + Vector(repeating: 0.35 * core * core)
    }
}
