import Director
import FarmModel
import Testing

@Suite struct `A storyboard document` {
    let studio: Studio

    init() throws {
        studio = try Studio()
    }

    static let whole = Storyboard(
        title: "Tab\t, \"quote\", \\ and 猫 🐱", language: .chinese,
        format: FilmFormat(width: 720, height: 1280, framesPerSecond: 24, seconds: 5.5),
        seed: .max, style: "anime", mood: "calm",
        cast: [
            CastMember(
                id: "a", concept: "cat", count: 2,
                traits: Traits(
                    color: "orange", scale: 0.75, age: "baby", mood: "happy",
                    clothing: [.init(name: "hat", color: "red"), .init(name: "scarf")])),
            CastMember(id: "b", concept: "bubble"),
        ],
        shots: [
            Shot(
                seconds: 2.5,
                setting: Setting(
                    place: "meadow", time: .goldenHour, weather: .clouds, season: .autumn,
                    wind: 0.25),
                subjects: [
                    ShotSubject(
                        cast: "a", action: "chase", target: "b",
                        props: [.init(name: "ball", color: "red")], position: .left)
                ],
                camera: CameraPlan(
                    move: .pushIn, from: .extremeWide, to: .extremeCloseUp, angle: .topDown,
                    speed: 0.5),
                transition: .dissolve, dialogue: [DialogueLine(speaker: "a", text: "喵")],
                caption: "第一幕"),
            Shot(
                seconds: 3, setting: Setting(place: "surf", time: .night, weather: .storm),
                subjects: [], camera: CameraPlan(move: .static, from: .full, to: .full)),
        ],
        sound: SoundPlan(
            music: .init(mood: "calm", tempo: 72), ambience: ["waves"], effects: ["splash"]),
        notes: ["一"])

    @Test func `comes back as it went`() throws {
        let text = StoryboardDocument.encode(Self.whole)
        #expect(try StoryboardDocument.decode(text) == Self.whole)
        #expect(try StoryboardDocument.decode(Array(text.utf8)) == Self.whole)
        #expect(try StoryboardDocument.encode(StoryboardDocument.decode(text)) == text)
    }

    @Test func `is canonical`() {
        let text = StoryboardDocument.encode(Self.whole)
        #expect(text.hasPrefix("{\n  \"cast\": [\n    {\n      \"concept\": \"cat\",\n"))
        #expect(text.contains("\"seed\": 18446744073709551615"))
        #expect(text.contains("\"season\": \"autumn\""))
        #expect(!text.contains("null"))
    }

    @Test func `needs little more than places and lengths`() throws {
        let board = try StoryboardDocument.decode(
            #"{"version": 1, "shots": [{"seconds": 4, "setting": {"place": "surf"}}]}"#)
        #expect(board.shots.count == 1)
        #expect(board.shots[0].setting == Setting(place: "surf", time: .afternoon, weather: .clear))
        #expect(board.format.seconds == 4)
        #expect(board.style == "realistic")
    }

    static let spoiled: [(from: String, to: String, path: String)] = [
        ("\"version\": 1", "\"version\": 2", "version"),
        ("\"version\": 1", "\"revision\": 1", ""),
        ("\"title\": \"Tab", "\"title\": 5, \"x\": \"", ""),
        ("\"language\": \"zh\"", "\"language\": \"fr\"", "language"),
        ("\"width\": 720", "\"width\": 4", "format.width"),
        ("\"framesPerSecond\": 24", "\"framesPerSecond\": 2.5", "format.framesPerSecond"),
        ("\"seconds\": 5.5", "\"seconds\": 9999", "format.seconds"),
        ("\"seed\": 18446744073709551615", "\"seed\": -1", "seed"),
        ("\"count\": 2", "\"count\": 13", "cast[0].count"),
        ("\"id\": \"b\"", "\"id\": \"a\"", "cast[1].id"),
        ("\"concept\": \"bubble\"", "\"concept\": \"\"", "cast[1].concept"),
        ("\"scale\": 0.75", "\"scale\": 1e9", "cast[0].traits.scale"),
        ("\"age\": \"baby\"", "\"age\": \"ancient\"", "cast[0].traits.age"),
        ("\"mood\": \"happy\"", "\"mood\": \"so-so\"", "cast[0].traits.mood"),
        ("\"name\": \"scarf\"", "\"color\": \"scarf\"", "cast[0].traits.clothing[1]"),
        ("\"move\": \"push-in\"", "\"move\": \"spin\"", "shots[0].camera.move"),
        ("\"angle\": \"top-down\"", "\"angle\": true", "shots[0].camera.angle"),
        ("\"from\": \"extreme-wide\"", "\"from\": \"huge\"", "shots[0].camera.from"),
        ("\"speed\": 0.5", "\"speed\": 0", "shots[0].camera.speed"),
        ("\"time\": \"golden-hour\"", "\"time\": \"tea\"", "shots[0].setting.time"),
        ("\"weather\": \"storm\"", "\"weather\": \"frogs\"", "shots[1].setting.weather"),
        ("\"wind\": 0.25", "\"wind\": 4", "shots[0].setting.wind"),
        ("\"season\": \"autumn\"", "\"season\": \"fall\"", "shots[0].setting.season"),
        ("\"place\": \"surf\"", "\"place\": 1", "shots[1].setting.place"),
        ("\"target\": \"b\"", "\"target\": \"z\"", "shots[0].subjects[0].target"),
        ("\"position\": \"left\"", "\"position\": \"port\"", "shots[0].subjects[0].position"),
        ("\"speaker\": \"a\"", "\"speaker\": \"z\"", "shots[0].dialogue[0].speaker"),
        ("\"transition\": \"dissolve\"", "\"transition\": \"wipe\"", "shots[0].transition"),
        ("\"seconds\": 2.5", "\"seconds\": 0", "shots[0].seconds"),
        ("\"seconds\": 2.5", "\"seconds\": 598", "shots"),
        ("\"tempo\": 72", "\"tempo\": 900", "sound.music.tempo"),
        ("\"ambience\": [", "\"ambience\": [7, ", "sound.ambience[0]"),
        ("\"notes\": [", "\"notes\": [[], ", "notes[0]"),
        ("\"shots\": [", "\"shots\": [], \"notes2\": [", ""),
    ]

    @Test(arguments: spoiled)
    func `that is wrong is refused with the path`(
        _ spoiled: (from: String, to: String, path: String)
    ) throws {
        let text = StoryboardDocument.encode(Self.whole)
        let range = try #require(text.firstRange(of: spoiled.from))
        let changed = text.replacingCharacters(in: range, with: spoiled.to)
        let error = #expect(throws: DirectorError.self) {
            try StoryboardDocument.decode(changed)
        }
        guard case .storyboardInvalid(let path, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == spoiled.path, "\(reason)")
        #expect(!reason.isEmpty)
    }

