import Director
import FarmLoad
import FarmMedia
import FarmModel
import FarmSettings
import FarmTransport
import FarmWire
import Foundation

// libFuzzer calls `fuzz` with bytes of its making; `scripts/fuzz` builds and runs it. A target must take
// any bytes: a trap, a leak of memory beyond the limit, or a run of ten seconds is a finding.

/// A decoder of bytes from outside.
///
/// What it reads must say the same after it is written and read again.
private struct Target: Sendable {
    let name: String
    let feed: @Sendable ([UInt8]) -> Void

    init(_ name: String, _ feed: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.feed = feed
    }

    static func message<Message: WireMessage>(_ name: String, _ type: Message.Type) -> Target {
        Target(name) { bytes in
            do throws(WireError) {
                let message = try Message(frame: bytes)
                for form in [WireForm.protobuf, .json] {
                    let again = try Message(frame: message.frame(as: form))
                    precondition(again.frame == message.frame, "\(form) of \(message)")
                }
            } catch {
                precondition(!error.description.isEmpty)
            }
        }
    }

    static let all: [Target] = [
        message("request", ClientRequest.self), message("reply", ClientReply.self),
        message("statement", WorkerStatement.self), message("order", WorkerOrder.self),
        message("media-request", MediaRequest.self), message("media-reply", MediaReply.self),
        Target("bundle") { bytes in
            _ = Correlation.peek(bytes)
            do {
                guard let messages = try Bundle.messages(in: bytes) else { return }
                for message in messages { _ = try ClientRequest(frame: message) }
            } catch {}
        },
        Target("ticket") { bytes in
            let secret = TicketSecret(bytes: [UInt8](repeating: 7, count: 32))
            do {
                _ = try MediaTicket(
                    sealed: bytes, with: secret, at: Instant(milliseconds: 1_790_000_000_000))
            } catch {}
        },
        Target("token") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            _ = PublicKey(text: text)
            _ = Endpoint(text)
            do {
                let again = try JoinToken(text: text).text
                precondition(again == text, again)
            } catch {}
        },
        Target("keys") { bytes in
            let path = "/dev/shm/reelmill-fuzz-\(getpid())"
            FileManager.default.createFile(
                atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
            do { _ = try KeyPair(file: path) } catch {}
            do { _ = try KeyRing(file: path).members } catch {}
            do { _ = try FarmAddress(file: path) } catch {}
        },
        Target("settings") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            var layers = Layers(Knobs.catalogue, usual: Knobs())
            do { try layers.read(yaml: text, path: "f") } catch { return }
            var again = Layers(Knobs.catalogue, usual: Knobs())
            do {
                try again.read(yaml: layers.yaml, path: "f")
                precondition(again.settings == layers.settings, layers.yaml)
            } catch {
                preconditionFailure("\(error) in \(layers.yaml)")
            }
        },
        Target("scenario") { bytes in
            do { _ = try Scenario(yaml: String(decoding: bytes, as: UTF8.self)) } catch {}
        },
        Target("storyboard") { bytes in
            do {
                let storyboard = try StoryboardDocument.decode(bytes)
                let text = StoryboardDocument.encode(storyboard)
                let again = try StoryboardDocument.decode(text)
                precondition(StoryboardDocument.encode(again) == text, text)
            } catch {}
        },
        Target("prompt") { bytes in
            do {
                guard let director else { preconditionFailure("the vocabulary is damaged") }
                let text = String(String(decoding: bytes, as: UTF8.self).prefix(2000))
                _ = try director.understanding(of: text)
                let format = FilmFormat(width: 640, height: 360, seconds: 4)
                let storyboard = try director.storyboard(
                    for: FilmRequest(prompt: text, format: format, seed: 1))
                _ = try StoryboardDocument.decode(StoryboardDocument.encode(storyboard))
            } catch {}
        },
        Target("chunk") { bytes in
            do {
                _ = try MediaProbe(.bytes(bytes))
                var decoder = try FrameDecoder(
                    .bytes(bytes), size: PixelSize(width: 64, height: 64))
                for _ in 0..<3 where try decoder.next() == nil { return }
            } catch {}
        },
    ]

    static let director: FilmDirector? = {
        do { return try FilmDirector() } catch { return nil }
    }()

    static let chosen: Target = {
        let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
        guard let target = all.first(where: { $0.name == name }) else {
            preconditionFailure("FUZZ_TARGET must be one of \(all.map(\.name))")
        }
        return target
    }()
}

/// A setting of each kind.
private struct Knobs: Equatable {
    var port = 7420
    var host: String?
    var tags: [String] = []
    var lease = Duration.seconds(15)
    var keep = Duration.seconds(86_400)
    var share = 0.5
    var local = false
    var level = "info"

    typealias Knob = FarmSettings.Setting<Knobs>

    static let catalogue: [Knob] = numbers + words

    private static let numbers: [Knob] = [
        Knob("port", \.port, SettingKind<Int>.integer(1...65_533), .atRestart, ""),
        Knob("share", \.share, SettingKind<Double>.number(0...1), .atReload, ""),
        Knob("local", \.local, SettingKind<Bool>.flag, .atReload, ""),
    ]

    private static let words: [Knob] = [
        Knob("host", \.host, SettingKind<String?>.orNone(.words()), .atRestart, ""),
        Knob("tag", \.tags, SettingKind<[String]>.list(atMost: 8), .atRestart, ""),
        Knob("lease", \.lease, SettingKind<Duration>.time(terms), .atReload, ""),
        Knob("keep-days", \.keep, SettingKind<Duration>.days(0...36_500), .atReload, ""),
        Knob("level", \.level, SettingKind<String>.choice(["info", "debug"]), .atReload, ""),
    ]

    private static let terms = Duration.seconds(5)...Duration.seconds(3600)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Target.chosen.feed([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
