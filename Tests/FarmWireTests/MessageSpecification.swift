import FarmModel
import FarmWire
import Testing

@Suite struct `A message` {
    @Test(arguments: Sample.all, [WireForm.protobuf, .json])
    func `comes back as it was sent`(_ sample: Sample, _ form: WireForm) throws {
        let frame = sample.message.frame(as: form)
        #expect(WireForm(of: frame) == form)
        #expect(areEqual(try sample.read(frame), sample.message))
    }

    @Test(arguments: Sample.all)
    func `is refused when any of its end is missing`(_ sample: Sample) {
        for form in [WireForm.protobuf, .json] {
            let frame = sample.message.frame(as: form)
            for count in frame.indices {
                #expect(throws: WireError.self) { try sample.read(Array(frame.prefix(count))) }
            }
        }
    }

    @Test(arguments: Sample.all)
    func `keeps the bytes that version 1 gave it`(_ sample: Sample) throws {
        let frozen = try #require(VersionOne.frames[sample.name])
        #expect(sample.message.frame.hexadecimal == frozen)
    }

    @Test func `is frozen under a name of its own`() {
        #expect(Set(Sample.all.map(\.name)).count == Sample.all.count)
        #expect(Set(VersionOne.frames.keys) == Set(Sample.all.map(\.name)))
    }

    @Test(arguments: Sample.all)
    func `either reads or is refused, whatever happens to its bytes`(_ sample: Sample) throws {
        let seed = sample.name.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
        var chance = SplitMix64(seed: seed)
        var readCount = 0
        for _ in 0..<400 {
            let form: WireForm = chance.next().isMultiple(of: 4) ? .json : .protobuf
            let frame = mutation(of: sample.message.frame(as: form), by: &chance)
            let message: any WireMessage
            do {
                message = try sample.read(frame)
            } catch {
                #expect(!error.limit.isEmpty)
                continue
            }
            readCount += 1
            #expect(areEqual(try sample.read(message.frame), message))
        }
        #expect(readCount < 400)
    }

    @Test func `of noise is refused`() {
        var chance = SplitMix64(seed: 42)
        for sample in Sample.all {
            for length in [0, 1, 2, 3, 5, 8, 13, 100, 1000] {
                let noise = (0..<length).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
                #expect(throws: WireError.self) { try sample.read(noise) }
            }
        }
    }

    /// Flips, changes, removes, doubles or inserts a few bytes.
    private func mutation(of frame: [UInt8], by chance: inout SplitMix64) -> [UInt8] {
        var bytes = frame
        for _ in 0..<Int(1 + chance.next() % 3) where !bytes.isEmpty {
            let index = Int(chance.next() % UInt64(bytes.count))
            let byte = UInt8(truncatingIfNeeded: chance.next())
            switch chance.next() % 5 {
            case 0: bytes[index] ^= 1 << (byte & 7)
            case 1: bytes[index] = byte
            case 2: bytes.remove(at: index)
            case 3: bytes.insert(byte, at: index)
            default: bytes.insert(contentsOf: bytes[index...].prefix(Int(byte & 15)), at: index)
            }
        }
        return bytes
    }
}

extension [UInt8] {
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
