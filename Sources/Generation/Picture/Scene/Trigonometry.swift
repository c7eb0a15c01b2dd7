/// Sine and cosine of our own, so that every machine and C library agrees to the bit.
public enum Trigonometry {
    /// Error below 1e-5 for arguments of a few thousand radians.
    ///
    /// Range reduction to a quarter turn, then the Taylor polynomial of degree 9.
    public static func sine(_ radians: Float) -> Float {
        let turns = Double(radians) * 0.15915494309189535
        var phase = turns - turns.rounded(.toNearestOrEven)
        if phase > 0.25 { phase = 0.5 - phase }
        if phase < -0.25 { phase = -0.5 - phase }
        let angle = phase * 6.283185307179586
        let square = angle * angle
        let series =
            1 + square
            * (-1 / 6 + square * (1 / 120 + square * (-1 / 5040 + square / 362_880)))
        return Float(angle * series)
    }

    public static func cosine(_ radians: Float) -> Float {
        sine(radians + 1.5707964)
    }
}