    @Test func `says what would be allowed`() {
        let text = #"""
            {"version": 1, "shots": [{"seconds": 1, "setting": {"place": "surf"},
             "camera": {"move": "spin"}}]}
            """#
        let error = #expect(throws: DirectorError.self) { try StoryboardDocument.decode(text) }
        let message = error.map(\.description) ?? ""
        #expect(
            message.hasPrefix("storyboard: shots[0].camera.move: unknown value \"spin\"; one of"))
        #expect(message.contains("push-in"))
    }

    @Test(arguments: [
        ("", "line 1, column 1"), ("{", "line 1, column 2"), ("{\"a\": 1,}", "line 1, column 9"),
        ("{\n\"a\": 01}", "line 2, column 8"), ("[1] x", "line 1, column 5"),
        ("\"\\q\"", "line 1, column 4"), ("\"\\ud800\"", "line 1, column 8"),
        ("{\"a\":1,\"a\":2}", "line 1, column 11"),
    ])
    func `that is no JSON is refused with line and column`(_ text: String, _ place: String) {
        let error = #expect(throws: DirectorError.self) { try StoryboardDocument.decode(text) }
        guard case .storyboardInvalid(let path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == place)
    }

    @Test func `is bounded in depth and size`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: DirectorError.self) { try StoryboardDocument.decode(deep) }
        let large = String(repeating: " ", count: 2_000_000)
        #expect(throws: DirectorError.self) { try StoryboardDocument.decode(large) }
    }

    @Test func `cut anywhere is refused`() {
        let bytes = Array(StoryboardDocument.encode(Self.whole).utf8)
        for length in stride(from: 0, to: bytes.count - 2, by: 7) {
            #expect(throws: DirectorError.self) {
                try StoryboardDocument.decode(Array(bytes[..<length]))
            }
        }
    }

    @Test func `stands in for the prompt, in the format of the request`() throws {
        var request = studio.request("一只狗", seconds: 11)
        request.storyboard = StoryboardDocument.encode(Self.whole)
        let board = try studio.director.storyboard(for: request)
        #expect(board.cast == Self.whole.cast)
        #expect(board.shots.map(\.seconds) == [5, 6])
        #expect(board.format == request.format)
        #expect(board.seed == 7)
    }

    @Test func `may name what is not drawn yet, but nothing unknown`() throws {
        var board = Self.whole
        board.cast[0].concept = "antelope"
        var request = studio.request("")
        request.storyboard = StoryboardDocument.encode(board)
        let staged = try studio.director.storyboard(for: request)
        #expect(staged.cast[0].concept == "deer")
        #expect(staged.notes == ["一", "“羚羊”：画成鹿"])
        board.shots[1].setting.place = "narnia"
        request.storyboard = StoryboardDocument.encode(board)
        let error = #expect(throws: DirectorError.self) {
            try studio.director.storyboard(for: request)
        }
        guard case .storyboardInvalid(let path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == "shots[1].setting.place")
    }
}

extension String {
    fileprivate func firstRange(of part: String) -> Range<Index>? {
        indices.lazy.filter { self[$0...].hasPrefix(part) }
            .map { $0..<self.index($0, offsetBy: part.count) }.first
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }
}
