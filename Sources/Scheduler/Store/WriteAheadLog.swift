internal import Foundation

/// A write-ahead log as SQLite lays it out (sqlite.org/fileformat2.html, section 4), read only.
///
/// Safety: the bytes are those of a `Data` that outlives every use of the pointer; each access stays
/// below `bytes.count`, which is checked before a header and before each frame.
struct WriteAheadLog {
    /// Sets this log apart from those before it.
    let salts: UInt64

    /// Frames up to the end of the last commit whose checksums hold.
    let wholeFrameCount: Int

    private static let headerByteCount = 32
    private static let frameHeaderByteCount = 24

    /// Nil for a file that is missing, or too short or damaged to be a log.
    init?(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        guard let log = bytes.withUnsafeBytes(WriteAheadLog.init(bytes:)) else { return nil }
        self = log
    }

    private init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= WriteAheadLog.headerByteCount else { return nil }
        let magic = bytes.bigEndian(at: 0)
        guard magic & ~1 == 0x377F_0682 else { return nil }
        var checksum = LogChecksum(isBigEndian: magic & 1 == 1)
        checksum.add(bytes, 0..<24)
        let pageByteCount = Int(bytes.bigEndian(at: 8))
        guard checksum.matches(bytes, at: 24), pageByteCount >= 512 else { return nil }
        salts = UInt64(bytes.bigEndian(at: 16)) << 32 | UInt64(bytes.bigEndian(at: 20))
        wholeFrameCount = WriteAheadLog.wholeFrames(of: bytes, pageByteCount, salts, checksum)
    }

    private static func wholeFrames(
        of bytes: UnsafeRawBufferPointer, _ pageByteCount: Int, _ salts: UInt64,
        _ headerChecksum: LogChecksum
    ) -> Int {
        var checksum = headerChecksum
        var count = 0
        var whole = 0
        var start = headerByteCount
        let frameByteCount = frameHeaderByteCount + pageByteCount
        while start + frameByteCount <= bytes.count {
            let own = UInt64(bytes.bigEndian(at: start + 8)) << 32
            guard own | UInt64(bytes.bigEndian(at: start + 12)) == salts else { break }
            checksum.add(bytes, start..<(start + 8))
            let page = start + frameHeaderByteCount
            checksum.add(bytes, page..<(page + pageByteCount))
            guard checksum.matches(bytes, at: start + 16) else { break }
            count += 1
            // Only the last frame of a commit tells the size of the database.
            if bytes.bigEndian(at: start + 4) != 0 { whole = count }
            start += frameByteCount
        }
        return whole
    }
}

/// The running checksum of a log's frames.
private struct LogChecksum {
    private let isBigEndian: Bool
    private var sums: (UInt32, UInt32) = (0, 0)

    init(isBigEndian: Bool) {
        self.isBigEndian = isBigEndian
    }

    /// Adds a range whose length is a multiple of eight.
    mutating func add(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        for position in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
            sums.0 = sums.0 &+ word(bytes, position) &+ sums.1
            sums.1 = sums.1 &+ word(bytes, position + 4) &+ sums.0
        }
    }

    func matches(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Bool {
        bytes.bigEndian(at: position) == sums.0 && bytes.bigEndian(at: position + 4) == sums.1
    }

    private func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt32 {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)
        return isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func bigEndian(at position: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }
}
