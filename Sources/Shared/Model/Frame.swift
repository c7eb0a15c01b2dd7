/// Width and height in pixels.
public struct PixelSize: Hashable, Codable, Sendable {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    public var area: Int { width * height }
}

extension PixelSize: CustomStringConvertible {
    /// As written on the command line and in the OpenAI Videos API: `1280x720`.
    public var description: String { "\(width)x\(height)" }

    /// Reads `WIDTHxHEIGHT`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]) else {
            return nil
        }
        self.init(width: width, height: height)
    }
}

/// One picture, `rgba.count == 4 * size.area`.
///
/// Rows run top to bottom; channels are 8-bit full-range BT.709 R, G, B and an unused fourth byte, so
/// that a pixel is one 32-bit word.
public struct Frame: Equatable, Sendable {
    public let index: Int
    public let size: PixelSize
    public let rgba: [UInt8]

    public init(index: Int, size: PixelSize, rgba: [UInt8]) {
        precondition(rgba.count == 4 * size.area, "a frame holds four bytes a pixel")
        self.index = index
        self.size = size
        self.rgba = rgba
    }
}
