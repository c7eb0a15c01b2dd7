import FarmModel
import FarmWire
import Testing

/// Several messages in one frame.
@Suite struct `A bundle` {
    private static let messages: [[UInt8]] = [
        [], [1], Array(repeating: 7, count: 127), Array(repeating: 8, count: 128),
        Array(repeating: 9, count: 20_000), ClientRequest(correlation: 3, .status).frame,
    ]

    @Test func `gives back its messages in order`() throws {
        var bundle = Bundle()
        for message in Self.messages { bundle.append(message) }
        #expect(bundle.count == Self.messages.count)
        let read = try #require(try Bundle.messages(in: bundle.bytes))
        #expect(read.map(\.count) == Self.messages.map(\.count))
        #expect(read.elementsEqual(Self.messages))
    }

    @Test func `is the protobuf message Bundle`() {
        var bundle = Bundle()
        bundle.append([1, 2, 3])
        bundle.append([])
        bundle.append(Array(repeating: 5, count: 300))
        let expected: [UInt8] =
            [0x7A, 3, 1, 2, 3, 0x7A, 0, 0x7A, 0xAC, 0x02] + Array(repeating: 5, count: 300)
        #expect(bundle.bytes.elementsEqual(expected))
    }

    @Test func `of one message is sent as that message`() {
        var bundle = Bundle()
        bundle.append([8, 1, 16, 2])
        #expect(bundle.frame == [8, 1, 16, 2])
        bundle.append([8, 1])
        #expect(bundle.frame == [0x7A, 4, 8, 1, 16, 2, 0x7A, 2, 8, 1])
        bundle.removeAll()
        #expect(bundle.isEmpty && bundle.bytes.isEmpty)
        bundle.append([8, 3])
        #expect(bundle.frame == [8, 3])
    }

    @Test(arguments: [
        [], ClientRequest(correlation: 3, .status).frame,
        ClientRequest(correlation: 3, .status).frame(as: .json),
    ])
    func `is told from a message by its first byte`(frame: [UInt8]) throws {
        #expect(try Bundle.messages(in: frame) == nil)
    }

    @Test(
        arguments: [
            [0x7A], [0x7A, 5, 1], [0x7A, 0x80], [0x7A, 1, 1, 0x08],
            [0x7A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0x7A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
        ] as [[UInt8]])
    func `that is cut or not one is refused`(frame: [UInt8]) {
        let error = #expect(throws: WireError.self) { try Bundle.messages(in: frame) }
        #expect(error?.code == .malformed)
    }

    @Test func `has room for a bounded number of messages and bytes`() throws {
        var bundle = Bundle()
        #expect(bundle.hasRoom(for: 100, in: 111))
        #expect(!bundle.hasRoom(for: 101, in: 111))
        for _ in 0..<Limits.bundleMessages { bundle.append([1]) }
        #expect(!bundle.hasRoom(for: 1, in: 1 << 20))
        #expect(try Bundle.messages(in: bundle.bytes)?.count == Limits.bundleMessages)
        bundle.append([1])
        let error = #expect(throws: WireError.self) { try Bundle.messages(in: bundle.bytes) }
        #expect(error?.code == .tooLarge)
    }

    @Test func `survives any cut and any flipped bit`() {
        var bundle = Bundle()
        for message in Self.messages.prefix(4) { bundle.append(message) }
        let bytes = bundle.bytes
        var refused = 0
        for end in 0..<bytes.count { refused += reads(Array(bytes[..<end])) ? 0 : 1 }
        for place in 0..<bytes.count {
            for bit in 0..<8 {
                var bent = bytes
                bent[place] ^= 1 << bit
                refused += reads(bent) ? 0 : 1
            }
        }
        #expect(refused > 200)
    }

    private func reads(_ frame: [UInt8]) -> Bool {
        do {
            _ = try Bundle.messages(in: frame)
            return true
        } catch {
            return false
        }
    }
}
