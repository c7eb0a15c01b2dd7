/// The byte forms of H.264: Annex B as encoders write it, length-prefixed as MP4 holds it.
enum H264 {
    private static let supplementalInformation: UInt8 = 6
    private static let sequenceParameterSet: UInt8 = 7
    private static let pictureParameterSet: UInt8 = 8

    /// The units of an Annex B stream, without their start codes.
    static func units(annexB bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var units: [ArraySlice<UInt8>] = []
        var start: Int?
        var index = 0
        while index + 2 < bytes.count {
            guard bytes[index] == 0, bytes[index + 1] == 0, bytes[index + 2] == 1 else {
                index += 1
                continue
            }
            if let start { units.append(trimmed(bytes[start..<index])) }
            index += 3
            start = index
        }
        if let start { units.append(trimmed(bytes[start...])) }
        return units
    }

    /// A unit ends with a one bit, so zeros after it belong to the next start code.
    private static func trimmed(_ unit: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        unit.prefix((unit.lastIndex { $0 != 0 } ?? unit.startIndex - 1) + 1 - unit.startIndex)
    }

    /// Each unit behind its length in four bytes.
    ///
    /// Leaves out supplemental information: x264 repeats 700 bytes of settings in every chunk.
    static func lengthPrefixed(annexB bytes: [UInt8]) throws(MediaError) -> [UInt8] {
        let units = units(annexB: bytes).filter { type(of: $0) != supplementalInformation }
        guard !units.isEmpty else { throw .malformed(.accessUnit) }
        var writer = BoxWriter()
        for unit in units {
            writer.integer(UInt32(unit.count))
            writer.append(Array(unit))
        }
        return writer.bytes
    }

    /// An AVCDecoderConfigurationRecord of 4:2:0, 8 bits (ISO/IEC 14496-15, 5.3.3.1).
    static func configuration(annexB headers: [UInt8]) throws(MediaError) -> [UInt8] {
        let units = units(annexB: headers)
        guard
            let sequence = units.first(where: { type(of: $0) == sequenceParameterSet }),
            let picture = units.first(where: { type(of: $0) == pictureParameterSet }),
            sequence.count >= 4
        else { throw .malformed(.parameterSets) }
        let profile = Array(sequence.dropFirst().prefix(3))
        var writer = BoxWriter()
        writer.append([1] + profile + [0xFF, 0xE1])
        writer.integer(UInt16(sequence.count))
        writer.append(Array(sequence))
        writer.append([1])
        writer.integer(UInt16(picture.count))
        writer.append(Array(picture))
        if profile[0] == 100 { writer.append([0xFD, 0xF8, 0xF8, 0]) }
        return writer.bytes
    }

    private static func type(of unit: ArraySlice<UInt8>) -> UInt8? {
        unit.first.map { $0 & 0x1F }
    }
}
