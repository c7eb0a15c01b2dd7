/// Looks of the camera and of the laboratory: the picture stays as drawn, its light changes.
extension Painter {
    func cinematic(_ x: Int, _ y: Int) -> Vector {
        let color = focused(x, y, wide: 4.5).contrasted(1.10).saturated(1.05)
        let luma = color.luma
        let low = Vector(-0.030, 0.012, 0.040) * (1 - LookMath.step(0, 0.55, luma))
        let high = Vector(0.045, 0.012, -0.050) * LookMath.step(0.35, 0.95, luma)
        let vignette = 1 - 0.32 * LookMath.step(0.25, 1.1, offCenter(x, y))
        return (color + low + high) * vignette + grain(x, y) * 0.035
    }

    func game(_ x: Int, _ y: Int) -> Vector {
        let color = canvas.color(x, y)
        let sharp = color + (color - canvas.mean(x, y, radius: canvas.reach(2))) * 0.8
        return sharp.contrasted(1.12).saturated(1.32) * Vector(0.99, 1.01, 1.03)
    }

    func drama(_ x: Int, _ y: Int) -> Vector {
        let color = focused(x, y, wide: 3).saturated(0.66).contrasted(1.16) - 0.035
        let vignette = 1 - 0.55 * LookMath.step(0.15, 1, offCenter(x, y))
        return color * Vector(1.03, 0.99, 0.92) * vignette + grain(x, y) * 0.02
    }

    func blackAndWhite(_ x: Int, _ y: Int) -> Vector {
        let color = canvas.color(x, y)
        // Orthochromatic-like weights keep skies dark and faces light.
        let gray = color.dot(Vector(0.34, 0.56, 0.10))
        let curved = gray + 0.16 * (LookMath.step(0, 1, gray) - gray) * 4
        let vignette = 1 - 0.35 * LookMath.step(0.2, 1.1, offCenter(x, y))
        return Vector(repeating: curved * vignette + grain(x, y) * 0.07)
    }

    func retro(_ x: Int, _ y: Int) -> Vector {
        // The gate weaves by a pixel twelve times a second.
        let weave = frameSeed >> 1
        let sway = canvas.reach(1)
        let dx = LookMath.hash(1, 2, weave) < 0.5 ? 0 : sway
        let dy = LookMath.hash(2, 1, weave) < 0.5 ? 0 : sway
        let soft = canvas.mean(x + dx, y + dy, radius: canvas.reach(1)).saturated(0.42)
        var color =
            soft * Vector(0.96, 0.86, 0.64) + Vector(0.105, 0.075, 0.040) * (1 - soft.luma * 0.5)
        color *= 1 - 0.55 * LookMath.step(0.22, 1, offCenter(x, y))
        color *= 0.965 + 0.05 * LookMath.hash(3, 3, frameSeed)
        color += Vector(repeating: grain(x, y) * 0.11)
        for scratch in 0..<3 where LookMath.hash(scratch, 7, frameSeed) < 0.4 {
            let place = LookMath.hash(scratch, 11, frameSeed >> 3)
            let column = Int(place * Float(canvas.width))
            if abs(x - column) < canvas.reach(0.8) {
                color += Vector(repeating: 0.16 * LookMath.noise(0, Float(y), size: 60, frameSeed))
            }
        }
        let speck = 9 * max(canvas.unit, 0.2)
        let spot = LookMath.noise(Float(x), Float(y), size: speck, frameSeed &+ 99)
        return spot > 0.985 ? color * 0.35 : color
    }

    func cyberpunk(_ x: Int, _ y: Int) -> Vector {
        let spread = Int((2 + 3 * offCenter(x, y)) * canvas.unit + 0.5)
        let split = Vector(
            canvas.color(x - spread, y).x, canvas.color(x, y).y, canvas.color(x + spread, y).z)
        var color = split.contrasted(1.22) - 0.10
        let luma = min(max(color.luma, 0), 1)
        let duotone = LookMath.mix(
            Vector(0.02, 0.05, 0.20),
            luma < 0.5
                ? LookMath.mix(Vector(0.02, 0.05, 0.20), Vector(0.85, 0.06, 0.62), luma * 2)
                : LookMath.mix(Vector(0.85, 0.06, 0.62), Vector(0.35, 1, 1), luma * 2 - 1),
            0.85)
        color = LookMath.mix(color.saturated(1.25), duotone, canvas.kind(x, y) == 1 ? 0.34 : 0.58)
        let halo = canvas.mean(x, y, radius: canvas.reach(14))
        let glow = LookMath.step(0.45, 0.95, halo.luma)
        color += Vector(0.20, 0.02, 0.26) * glow
        let period = canvas.reach(3)
        if (y / period) % 2 == 0 { color *= 0.90 }
        return color * (1 - 0.4 * LookMath.step(0.3, 1, offCenter(x, y)))
    }
}
