/// From linear light to displayable colours: tone curve, contrast, saturation, vignette.
///
/// An ACES-like curve (Narkowicz 2015) whose square root stands in for the display's gamma.
struct Grade {
    private let exposure: Float
    private let saturation: Float
    private let warmth: Vector
    private let night: Float

    init(_ light: Light) {
        exposure = light.exposure
        saturation = light.grade.y
        warmth = Vector(1 + light.grade.z, 1, 1 - 1.2 * light.grade.z)
        night = light.night
    }

    /// `offCenter` is the squared distance from the middle, 0.5 in the corners.
    @inline(__always)
    func display(_ color: LaneVector, offCenter: Lanes) -> LaneVector {
        let vignette = (1 - (0.55 + 0.2 * night) * offCenter) * exposure
        let c = color * warmth * vignette
        return graded(LaneVector(tone(c.x), tone(c.y), tone(c.z)))
    }

    @inline(__always)
    private func tone(_ c: Lanes) -> Lanes {
        root(saturate(c * (c * 2.51 + 0.03) / (c * (c * 2.43 + 0.59) + 0.14)))
    }

    /// Saturation, then a slight S; at night teal in the shadows and magenta in the lights.
    @inline(__always)
    private func graded(_ color: LaneVector) -> LaneVector {
        let l = luma(color)
        let gray = LaneVector(gray: l)
        var c = gray + (color - gray) * saturation
        if night > 0 {
            let low = squared(1 - saturate(l)) * night
            let high = saturate(l * 1.4 - 0.4) * night
            c += Vector(-0.004, 0.006, 0.020) * low + Vector(0.020, 0, 0.006) * high
        }
        return LaneVector(curve(c.x), curve(c.y), curve(c.z))
    }

    @inline(__always)
    private func curve(_ x: Lanes) -> Lanes {
        let v = saturate(x)
        return v * (0.82 + v * (0.54 - 0.36 * v))
    }
}
