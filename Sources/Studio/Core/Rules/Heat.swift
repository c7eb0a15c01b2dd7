internal import Foundation

/// How early a post stands in For You, as an instant: newer is hotter, and so is what people like.
///
/// Heat = the instant of posting + 4 h · log2(1 + likes + 2 · comments + 3 · remixes). It changes only
/// when somebody does something, so the feed is read straight from an index.
public enum Heat {
    /// What one doubling of attention is worth.
    public static let doublingMilliseconds = 4.0 * 3600 * 1000

    /// What following its creator adds for a viewer.
    public static let followedMilliseconds: Int64 = 12 * 3600 * 1000

    /// In milliseconds since 1970.
    public static func of(
        posted milliseconds: Int64, likes: Int, comments: Int, remixes: Int
    ) -> Int64 {
        let attention = Double(1 + likes + 2 * comments + 3 * remixes)
        return milliseconds + Int64(doublingMilliseconds * log2(max(1, attention)))
    }
}
