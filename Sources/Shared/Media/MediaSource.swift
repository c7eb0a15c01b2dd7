/// Where a finished piece of media is read from.
public enum MediaSource: Equatable, Sendable {
    /// A path in the file system; never a URL, whatever it looks like.
    case file(String)

    case bytes([UInt8])
}
