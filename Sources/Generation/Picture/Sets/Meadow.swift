/// The lie of the land of the meadow, shared by those who stage puppets on it and by the kernel.
public enum Meadow {
    /// Height of the soil: shoes stand here, grass grows above.
    ///
    /// Gentle swells everywhere and a hill beyond `z = -5`; the same formula as the kernel's.
    public static func height(x: Float, z: Float) -> Float {
        let swell =
            approximateSine(x * 0.21 + 0.8) * approximateSine(z * 0.17 + 0.3) * 0.30
            + approximateSine(x * 0.55 + z * 0.31 + 1.7) * 0.07
        let hill = 1.5 + 0.9 * approximateSine(x * 0.13 + 1.1 + z * 0.05)
        return swell + smoothstep(-5, -26, z) * hill
    }
}

extension Meadow {
    /// Height of the layer of grass over the soil.
    static var grassHeight: Float { 0.115 }

    /// No soil is lower or higher than these.
    static var lowest: Float { -0.6 }
    static var highest: Float { 2.9 }

    @inline(__always)
    static func height(_ x: Lanes, _ z: Lanes) -> Lanes {
        let swell =
            sine(x * 0.21 + 0.8) * sine(z * 0.17 + 0.3) * 0.30
            + sine(x * 0.55 + z * 0.31 + 1.7) * 0.07
        let hill = 1.5 + 0.9 * sine(x * 0.13 + 1.1 + z * 0.05)
        return swell + smoothstep(-5, -26, z) * hill
    }
}
