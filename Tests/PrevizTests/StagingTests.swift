import FarmModel
import Picture
import Previz
import Testing

@Suite("A staging")
struct StagingTests {
    static let stories = [
        Stories.solo("cat", "surf", in: "surf", camera: Stories.pushIn),
        Stories.boyWithBubbles(), Stories.manWithUmbrella(),
        Stories.solo("dog", "dance", count: 5),
    ]

    @Test(arguments: stories)
    func `shows the same scene for the same frame in every order of asking`(story: Storyboard) {
        let staging = Staging(story)
        let forwards = [3, 40, 77, 119].map(staging.scene(at:))
        let backwards = [119, 77, 40, 3].map(Staging(story).scene(at:))
        #expect(forwards == backwards.reversed())
    }

    @Test(arguments: stories)
    func `changes from frame to frame`(story: Storyboard) {
        let staging = Staging(story)
        #expect(staging.scene(at: 10).primitives != staging.scene(at: 11).primitives)
    }

    @Test
    func `has finite numbers in every frame of a long film`() {
        var format = Stories.landscape
        format.seconds = 10.5
        let staging = Staging(Stories.boyWithBubbles(format))
        #expect(staging.frameCount == 252)
        #expect((0..<staging.frameCount).allSatisfy { staging.scene(at: $0).isFinite })
    }

    @Test
    func `shows each shot for its own time and starts its clock anew`() {
        var story = Stories.solo("cat", "stand")
        story.shots[0].seconds = 2
        story.shots.append(story.shots[0])
        story.shots[1].seconds = 3
        story.shots[1].setting.place = "street"
        let staging = Staging(story)
        #expect(staging.scene(at: 47).place == .meadow)
        #expect(staging.scene(at: 48).place != .meadow)
        #expect(staging.scene(at: 48).time == 0)
    }

    @Test
    func `darkens before and after a fade`() {
        var story = Stories.solo("cat", "stand")
        story.shots[0].seconds = 2
        story.shots.append(story.shots[0])
        story.shots[1].seconds = 3
        story.shots[1].transition = .fade
        let staging = Staging(story)
        let exposures = [20, 47, 48, 70].map { staging.scene(at: $0).light.exposure }
        #expect(exposures[0] == exposures[3])
        #expect(exposures[1] < exposures[0] / 4)
        #expect(exposures[2] < exposures[0] / 4)
    }

    @Test
    func `takes those who swim by a lake into the water, and those under water off the sand`() {
        func place(_ place: String, _ action: String) -> Scene {
            Staging(Stories.solo("bear", action, in: place)).scene(at: 30)
        }
        #expect(place("lake", "walk").place == .shore(.lake))
        guard case .surf = place("lake", "swim").place else {
            Issue.record("there is no water to swim in")
            return
        }
        func lowest(_ scene: Scene) -> Float {
            scene.primitives.map { $0.placement.origin.y }.min() ?? 0
        }
        #expect(lowest(place("underwater", "swim")) > lowest(place("underwater", "stand")) + 0.1)
    }

    @Test(arguments: Scene.Shore.allCases)
    func `keeps those who run along the water on dry land`(_ shore: Scene.Shore) {
        let staging = Staging(Stories.solo("boy", "run", in: shore.rawValue, count: 4))
        for index in stride(from: 0, to: staging.frameCount, by: 20) {
            let scene = staging.scene(at: index)
            #expect(scene.place == .shore(shore))
            let lowest = scene.primitives.map { $0.placement.origin.y }.min() ?? -1
            #expect(lowest > 0.02)
        }
    }

    @Test
    func `keeps rain and coats out of rooms`() {
        var story = Stories.solo("girl", "stand", in: "kitchen")
        story.shots[0].setting.weather = .rain
        #expect(Staging(story).scene(at: 30).weather.rain == 0)
        let wet = Staging(story).scene(at: 30).primitives
        story.shots[0].setting.weather = .clear
        #expect(wet == Staging(story).scene(at: 30).primitives)
    }

    @Test
    func `survives a storyboard without shots or cast`() {
        var story = Stories.solo("cat", "stand")
        story.cast = []
        #expect(Staging(story).scene(at: 5).puppets.isEmpty)
        story.shots = []
        #expect(Staging(story).scene(at: 5).isFinite)
    }

    @Test
    func `says in the prompt's language what stands in for something else`() {
        let cast = [CastMember(id: "a", concept: "griffin")]
        let subjects = [ShotSubject(cast: "a", action: "levitate")]
        let english = Staging(Stories.story(cast, subjects, in: "station")).notes
        let chinese = Staging(
            Stories.story(cast, subjects, in: "station", language: .chinese)
        ).notes
        for word in ["griffin", "levitate", "station"] {
            #expect(english.contains { $0.contains(word) && $0.allSatisfy(\.isASCII) })
            #expect(chinese.contains { $0.contains(word) && $0.contains("还没有") })
        }
        #expect(Staging(Stories.boyWithBubbles()).notes.isEmpty)
    }

    @Test
    func `keeps the camera when a kitten becomes a puppy`() {
        let camera = CameraPlan(move: .pushIn, from: .medium, to: .closeUp)
        let kitten = Staging(
            Stories.solo("cat", "blink", traits: Traits(age: "baby"), camera: camera))
        let puppy = Staging(
            Stories.solo("dog", "blink", traits: Traits(age: "baby"), camera: camera))
        for index in stride(from: 0, to: 120, by: 17) {
            let (before, after) = (kitten.scene(at: index), puppy.scene(at: index))
            #expect(before.camera == after.camera)
            #expect(before.light == after.light)
            #expect(before.particles == after.particles)
            #expect(before.primitives != after.primitives)
        }
    }
}

@Suite("A staging's style")
struct StagingStyleTests {
    @Test(arguments: Look.allCases)
    func `reaches the picture without a note`(_ look: Look) {
        var story = Stories.solo("cat", "dance")
        story.style = look.rawValue
        let staging = Staging(story)
        #expect(staging.scene(at: 5).look == look)
        #expect(staging.notes.isEmpty)
    }

    @Test
    func `that nobody knows is said and drawn as usual`() {
        var story = Stories.solo("cat", "dance")
        story.style = "etching"
        let staging = Staging(story)
        #expect(staging.scene(at: 5).look == .realistic)
        #expect(staging.notes.contains { $0.contains("etching") })
    }

    @Test
    func `of clay holds each pose for two frames`() {
        var story = Stories.solo("cat", "dance")
        story.style = "clay"
        let staging = Staging(story)
        #expect(staging.scene(at: 10) == staging.scene(at: 11))
        #expect(staging.scene(at: 11).primitives != staging.scene(at: 12).primitives)
    }
}
