import FarmModel
import FarmWire
import Testing

@Suite struct `The JSON form` {
    @Test func `of a submission needs no more than a key and a prompt`() throws {
        let text =
            #"{"version":1,"correlation":1,"submit":{"clientKey":"a","film":{"prompt":"a cat"}}}"#
        let request = try ClientRequest(frame: Array(text.utf8))
        let film = FilmRequest(
            prompt: "a cat", format: FilmFormat(width: 1280, height: 720, seconds: 6), seed: 0)
        #expect(
            request
                == ClientRequest(correlation: 1, .submit(.init(clientKey: "a", .film(film)))))
    }

    @Test func `takes numbers as numbers or as text, and both spellings of a name`() throws {
        let plain = #"{"version":1,"watch":{"job":12,"after_sequence":3,"credit":9}}"#
        let proto = #"{"version":1,"watch":{"job":"12","afterSequence":"3","credit":9}}"#
        let request = ClientRequest(
            correlation: 0, .watch(.init(job: 12, afterSequence: 3, credit: 9)))
        #expect(try ClientRequest(frame: Array(plain.utf8)) == request)
        #expect(try ClientRequest(frame: Array(proto.utf8)) == request)
    }

    @Test func `of a reply is one line that a program can read`() {
        let reply = ClientReply(correlation: 9, .submitted(12, .new))
        let text = String(decoding: reply.frame(as: .json), as: UTF8.self)
        #expect(text == #"{"version":1,"correlation":"9","submitted":{"job":"12"}}"#)
        let event = String(
            decoding: Sample.event(.phase(.running)).frame(as: .json), as: UTF8.self)
        #expect(
            event
                == #"{"version":1,"correlation":"4","event":{"sequence":"18","job":"12","#
                + #""atMs":"1700000002000","phase":"running"}}"#)
    }

    @Test func `never holds a line end`() {
        for sample in Sample.all {
            #expect(!sample.message.frame(as: .json).contains(UInt8(ascii: "\n")))
        }
    }
}
