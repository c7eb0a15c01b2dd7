import FarmModel
import FarmSettings
import Foundation
import SchedulerService
import Testing

@Suite struct `A configuration` {
    private func layers(
        _ yaml: String = "", flags: [(String, String)] = []
    ) throws -> Layers<SchedulerSettings> {
        var layers = Layers(SchedulerSettings.catalogue, usual: SchedulerSettings())
        try layers.read(yaml: yaml, path: "mill.yaml")
        for (key, word) in flags { try layers.override(key, with: word) }
        return layers
    }

    @Test func `is the usual one where nothing is written`() throws {
        #expect(try layers().settings == SchedulerSettings())
        #expect(try layers("# nothing\n").settings == SchedulerSettings())
        #expect(try layers("port:\nhost: null\nlease: ~\n").settings == SchedulerSettings())
    }

    @Test func `puts flags before the file and the file before what is usual`() throws {
        let layers = try layers(
            "port: 8000\nbind: 0.0.0.0\n", flags: [("port", "9000"), ("log-level", "debug")])
        #expect(layers.settings.port == 9000)
        #expect(layers.settings.bind == "0.0.0.0")
        #expect(layers.settings.logLevel == "debug")
        #expect(layers.settings.logFormat == "text")
        #expect(layers.origin(of: "port") == .flag("--port"))
        #expect(layers.origin(of: "bind") == .file(path: "mill.yaml", line: 2))
        #expect(layers.origin(of: "lease") == .usual)
    }

    @Test(arguments: [
        ("prot: 1", "mill.yaml:1: unknown key `prot`; did you mean `port`?"),
        (
            "port: 8000\nkeep_days: 3",
            "mill.yaml:2: unknown key `keep_days`; did you mean `keep-days`?"
        ),
        ("port: 70000", "mill.yaml:1: `port` is 70000, but must be 1 to 65533"),
        ("port: many", "mill.yaml:1: `port` is many, but must be 1 to 65533"),
        ("local: yes", "mill.yaml:1: `local` is yes, but must be true or false"),
        ("\n\nlog-format: xml", "mill.yaml:3: `log-format` is xml, but must be text, json"),
        (
            "lease: 15",
            "mill.yaml:1: `lease` is 15, but must be 5s to 1h, as 500ms, 15s, 10m, 4h or 30d"
        ),
        (
            "lease: 1s",
            "mill.yaml:1: `lease` is 1s, but must be 5s to 1h, as 500ms, 15s, 10m, 4h or 30d"
        ),
        ("keep-days: nan", "mill.yaml:1: `keep-days` is nan, but must be 0 to 36500"),
        ("port: 1\nport: 2", "mill.yaml:2: `port` is set more than once"),
        (
            "port: {first: 1}",
            "mill.yaml:1: `port` must have one value or a list of them, nothing below it"
        ),
        ("- port", "mill.yaml:1: a configuration is a list of `key: value`, one a line"),
        ("host: \"\"", "mill.yaml:1: `host` is , but must be 1 to 255 bytes on one line"),
    ])
    func `refuses what it cannot mean by file, line and key`(yaml: String, message: String) throws {
        let error = try #require(throws: SettingsError.self) { try layers(yaml) }
        #expect(error.description == message)
    }

    @Test func `names all keys where none is near, and says where YAML ends`() throws {
        let far = try #require(throws: SettingsError.self) { try layers("zzzzzzzzz: 1") }
        #expect(far.description.contains("known are: data, local, bind"))
        let broken = try #require(throws: SettingsError.self) { try layers("port: 1\nbind: [") }
        #expect(broken.description.contains("not YAML"))
        let deep = String(repeating: "[", count: 200_000)
        #expect(throws: SettingsError.self) { try layers("port: \(deep)") }
    }

    @Test func `names the flag that is wrong`() throws {
        let bad = try #require(throws: SettingsError.self) { try layers(flags: [("port", "0")]) }
        #expect(bad.description == "--port is 0, but must be 1 to 65533")
    }

    @Test func `is printed as a file that says the same`() throws {
        let written = try layers(
            """
            data: "/srv/a farm"
            host: mill.example
            port: 8000
            lease: 90s
            keep-days: 0.5
            retry-pause: 250ms
            metrics: "[::1]:7430"
            log-level: trace
            """)
        let again = try layers(written.yaml)
        #expect(again.settings == written.settings)
        #expect(written.yaml.contains("lease: 90s"))
        #expect(written.yaml.contains("# mill.yaml:3\n"))
        #expect(written.yaml.split(separator: "\n").count == SchedulerSettings.catalogue.count)
    }

    @Test(arguments: [
        "\"\u{301}\\\u{301}", "\u{1F3A5} 磨坊", "\u{AD}\u{200B}", "-", "#", "a: b", "null", "~",
    ])
    func `is printed as a file that says the same, whatever a word is made of`(
        word: String
    ) throws {
        var written = try layers("keep-days: 0.3333333")
        try written.override(assignment: "host=\(word)")
        let again = try layers(written.yaml)
        #expect(again.settings == written.settings)
        #expect(again.settings.host.map { Array($0.unicodeScalars) } == Array(word.unicodeScalars))
    }

    @Test(arguments: ["a\u{2028}b", "\u{85}x", "\u{FEFF}mill", "\u{7F}", "a\nb"])
    func `refuses words that are more than a line`(word: String) throws {
        var settings = try layers()
        #expect(throws: SettingsError.self) {
            try settings.override(assignment: "host=\(word)")
        }
    }

    @Test func `tells what a changed file changes, and when`() throws {
        let changes = try layers("port: 8000\nlease: 30s\n").changes(in: layers("lease: 1m"))
        #expect(changes.map(\.key) == ["port", "lease"])
        #expect(changes.map(\.force) == [.atRestart, .atReload])
        #expect(changes.map(\.new) == ["7420", "1m"])
    }

    @Test func `has each of its keys in docs OPERATING, as the code has them`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/OPERATING.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let usual = SchedulerSettings()
        let rows = SchedulerSettings.catalogue.map { setting in
            let value = setting.text(in: usual) ?? ""
            return "| `\(setting.key)` | \(value) | \(setting.allowed) | \(setting.force.rawValue) "
                + "| \(setting.about) |"
        }
        let missing = rows.filter { !text.contains($0 + "\n") }
        #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
        let keys = text.split(separator: "\n").filter {
            $0.hasPrefix("| `") && ($0.contains("| reload |") || $0.contains("| restart |"))
        }
        #expect(keys.count == rows.count)
    }

    @Test func `is in deploy as an example that can be read and changes nothing`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "deploy/reelmill.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        var usual = SchedulerSettings()
        usual.data = "/var/lib/reelmill"
        usual.metrics = "127.0.0.1:7430"
        #expect(try layers(text).settings == usual)
        let all = text.replacing(#/(?m)^# ?([a-z-]+:)/#) { String($0.1) }
        #expect(try layers(all).settings == usual)
        let missing = SchedulerSettings.catalogue.map(\.key).filter { !all.contains("\n\($0): ") }
        #expect(missing.isEmpty)
    }
}
