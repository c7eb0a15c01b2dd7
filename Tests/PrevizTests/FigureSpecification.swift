import FarmModel
import Picture
import Previz
import Testing

@Suite("A figure")
struct FigureSpecification {
    static let actions = [
        "stand", "surf", "run", "walk", "chase", "blink", "jump", "wave", "sit", "dance", "look",
        "swim", "fly", "drive", "turn", "lie", "sleep", "eat",
    ]

    @Test(arguments: FigureLibrary.embedded.names)
    func `does anything anywhere and is whole`(_ name: String) {
        for place in ["meadow", "surf"] {
            for action in FigureSpecification.actions {
                let scene = Staging(Stories.solo(name, action, in: place)).scene(at: 31)
                #expect(scene.isFinite, "\(action) in \(place)")
                #expect(scene.puppets.count == 1)
                #expect(scene.primitives.count >= 1)
            }
        }
    }

    @Test(arguments: FigureLibrary.embedded.names)
    func `is in the picture in every format`(_ name: String) {
        for format in Stories.formats {
            for action in ["stand", "walk", "fly"] {
                let scene = Staging(Stories.solo(name, action, format: format)).scene(at: 50)
                let aspect = Float(format.width) / Float(format.height)
                let (low, high) = Silhouette.bounds(of: scene, aspect: aspect)
                #expect(
                    low.min() > -1.02 && high.max() < 1.02,
                    "\(action) in \(format): \(low) to \(high)")
                #expect(high.y - low.y > 0.12 || high.x - low.x > 0.12, "\(action) is too small")
            }
        }
    }

    /// A sole that stands may not slide: its place in the world is the same in the next frame.
    @Test(arguments: ["horse", "elephant", "lion", "dinosaur", "chicken"], ["walk", "run"])
    func `keeps its feet where they were put`(_ name: String, _ action: String) {
        let staging = Staging(Stories.solo(name, action))
        func lowest(_ index: Int) -> [Vector] {
            let scene = staging.scene(at: index)
            let points = scene.primitives.map(\.placement.origin)
            return points.filter { point in
                point.y < (points.map(\.y).min() ?? 0) + 0.04
            }
        }
        var planted = 0
        for index in 40..<70 {
            let (now, next) = (lowest(index), lowest(index + 1))
            planted += now.contains { here in next.contains { ($0 - here).length < 0.002 } } ? 1 : 0
        }
        #expect(planted >= 8, "\(planted) of 30 frames have a foot that stays")
    }

    @Test func `wears the colour that is asked for`() {
        for name in ["horse", "bird", "dragon", "monkey", "fish", "butterfly"] {
            func colors(_ color: String) -> [Vector] {
                Staging(Stories.solo(name, "stand", traits: Traits(color: color))).scene(at: 5)
                    .primitives.map(\.surface.color)
            }
            let (red, blue) = (colors("red"), colors("blue"))
            #expect(red.count == blue.count)
            #expect(
                zip(red, blue).contains { $0.x > 2 * $0.z && $1.z > 2 * $1.x }, "\(name)")
        }
    }

    @Test func `is smaller when young, with a larger head for its body`() {
        func height(_ age: String?) -> Float {
            let scene = Staging(Stories.solo("elephant", "stand", traits: Traits(age: age)))
                .scene(at: 5)
            let points = scene.primitives.flatMap(Silhouette.points).map(\.y)
            return (points.max() ?? 0) - (points.min() ?? 0)
        }
        #expect(height("baby") < 0.75 * height(nil))
    }

    @Test func `carries who rides it`() {
        let cast = [
            CastMember(id: "a", concept: "girl"), CastMember(id: "b", concept: "horse"),
        ]
        let ride = [
            ShotSubject(cast: "a", action: "ride", target: "b"),
            ShotSubject(cast: "b", action: "stand"),
        ]
        let early = Staging(Stories.story(cast, ride)).scene(at: 10)
        let late = Staging(Stories.story(cast, ride)).scene(at: 60)
        #expect(early.puppets.count == 1)
        let moved = late.primitives[0].placement.origin - early.primitives[0].placement.origin
        #expect(moved.length > 1, "the rider comes along")
    }
}

@Suite("A file of figures")
struct FigureFileSpecification {
    private func library(_ text: String) throws(FigureError) -> FigureLibrary {
        try FigureLibrary([FigureFile(name: "my.txt", text: text)])
    }

