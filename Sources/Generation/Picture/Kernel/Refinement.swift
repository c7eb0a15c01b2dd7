internal import FarmModel

/// Which packets of a picture deserve another look: those with a step of brightness.
///
/// Safety: a view of memory owned by ``Renderer``; rows of packets are written by one thread each.
struct RefinementPlan {
    let flags: UnsafeMutablePointer<UInt8>

    /// Packets in a row.
    let columns: Int
    let rows: Int

    static func columns(of size: PixelSize) -> Int { (size.width + 7) / 8 }
    static func rows(of size: PixelSize) -> Int { (size.height + 3) / 4 }

    @inline(__always)
    func asksFor(x: Int, y: Int) -> Bool {
        flags[y / 4 * columns + x / 8] != 0
    }

    func asksForAny(x: Int, y: Int, side: Int) -> Bool {
        for packetY in stride(from: y, to: y + side, by: 4) where packetY / 4 < rows {
            for packetX in stride(from: x, to: x + side, by: 8) where packetX / 8 < columns {
                if asksFor(x: packetX, y: packetY) { return true }
            }
        }
        return false
    }

    /// Plans the packets in a row of packets of `pixels`, the picture itself.
    func planSame(row: Int, _ contrast: Contrast) {
        for column in 0..<columns {
            let edges = contrast.edges(x: column * 8, y: row * 4)
            flags[row * columns + column] = edges.any ? 1 : 0
        }
    }

    /// Plans two rows of packets from a row of packets of a picture of half the size.
    func planDouble(row: Int, _ contrast: Contrast) {
        for column in 0..<RefinementPlan.columns(of: contrast.size) {
            let edges = contrast.edges(x: column * 8, y: row * 4)
            for quarter in 0..<4 {
                let targetColumn = column * 2 + quarter & 1
                let targetRow = row * 2 + quarter >> 1
                guard targetColumn < columns, targetRow < rows else { continue }
                let part = edges .& RefinementPlan.quarterMask(quarter)
                flags[targetRow * columns + targetColumn] = part.any ? 1 : 0
            }
        }
    }

    /// The lanes of a quarter of a packet: 4 by 2 pixels.
    static func quarterMask(_ quarter: Int) -> LaneMask {
        let left = PacketShape.column .< 4
        let upper = PacketShape.row .< 2
        return (quarter & 1 == 0 ? left : .!left) .& (quarter >> 1 == 0 ? upper : .!upper)
    }
}

/// Finds edges in a picture.
struct Contrast {
    let pixels: PixelRows
    let size: PixelSize

    /// The least step of brightness, 0 to 255, that is an edge.
    let threshold: Float

    /// Whether steps within the ground alone do not count; see ``World/groundIsFiltered``.
    let ignoresGround: Bool

    /// The pixels of a packet that differ from a neighbour, of their own packet or the next.
    @inline(never)
    func edges(x: Int, y: Int) -> LaneMask {
        let own = pixels.load(x: x, y: y)
        let brightness = Contrast.brightness(own)
        let kind = PixelTag.kind(own.tag)
        var step = Lanes.zero
        func isGround(_ kind: Lanes) -> LaneMask { (kind .> 1.5) .& (kind .< 2.5) }
        func isSharp(_ kind: Lanes) -> LaneMask {
            ((kind .> 0.5) .& (kind .< 1.5)) .| (kind .> 2.5)
        }
        var onGround = isGround(kind)
        var isSharpHere = isSharp(kind)
        var offGround = .!onGround
        func compare(_ otherX: Int, _ otherY: Int) {
            let other = pixels.load(x: otherX, y: otherY)
            step = greater(step, magnitude(brightness - Contrast.brightness(other)))
            let otherKind = PixelTag.kind(other.tag)
            let otherGround = isGround(otherKind)
            onGround = onGround .| otherGround
            offGround = offGround .| .!otherGround
            isSharpHere = isSharpHere .| isSharp(otherKind)
        }
        if x > 0 { compare(x - 1, y) }
        if y > 0 { compare(x, y - 1) }
        if x + 8 < size.width { compare(x + 1, y) }
        if y + 4 < size.height { compare(x, y + 1) }
        let edges = step .> threshold
        return ignoresGround ? edges .& (isSharpHere .| (onGround .& offGround)) : edges
    }

    @inline(__always)
    private static func brightness(_ pixel: LaneBits) -> Lanes {
        pixel.red * 0.25 + pixel.green * 0.625 + pixel.blue * 0.125
    }
}
