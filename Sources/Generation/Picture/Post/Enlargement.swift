// Safety: every pointer here is into buffers that ``Renderer`` owns and keeps for the whole frame;
// what is written belongs to one row of tiles, and a row to one thread.

/// Doubles a picture, three quarters to one quarter between neighbours.
struct Enlargement {
    let source: PixelRows
    let sourceWidth: Int
    let sourceHeight: Int
    let target: PixelRows

    /// Writes row `y` of the target; `blend` has room for a row of the source and two words more.
    func write(row y: Int, width: Int, blend: UnsafeMutablePointer<UInt32>) {
        let near = source.words + (y / 2) * source.stride
        let beside = y & 1 == 1 ? min(y / 2 + 1, sourceHeight - 1) : max(y / 2 - 1, 0)
        let far = source.words + beside * source.stride
        for x in 0..<sourceWidth {
            blend[x + 1] = Enlargement.blended(near[x], far[x])
        }
        blend[0] = blend[1]
        blend[sourceWidth + 1] = blend[sourceWidth]
        let row = target.words + y * target.stride
        for x in 0..<width / 2 {
            let tag = near[x] & 0xFF00_0000
            let own = blend[x + 1]
            row[2 * x] = Enlargement.blended(own, blend[x]) & 0x00FF_FFFF | tag
            row[2 * x + 1] = Enlargement.blended(own, blend[x + 2]) & 0x00FF_FFFF | tag
        }
        if width & 1 == 1 { row[width - 1] = blend[sourceWidth] & 0x00FF_FFFF }
    }

    /// Three quarters of `near` and one of `far`, each byte rounded, two bytes at a time.
    @inline(__always)
    private static func blended(_ near: UInt32, _ far: UInt32) -> UInt32 {
        let even: UInt32 = 0x00FF_00FF
        let round: UInt32 = 0x0002_0002
        let low = ((near & even) &* 3 &+ (far & even) &+ round) >> 2 & even
        let high = ((near >> 8 & even) &* 3 &+ (far >> 8 & even) &+ round) >> 2 & even
        return low | high << 8
    }
}
