/// A `moof` box and its `mdat`: some samples of one track.
struct Fragment {
    let track: UInt32

    /// Counts the fragments of a file from 1.
    let sequence: UInt32

    /// When its first sample is decoded, in ticks of the track.
    let decodeTime: Int
    private(set) var samples: [Sample] = []
    private(set) var media: [UInt8] = []

    init(track: UInt32, sequence: UInt32, decodeTime: Int) {
        self.track = track
        self.sequence = sequence
        self.decodeTime = decodeTime
    }

    mutating func append(_ sample: Sample, media bytes: [UInt8]) {
        precondition(sample.byteCount == bytes.count, "a sample is as long as its bytes")
        samples.append(sample)
        media.append(contentsOf: bytes)
    }

    var boxes: [UInt8] {
        var writer = BoxWriter()
        var offsetField = 0
        writer.box("moof") {
            $0.fullBox("mfhd") { $0.integer(sequence) }
            $0.box("traf") {
                // Offsets count from the start of this moof; duration and flags have defaults.
                $0.fullBox("tfhd", flags: 0x020028) {
                    $0.integer(track)
                    $0.integer(UInt32(samples.first?.duration ?? 0))
                    $0.integer(Self.flags(isSync: samples.last?.isSync ?? true))
                }
                $0.fullBox("tfdt", version: 1) { $0.integer(UInt64(decodeTime)) }
                offsetField = run(in: &$0)
            }
        }
        writer.patch(UInt32(writer.bytes.count + 8), at: offsetField)
        writer.box("mdat") { $0.append(media) }
        return writer.bytes
    }

    /// What a `trun` box says of each sample, and of all (ISO/IEC 14496-12, 8.8.8.1).
    private struct Fields: OptionSet {
        let rawValue: UInt32

        static let dataOffset = Fields(rawValue: 0x1)
        static let firstFlags = Fields(rawValue: 0x4)
        static let duration = Fields(rawValue: 0x100)
        static let size = Fields(rawValue: 0x200)
        static let flags = Fields(rawValue: 0x400)
        static let compositionOffset = Fields(rawValue: 0x800)
    }

    private var fields: Fields {
        var fields: Fields = [.dataOffset, .size]
        let (first, last) = (samples.first, samples.last)
        if samples.contains(where: { $0.duration != first?.duration }) { fields.insert(.duration) }
        if samples.contains(where: { $0.compositionOffset != 0 }) {
            fields.insert(.compositionOffset)
        }
        if samples.dropFirst().contains(where: { $0.isSync != last?.isSync }) {
            fields.insert(.flags)
        } else if first?.isSync != last?.isSync {
            fields.insert(.firstFlags)
        }
        return fields
    }

    /// Writes the `trun` box and returns where its data offset is to be filled in.
    private func run(in writer: inout BoxWriter) -> Int {
        let fields = fields
        var offsetField = 0
        writer.fullBox("trun", flags: fields.rawValue) {
            $0.integer(UInt32(samples.count))
            offsetField = $0.bytes.count
            $0.zeros(4)
            if fields.contains(.firstFlags) {
                $0.integer(Self.flags(isSync: samples.first?.isSync ?? true))
            }
            for sample in samples {
                if fields.contains(.duration) { $0.integer(UInt32(sample.duration)) }
                $0.integer(UInt32(sample.byteCount))
                if fields.contains(.flags) { $0.integer(Self.flags(isSync: sample.isSync)) }
                if fields.contains(.compositionOffset) {
                    $0.integer(UInt32(sample.compositionOffset))
                }
            }
        }
        return offsetField
    }

    /// Depends on no other sample; or depends on others and is no place to start from.
    private static func flags(isSync: Bool) -> UInt32 {
        isSync ? 0x0200_0000 : 0x0101_0000
    }
}
