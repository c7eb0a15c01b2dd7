internal import Glibc

/// The order of a file's outermost boxes, read without libav.
struct BoxScan {
    /// Types in order of appearance, as far as they could be read.
    private(set) var types: [String] = []

    private static let maximumBoxes = 100_000

    /// Reads 16 bytes a box, whatever the file's size.
    init(_ source: MediaSource) throws(MediaError) {
        switch source {
        case .bytes(let bytes):
            scan { offset in
                guard offset < bytes.count else { return [] }
                return Array(bytes[offset..<min(offset + 16, bytes.count)])
            }
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw .file(path: path, call: "open", errno: errno)
            }
            defer { close(descriptor) }
            scan { offset in
                var head = [UInt8](repeating: 0, count: 16)
                let count = pread(descriptor, &head, 16, offset)
                return Array(head.prefix(max(count, 0)))
            }
        }
    }

    var isFastStart: Bool {
        guard let index = types.firstIndex(of: "moov") else { return false }
        return !types[..<index].contains("mdat")
    }

    private mutating func scan(_ head: (Int) -> [UInt8]) {
        var offset = 0
        while types.count < BoxScan.maximumBoxes {
            let bytes = head(offset)
            guard bytes.count >= 8 else { return }
            types.append(String(decoding: bytes[4..<8], as: UTF8.self))
            var length = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
            if length == 1, bytes.count == 16 {
                length = Int(clamping: bytes[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            }
            let (next, overflow) = offset.addingReportingOverflow(length)
            guard length >= 8, !overflow else { return }
            offset = next
        }
    }
}
