/// Which bytes of a file a request asks for (RFC 9110, 14).
package enum ByteRange: Hashable, Sendable {
    case whole
    case part(Range<Int>)

    /// No byte of the file is asked for.
    case unsatisfiable

    /// Reads a `Range` field; what cannot be read, and several ranges, stand for the whole file.
    package init(_ field: String?, byteCount: Int) {
        self = .whole
        guard let field, field.hasPrefix("bytes=") else { return }
        let words = field.dropFirst("bytes=".count)
        let ends = words.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, !words.contains(",") else { return }
        let (first, last) = (Int(ends[0]), Int(ends[1]))
        switch (first, last) {
        case (let first?, let last?) where first <= last && first >= 0:
            self = ByteRange(first..<min(last, byteCount - 1) + 1, of: byteCount, first)
        case (let first?, nil) where ends[1].isEmpty && first >= 0:
            self = ByteRange(min(first, byteCount)..<byteCount, of: byteCount, first)
        case (nil, let last?) where ends[0].isEmpty && last >= 0:
            let start = max(0, byteCount - last)
            self = last == 0 ? .unsatisfiable : .part(start..<byteCount)
        default: return
        }
    }

    private init(
        _ range: @autoclosure () -> Range<Int>, of byteCount: Int, _ first: Int
    ) {
        self = first < byteCount ? .part(range()) : .unsatisfiable
    }
}
