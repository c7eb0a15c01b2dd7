import FarmModel
import FarmWire
import Foundation
import Testing

@Suite struct `The protocol's document` {
    private let lines: [Substring]

    init() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/PROTOCOL.md")
        lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    }

    @Test func `shows requests and replies that are real`() throws {
        let requests = lines.filter { $0.hasPrefix("→ ") }.map { Array($0.dropFirst(2).utf8) }
        let replies = lines.filter { $0.hasPrefix("← ") }.map { Array($0.dropFirst(2).utf8) }
        #expect(requests.count == 2 && replies.count == 4)
        for frame in requests { _ = try ClientRequest(frame: frame) }
        for frame in replies {
            #expect(try ClientReply(frame: frame).frame(as: .json) == frame)
        }
    }

    @Test func `shows bytes that are real`() throws {
        let start = try #require(lines.firstIndex { $0.hasPrefix("## Fixed bytes") })
        let digits = lines[start...].filter { $0.first?.isHexDigit ?? false }
            .flatMap { $0.prefix(14).filter { !$0.isWhitespace } }
        let frame = ClientRequest(correlation: 300, .show(12)).frame
        #expect(String(digits) == frame.hexadecimal)
    }

    @Test func `names every code of a refusal`() {
        let codes: [Refusal.Code] = [
            .malformed, .badField, .tooLarge, .unsupportedVersion, .forbidden, .unknown, .notNow,
            .overLimit, .unavailable, .digestMismatch, .outOfOrder, .staleLease, .badTicket,
        ]
        for code in codes {
            #expect(lines.contains { $0.hasPrefix("| `\(code.rawValue)` |") })
        }
    }
}
