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
                // Offsets count from the start of this moof.
                $0.fullBox("tfhd", flags: 0x020000) { $0.integer(track) }
                $0.fullBox("tfdt", version: 1) { $0.integer(UInt64(decodeTime)) }
                // Present: data offset, and for each sample duration, size, flags and offset.
                $0.fullBox("trun", flags: 0x000F01) {
                    $0.integer(UInt32(samples.count))
                    offsetField = $0.bytes.count
                    $0.zeros(4)
                    for sample in samples { Self.write(sample, in: &$0) }
                }
            }
        }
        writer.patch(UInt32(writer.bytes.count + 8), at: offsetField)
        writer.box("mdat") { $0.append(media) }
        return writer.bytes
    }

    private static func write(_ sample: Sample, in writer: inout BoxWriter) {
        writer.integer(UInt32(sample.duration))
        writer.integer(UInt32(sample.byteCount))
        // Depends on no other sample; or depends on others and is no place to start from.
        writer.integer(UInt32(sample.isSync ? 0x0200_0000 : 0x0101_0000))
        writer.integer(UInt32(sample.compositionOffset))
    }
}