    private func refusal(_ text: String) -> FigureError? {
        do {
            _ = try library(text)
            return nil
        } catch {
            return error
        }
    }

    static let ball = """
        figure ball-of-light
        moves floater
        paint coat asked yellow glow 1
        bone body at 0 0.5 0
        ellipsoid body at 0 0 0 radii 0.3 0.3 0.3 paint coat
        """

    @Test func `declares a puppet without any change of the program`() throws {
        let library = try library(FigureFileSpecification.ball)
        #expect(library.names == ["ball-of-light"])
        let story = Stories.solo("ball-of-light", "stand", traits: Traits(color: "green"))
        let scene = Staging(story, figures: library).scene(at: 3)
        #expect(scene.primitives.count == 1)
        #expect(scene.primitives[0].surface.pattern == .glow(strength: 1))
    }

    @Test func `may begin as another and drop a part of it`() throws {
        let text =
            FigureFileSpecification.ball + "\npart tail\n"
            + "cone body from 0 0 0 to 0 1 0 radii 0.1 0.1 paint coat\n"
            + "figure bare\nlike ball-of-light\nwithout tail\n"
        let library = try library(text)
        let scene = Staging(Stories.solo("bare", "stand"), figures: library).scene(at: 3)
        #expect(scene.primitives.count == 1)
    }

    @Test func `is refused with the line and the remedy`() throws {
        let cases: [(text: String, line: Int, part: String)] = [
            ("moves walker", 1, "figure NAME"),
            ("figure a\nbone body at 0 0", 2, "has 2 numbers; it needs 3"),
            ("figure a\nbone body of body at 0 0 0", 2, "no bone \"body\" stands above"),
            ("figure a\nbone x at 0 0 0\nbone x at 0 0 0", 3, "declared twice"),
            ("figure a\nmoves sideways", 2, "walker, flyer"),
            ("figure a\nwings 2", 2, "unknown statement \"wings\""),
            ("figure a\nbone body at 0 0 0 radius 1", 2, "has no field \"radius\""),
            ("figure a\nbone body at 0 0 zero", 2, "\"zero\" is not a number"),
            ("figure a\nbone body at 0 0 nan", 2, "is not a number"),
            ("figure a\nbone body at 0 0 1000", 2, "out of range"),
            ("figure a\npaint coat is mauve-ish", 2, "is no colour"),
            ("figure a\npaint hair is red", 2, "begins a field"),
            ("figure a\npaint b pale c", 2, "no paint \"c\" stands above"),
            ("figure a\npaint b is red\npaint b pale b", 3, "made from itself"),
            ("figure a\nlike b", 2, "no figure \"b\""),
            ("figure a\nlike c\nfigure c\nlike a", 2, "is like a figure that is like it"),
            ("figure a\nbone body at 0 0 0", 1, "no solids"),
            ("figure a\nears long", 2, "moves upright"),
        ]
        for (text, line, part) in cases {
            let error = try #require(refusal(text), "\(text)")
            #expect(error.description.contains(part), "\(error)")
            #expect(error.line == line || part.contains("like"), "\(error)")
            #expect(error.description.hasPrefix("my.txt:"))
        }
        let error = #expect(throws: FigureError.self) {
            try FigureLibrary([FigureFile(name: "x", bytes: [0x66, 0xFF, 0xFE])])
        }
        #expect(error?.reason == .notUTF8)
    }

    /// Lines of good files with words swapped, dropped and doubled: read or refused, never worse.
    @Test func `survives any change of its words`() throws {
        let lines = FigureFile.embedded.flatMap { file in
            String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        let pool = lines.flatMap { $0.split(separator: " ").map(String.init) }
        for seed in 0..<400 {
            var random = SplitMix64(seed: UInt64(seed))
            let start = Int(random.next() % UInt64(lines.count))
            var text = "figure a\n"
            for line in lines[start..<min(start + 40, lines.count)] {
                var words = line.split(separator: " ").map(String.init)
                if !words.isEmpty, random.next() % 6 == 0 {
                    let place = Int(random.next() % UInt64(words.count))
                    words[place] = pool[Int(random.next() % UInt64(pool.count))]
                }
                text += words.joined(separator: " ") + "\n"
            }
            guard let library = try? library(text) else { continue }
            for name in library.names {
                let scene = Staging(Stories.solo(name, "walk"), figures: library).scene(at: 9)
                #expect(scene.isFinite, "seed \(seed)")
            }
        }
    }
}
