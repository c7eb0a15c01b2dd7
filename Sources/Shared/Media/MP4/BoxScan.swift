internal import Glibc

/// The order of a file's outermost boxes and how many samples they announce, read without libav.
struct BoxScan {
    /// Types in order of appearance, as far as they could be read.
    private(set) var types: [String] = []

    /// Samples that the tables of the movie and of its fragments tell of.
    private(set) var announcedSampleCount = 0

    /// Of the whole file.
    let byteCount: Int

    private static let maximumBoxes = 100_000

    /// Bytes of a box that are searched for tables of samples.
    private static let searchedByteCount = 16 << 20

    /// Reads 16 bytes of boxes with media, whatever their size, and the others whole.
    init(_ source: MediaSource) throws(MediaError) {
        switch source {
        case .bytes(let bytes):
            byteCount = bytes.count
            scan { offset, count in
                guard offset < bytes.count else { return [] }
                return Array(bytes[offset..<min(offset + count, bytes.count)])
            }
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw .file(path: path, call: "open", errno: errno)
            }
            defer { close(descriptor) }
            byteCount = max(0, Int(lseek(descriptor, 0, SEEK_END)))
            let end = byteCount
            scan { offset, count in
                guard offset < end else { return [] }
                var bytes = [UInt8](repeating: 0, count: min(count, end - offset))
                let count = pread(descriptor, &bytes, bytes.count, offset)
                return Array(bytes.prefix(max(count, 0)))
            }
        }
    }

    var isFastStart: Bool {
        guard let index = types.firstIndex(of: "moov") else { return false }
        return !types[..<index].contains("mdat")
    }

    private mutating func scan(_ read: (_ offset: Int, _ count: Int) -> [UInt8]) {
        var offset = 0
        while types.count < BoxScan.maximumBoxes {
            let head = read(offset, 16)
            guard head.count >= 8, !BoxScan.isPicture(head) else { return }
            let type = String(decoding: head[4..<8], as: UTF8.self)
            types.append(type)
            var length = head[0..<4].reduce(0) { $0 << 8 | Int($1) }
            if length == 1, head.count == 16 {
                length = Int(clamping: head[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            }
            let (next, overflow) = offset.addingReportingOverflow(length)
            let isLast = length < 8 || overflow
            if !["mdat", "free", "skip"].contains(type) {
                let most = BoxScan.searchedByteCount
                count(samplesIn: read(offset, isLast ? most : min(length, most)))
            }
            guard !isLast else { return }
            offset = next
        }
    }

    /// Whether a file that begins with `head` is a JPEG or PNG, which has no boxes.
    private static func isPicture(_ head: [UInt8]) -> Bool {
        head.starts(with: [0xFF, 0xD8, 0xFF]) || head.starts(with: [0x89, 0x50, 0x4E, 0x47])
    }

    /// Adds the samples of each `trun` and `stsz` (ISO/IEC 14496-12, 8.8.8 and 8.7.3), wherever it stands.
    private mutating func count(samplesIn box: [UInt8]) {
        for (name, place) in [("trun", 8), ("stsz", 12)] {
            let first = Array(name.utf8)[0]
            for position in box.indices.dropLast(15) where box[position] == first {
                guard box[position..<(position + 4)].elementsEqual(name.utf8) else { continue }
                announcedSampleCount += number(in: box, at: position + place)
            }
        }
    }

    private func number(in bytes: [UInt8], at position: Int) -> Int {
        bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
}
