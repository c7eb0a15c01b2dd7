internal import FarmModel

extension Track.Medium {
    /// Writes the `stsd` box: which decoder to use, and its configuration.
    func describe(in writer: inout BoxWriter) {
        writer.fullBox("stsd") {
            $0.integer(UInt32(1))
            switch self {
            case .picture(let size, let configuration):
                Self.picture(size, configuration, in: &$0)
            case .sound(let configuration):
                Self.sound(configuration, in: &$0)
            }
        }
    }

    private static func picture(
        _ size: PixelSize, _ configuration: [UInt8], in writer: inout BoxWriter
    ) {
        writer.box("avc1") {
            $0.zeros(6)
            $0.integer(UInt16(1))
            $0.zeros(16)
            $0.integer(UInt16(size.width))
            $0.integer(UInt16(size.height))
            // 72 dots an inch, one frame a sample, no compressor name, 24 bits a pixel.
            $0.integer(UInt32(0x48_0000))
            $0.integer(UInt32(0x48_0000))
            $0.zeros(4)
            $0.integer(UInt16(1))
            $0.zeros(32)
            $0.integer(UInt16(0x18))
            $0.integer(UInt16(0xFFFF))
            $0.box("avcC") { $0.append(configuration) }
            $0.box("colr") {
                // Primaries, transfer and matrix of BT.709, limited range (ISO/IEC 23091-2).
                $0.text("nclx")
                for _ in 0..<3 { $0.integer(UInt16(1)) }
                $0.integer(UInt8(0))
            }
            $0.box("pasp") {
                $0.integer(UInt32(1))
                $0.integer(UInt32(1))
            }
        }
    }

    private static func sound(_ configuration: [UInt8], in writer: inout BoxWriter) {
        writer.box("mp4a") {
            $0.zeros(6)
            $0.integer(UInt16(1))
            $0.zeros(8)
            $0.integer(UInt16(2))
            $0.integer(UInt16(16))
            $0.zeros(4)
            $0.integer(UInt32(FilmClock.samplesPerSecond) << 16)
            $0.fullBox("esds") { elementaryStream(configuration, in: &$0) }
        }
    }

    /// The descriptors of ISO/IEC 14496-1, 7.2.6, each a tag, a length below 128 and a body.
    private static func elementaryStream(_ configuration: [UInt8], in writer: inout BoxWriter) {
        let specific = UInt8(configuration.count)
        writer.append([0x03, 3 + 2 + 13 + 2 + specific + 3])
        writer.integer(UInt16(0))
        writer.integer(UInt8(0))
        writer.append([0x04, 13 + 2 + specific])
        // AAC (0x40), an audio stream (5 << 2 | 1), buffer size unknown.
        writer.append([0x40, 0x15, 0, 0, 0])
        writer.integer(UInt32(0))
        writer.integer(UInt32(SoundEncoder.bitsPerSecond))
        writer.append([0x05, specific])
        writer.append(configuration)
        writer.append([0x06, 0x01, 0x02])
    }
}

/// What a film's file says of itself.
public struct FilmLabels: Equatable, Sendable {
    public var title: String

    /// Shown by players as the comment: that the film is AI-generated, and by what.
    public var comment: String

    /// Tells this film from every other of its producer.
    public var identifier: String

    public init(title: String, comment: String = "AI-generated", identifier: String = "") {
        self.title = title
        self.comment = comment
        self.identifier = identifier
    }

    /// The implicit label that GB 45438-2025 asks of generated media, under the key `AIGC`: label 1
    /// (generated), who produced it and its number there; nobody has passed it on yet.
    var implicitLabel: String {
        let number = identifier.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        return "{\"Label\":\"1\",\"ContentProducer\":\"Reelmill\",\"ProduceID\":\"\(number)\","
            + "\"ReservedCode1\":\"\",\"ContentPropagator\":\"\",\"PropagateID\":\"\","
            + "\"ReservedCode2\":\"\"}"
    }

    /// Writes iTunes-style metadata, which players and ffprobe read.
    func write(in writer: inout BoxWriter) {
        writer.box("udta") {
            $0.fullBox("meta") {
                $0.fullBox("hdlr") {
                    $0.zeros(4)
                    $0.text("mdirappl")
                    $0.zeros(9)
                }
                $0.box("ilst") {
                    Self.entry([0xA9, 0x6E, 0x61, 0x6D], title, in: &$0)
                    Self.entry([0xA9, 0x63, 0x6D, 0x74], comment, in: &$0)
                    Self.freeEntry("AIGC", implicitLabel, in: &$0)
                }
            }
        }
    }

    /// An entry under a name of one's own, as iTunes writes it.
    private static func freeEntry(_ name: String, _ text: String, in writer: inout BoxWriter) {
        writer.box("----") {
            $0.fullBox("mean") { $0.text("com.apple.iTunes") }
            $0.fullBox("name") { $0.text(name) }
            value(text, in: &$0)
        }
    }

    /// One entry; the types ©nam and ©cmt are Mac Roman, not UTF-8.
    private static func entry(_ type: [UInt8], _ text: String, in writer: inout BoxWriter) {
        let start = writer.bytes.count
        writer.zeros(4)
        writer.append(type)
        value(text, in: &writer)
        writer.patch(UInt32(writer.bytes.count - start), at: start)
    }

    private static func value(_ text: String, in writer: inout BoxWriter) {
        writer.box("data") {
            $0.integer(UInt32(1))
            $0.zeros(4)
            $0.text(text)
        }
    }
}
