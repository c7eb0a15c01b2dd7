import FarmModel
import FarmWire
import Testing

/// A request in JSON, with the field that must be refused.
struct BadRequest: CustomTestStringConvertible, Sendable {
    let body: String
    let field: String
    var code = Refusal.Code.badField

    var testDescription: String { String(body.prefix(80)) }

    static let all: [BadRequest] = [
        film(#""prompt":"""#, "prompt"),
        film(#""prompt":" \n\t""#, "prompt"),
        film(#""prompt":"\#(String(repeating: "猫", count: 32_001))""#, "prompt"),
        film(#""prompt":"a\u0000b""#, "prompt"),
        film(#""prompt":"\u001b[31mred""#, "prompt"),
        film(#""prompt":"cat","width":1280"#, "height"),
        film(#""prompt":"cat","height":720"#, "width"),
        film(#""prompt":"cat","width":0,"height":720"#, "width"),
        film(#""prompt":"cat","width":1281,"height":720"#, "width"),
        film(#""prompt":"cat","width":1280,"height":721"#, "height"),
        film(#""prompt":"cat","width":62,"height":720"#, "width"),
        film(#""prompt":"cat","width":3842,"height":720"#, "width"),
        film(#""prompt":"cat","seconds":0"#, "seconds"),
        film(#""prompt":"cat","seconds":0.49"#, "seconds"),
        film(#""prompt":"cat","seconds":10000"#, "seconds"),
        film(#""prompt":"cat","seconds":"NaN""#, "seconds"),
        film(#""prompt":"cat","seconds":"Infinity""#, "seconds"),
        film(#""prompt":"cat","seconds":-1"#, "seconds"),
        film(#""prompt":"cat","framesPerSecond":0"#, "frames_per_second"),
        film(#""prompt":"cat","framesPerSecond":121"#, "frames_per_second"),
        film(#""prompt":"cat","quality":"best""#, "quality"),
        film(#""prompt":"cat","music":"loud""#, "music"),
        film(#""prompt":"cat","engine":"""#, "engine"),
        film(#""prompt":"cat","style":"\#(String(repeating: "x", count: 129))""#, "style"),
        BadRequest(body: #""submit":{"clientKey":"k"}"#, field: "submit.film"),
        BadRequest(body: #""submit":{"film":{"prompt":"cat"}}"#, field: "submit.client_key"),
        BadRequest(
            body: #""submit":{"clientKey":"k","priority":101,"film":{"prompt":"cat"}}"#,
            field: "submit.priority"),
        BadRequest(
            body: #""submit":{"clientKey":"k","title":"a\nb","film":{"prompt":"cat"}}"#,
            field: "submit.title"),
        BadRequest(body: #""show":{}"#, field: "show.job"),
        BadRequest(body: #""list":{"limit":0}"#, field: "list.limit"),
        BadRequest(body: #""list":{"limit":501}"#, field: "list.limit"),
        BadRequest(body: #""list":{"states":["done"]}"#, field: "list.states[0]"),
        BadRequest(body: #""watch":{"job":1}"#, field: "watch.credit"),
        BadRequest(body: #""watch":{"job":1,"credit":10001}"#, field: "watch.credit"),
        BadRequest(
            body: #""watch":{"afterSequence":1,"credit":1}"#, field: "watch.after_sequence"),
        BadRequest(body: #""media":{"job":1}"#, field: "media.part"),
        BadRequest(
            body: #""media":{"job":1,"chunk":{"track":"text"}}"#, field: "media.chunk.track"),
        BadRequest(
            body: #""media":{"job":1,"chunk":{"track":"video","index":10000}}"#,
            field: "media.chunk.index"),
        BadRequest(body: #""join":{"name":"a"}"#, field: "join.public_key"),
        BadRequest(
            body: #""createJoinToken":{"role":"joiner"}"#, field: "create_join_token.role"),
        BadRequest(
            body: #""createJoinToken":{"role":"worker","lifetimeMs":"0"}"#,
            field: "create_join_token.lifetime_ms"),
        BadRequest(body: #""entitle":{}"#, field: "entitle.level"),
        BadRequest(
            body: #""entitle":{"level":{"team":""}}"#, field: "entitle.level.team"),
        BadRequest(
            body: #""entitle":{"level":{"farm":{}},"weight":1001}"#, field: "entitle.weight"),
        BadRequest(
            body: #""entitle":{"level":{"farm":{}},"lift":["all"]}"#, field: "entitle.lift[0]"),
        BadRequest(
            body: #""entitle":{"level":{"farm":{}},"quota":{"submitRate":{"count":1}}}"#,
            field: "entitle.quota.submit_rate.period_ms"),
        BadRequest(body: #""accounts":{"limit":0}"#, field: "accounts.limit"),
        BadRequest(body: #""usage":{"level":{}}"#, field: "usage.level"),
        BadRequest(body: #""colour":{}"#, field: "", code: .malformed),
        BadRequest(body: #""show":{"job":-1}"#, field: "", code: .malformed),
        BadRequest(body: #""show":[]"#, field: "", code: .malformed),
    ]

    private static func film(_ fields: String, _ field: String) -> BadRequest {
        BadRequest(
            body: #""submit":{"clientKey":"k","film":{\#(fields)}}"#,
            field: "submit.film.\(field)")
    }
}

@Suite struct `A bound` {
    @Test(arguments: BadRequest.all)
    func `names the field that breaks it`(_ bad: BadRequest) throws {
        let frame = Array(#"{"version":1,"correlation":"77",\#(bad.body)}"#.utf8)
        let error = try #require(throws: WireError.self) { try ClientRequest(frame: frame) }
        #expect(error.field.prefix { $0 != "," } == bad.field)
        #expect(error.code == bad.code)
        #expect(bad.code == .malformed || error.correlation == 77)
        #expect(error.refusal.message.utf8.count < 1000)
    }

    @Test func `lets what touches it pass`() throws {
        let fields =
            #""prompt":"\#(String(repeating: "猫", count: 32_000))","width":64,"height":3840"#
            + #","seconds":600,"framesPerSecond":120"#
        let frame = Array(
            #"{"version":1,"submit":{"clientKey":"k","film":{\#(fields)}}}"#.utf8)
        guard case .submit(let submit) = try ClientRequest(frame: frame).body,
            case .film(let film) = submit.work
        else {
            Issue.record("no film")
            return
        }
        #expect(film.format.frameCount == Limits.filmFrames)
        #expect(film.prompt.unicodeScalars.count == 32_000)
    }

    @Test func `on the whole message is checked before it is read`() throws {
        let frame = [UInt8](repeating: UInt8(ascii: "{"), count: Limits.clientRequestBytes + 1)
        let error = try #require(throws: WireError.self) { try ClientRequest(frame: frame) }
        #expect(error.code == .tooLarge)
        #expect(error.value == "1048577 bytes long")
    }

    @Test func `on nesting ends a bomb of brackets`() {
        let bomb = Array(String(repeating: "{\"show\":", count: 100_000).utf8)
        #expect(throws: WireError.self) { try ClientRequest(frame: bomb) }
        let list = Array((#"{"version":1,"show":"# + String(repeating: "[", count: 900_000)).utf8)
        #expect(throws: WireError.self) { try ClientRequest(frame: list) }
    }

    @Test func `on the number of fields holds before memory is spent`() throws {
        // A result of two million empty tasks: `6: {2: {} 2: {} …}`, after version and worker.
        let tasks = [UInt8](repeating: 0, count: 2_000_000).flatMap { _ in [0x12, 0x00] as [UInt8] }
        var length: [UInt8] = []
        var rest = tasks.count
        while rest > 127 {
            length.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        length.append(UInt8(rest))
        let frame = [0x08, 1, 0x19, 1, 0, 0, 0, 0, 0, 0, 0, 0x32] + length + tasks
        let error = try #require(throws: WireError.self) { try WorkerStatement(frame: frame) }
        #expect(error.code == .tooLarge)
        #expect(error.value == "2000000 fields long")
    }

    @Test func `keeps a worker from speaking for another`() throws {
        let foreign = Lease.Token(task: 1, worker: 6, attempt: 1)
        let bodies: [WorkerStatement.Body] = [
            .returned(foreign), .failed(foreign, Sample.failure, computeTime: .zero),
            .result(foreign, Job.Outcome(chunkCount: 0, computeTime: .zero)),
            .heartbeat([.init(token: foreign, fraction: 0, framesPerSecond: 0)]),
            .hello(Sample.announcement, holding: [foreign]),
        ]
        for body in bodies {
            let frame = WorkerStatement(worker: 5, body).frame
            let error = try #require(throws: WireError.self) { try WorkerStatement(frame: frame) }
            #expect(error.field.hasSuffix("token.worker") || error.field.hasSuffix("].worker"))
        }
    }

    @Test func `keeps dependencies within their list`() throws {
        var task = Sample.task
        task.dependencies = [1]
        let outcome = Job.Outcome(followUps: [task], chunkCount: 0, computeTime: .zero)
        let frame = WorkerStatement(worker: Sample.token.worker, .result(Sample.token, outcome))
            .frame
        let error = try #require(throws: WireError.self) { try WorkerStatement(frame: frame) }
        #expect(error.field == "result.follow_ups[0].dependencies[0]")
    }

    @Test func `cuts and cleans our own words, so that they always arrive`() throws {
        let long = String(repeating: "\u{1B}[31m红", count: 3000)
        let reply = ClientReply(correlation: 1, .refused(Refusal(.unavailable, long)))
        guard case .refused(let refusal) = try ClientReply(frame: reply.frame).body else {
            Issue.record("no refusal")
            return
        }
        #expect(refusal.message.unicodeScalars.count == Limits.messageScalars)
        #expect(!refusal.message.unicodeScalars.contains("\u{1B}"))
    }
}

@Suite struct `A version` {
    @Test(arguments: [0, 2, 3, UInt32.max])
    func `that is not spoken here is refused with those that are`(_ version: UInt32) throws {
        let frame = Array(#"{"version":\#(version),"correlation":5,"status":{}}"#.utf8)
        let error = try #require(throws: WireError.self) { try ClientRequest(frame: frame) }
        #expect(error.code == .unsupportedVersion)
        #expect(error.limit == "1 to 1")
        #expect(error.correlation == 5)
        #expect(
            error.refusal.message.hasSuffix(
                version > WireProtocol.version
                    ? "the scheduler before workers and clients" : "upgrade the sender"))
    }
}
