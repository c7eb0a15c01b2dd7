public import FarmModel

/// A grid of frames, read in rows from the top left.
public struct ContactSheet: Equatable, Sendable {
    public var columns: Int

    /// Width of each frame in the grid; heights keep the frames' shape.
    public var tileWidth: Int

    /// Pixels between frames and around them.
    public var gap: Int

    public init(columns: Int = 4, tileWidth: Int = 320, gap: Int = 4) {
        precondition(columns > 0 && tileWidth > 0 && gap >= 0, "a grid has columns and tiles")
        self.columns = columns
        self.tileWidth = tileWidth
        self.gap = gap
    }

    /// Draws `frames`, at least one and all of one size, on a dark ground.
    public func picture(of frames: [Frame]) throws(MediaError) -> Frame {
        guard let first = frames.first else { throw .frameCount(expected: 1, found: 0) }
        let (width, height) = (first.size.width, first.size.height)
        let tile = PixelSize(
            width: tileWidth, height: max(1, (tileWidth * height + width / 2) / width))
        let usedColumns = min(columns, frames.count)
        let rows = (frames.count + usedColumns - 1) / usedColumns
        let sheet = PixelSize(
            width: gap + usedColumns * (tile.width + gap), height: gap + rows * (tile.height + gap))
        try sheet.validatePicture()
        var rgba = [UInt8](repeating: 24, count: 4 * sheet.area)
        for (position, frame) in frames.enumerated() {
            guard frame.size == first.size else {
                throw .frameShape(expected: first.size, found: frame.size)
            }
            let small = try frame.scaled(to: tile)
            let left = gap + position % usedColumns * (tile.width + gap)
            let top = gap + position / usedColumns * (tile.height + gap)
            for row in 0..<tile.height {
                let start = 4 * ((top + row) * sheet.width + left)
                rgba.replaceSubrange(
                    start..<start + 4 * tile.width,
                    with: small.rgba[4 * row * tile.width..<4 * (row + 1) * tile.width])
            }
        }
        return Frame(index: first.index, size: sheet, rgba: rgba)
    }

    /// Draws `count` frames spread evenly over a film of `frameCount` frames.
    public func picture(
        of source: MediaSource, frameCount: Int, count: Int
    ) throws(MediaError) -> Frame {
        var decoder = try FrameDecoder(source)
        var frames: [Frame] = []
        for index in ContactSheet.indices(count: count, of: frameCount) {
            frames.append(try decoder.frame(at: index))
        }
        return try picture(of: frames)
    }

    /// The middles of `count` equal parts of `0 ..< frameCount`, without repetition.
    public static func indices(count: Int, of frameCount: Int) -> [Int] {
        let parts = min(count, frameCount)
        return (0..<max(parts, 0)).map { (2 * $0 + 1) * frameCount / (2 * parts) }
    }
}
