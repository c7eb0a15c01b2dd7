/// Builds the boxes of ISO/IEC 14496-12, big-endian and nested.
struct BoxWriter {
    private(set) var bytes: [UInt8] = []

    /// Writes a box around what `content` writes; `type` has four ASCII characters.
    mutating func box(_ type: String, _ content: (inout BoxWriter) -> Void) {
        let start = bytes.count
        integer(UInt32(0))
        text(type)
        content(&self)
        patch(UInt32(bytes.count - start), at: start)
    }

    /// Writes a box that carries a version and flags.
    mutating func fullBox(
        _ type: String, version: UInt8 = 0, flags: UInt32 = 0, _ content: (inout BoxWriter) -> Void
    ) {
        box(type) {
            $0.integer(UInt32(version) << 24 | flags)
            content(&$0)
        }
    }

    mutating func integer(_ value: some FixedWidthInteger) {
        // Safety: the bytes are copied while the value lives.
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func text(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    mutating func zeros(_ count: Int) {
        bytes.append(contentsOf: repeatElement(0, count: count))
    }

    mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    /// The identity transform of movie and track headers, in 16.16 and 2.30 fixed point.
    mutating func identityMatrix() {
        for value: UInt32 in [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000] {
            integer(value)
        }
    }

    /// The head of an `mdat` box around `byteCount` bytes.
    static func mediaHeader(byteCount: Int) -> [UInt8] {
        var writer = BoxWriter()
        let isWide = byteCount > Int(UInt32.max) - 8
        writer.integer(isWide ? 1 : UInt32(byteCount + 8))
        writer.text("mdat")
        if isWide { writer.integer(UInt64(byteCount + 16)) }
        return writer.bytes
    }

    /// Overwrites four bytes at `offset`.
    mutating func patch(_ value: UInt32, at offset: Int) {
        for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32(index)))
        }
    }
}
