import FarmModel
import FarmWire
import Testing

@Suite struct `A correlation id` {
    @Test(arguments: [UInt64(0), 1, 127, 128, 300, .max])
    func `is found without decoding, in either form`(_ id: UInt64) {
        let request = ClientRequest(correlation: id, .show(12))
        #expect(Correlation.peek(request.frame) == id)
        #expect(Correlation.peek(request.frame(as: .json)) == id)
    }

    @Test(arguments: [
        (#"{"correlation":7,"shew":{}}"#, UInt64(7)),
        (#"{"version":1, "correlation" : "18" , "nonsense"#, 18),
        (#"{"correlation":-1}"#, 0), (#"{"correlation":99999999999999999999}"#, 0),
        (#"{"title":"\"correlation\":5"}"#, 0), ("{", 0), (#"{"correlation"#, 0),
        (#"{"correlation":"#, 0),
    ])
    func `is found in JSON that means nothing`(text: String, id: UInt64) {
        #expect(Correlation.peek(Array(text.utf8)) == id)
    }

    @Test func `answers a JSON request that cannot be read`() throws {
        let frame = Array(#"{"version":1,"correlation":41,"submitt":{}}"#.utf8)
        let error = try #require(throws: WireError.self) { try ClientRequest(frame: frame) }
        #expect(error.correlation == 41)
        let cut = ClientRequest(correlation: 300, .show(12)).frame.dropLast()
        let other = try #require(throws: WireError.self) { try ClientRequest(frame: Array(cut)) }
        #expect(other.correlation == 300)
    }

    @Test func `is 0 for bytes that are no message`() {
        #expect(Correlation.peek([]) == 0)
        #expect(Correlation.peek([0x10]) == 0)
        #expect(Correlation.peek([UInt8](repeating: 0xFF, count: 100_000)) == 0)
        #expect(Correlation.peek([0x10] + [UInt8](repeating: 0x80, count: 20)) == 0)
    }
}
