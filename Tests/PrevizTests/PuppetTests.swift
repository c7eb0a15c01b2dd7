import FarmModel
import Picture
import Previz
import Testing

@Suite("A puppet")
struct PuppetTests {
    static let actions = [
        "stand", "surf", "run", "walk", "chase", "blink", "jump", "wave", "sit", "dance", "look",
        "swim",
    ]

    @Test(arguments: ["surf", "meadow", "neon-street"])
    func `does anything anywhere`(place: String) {
        for concept in ["cat", "dog", "boy", "girl", "man", "woman"] {
            for action in PuppetTests.actions {
                let staging = Staging(
                    Stories.solo(
                        concept, action, in: place, props: [ShotSubject.Prop(name: "umbrella")]))
                let scene = staging.scene(at: 31)
                #expect(scene.isFinite, "\(concept) \(action)")
                #expect(scene.puppets.count == 1)
                #expect(scene.primitives.count > 40)
            }
        }
    }

    @Test(arguments: [1, 2, 5, 12])
    func `appears as often as it was counted, without touching another`(count: Int) {
        for concept in ["cat", "boy", "man"] {
            let scene = Staging(Stories.solo(concept, "stand", count: count)).scene(at: 20)
            #expect(scene.puppets.count == count)
            #expect(scene.puppets.last?.upperBound == scene.primitives.count)
            for one in scene.puppets {
                let points = scene.primitives[one].flatMap(Silhouette.points)
                for other in scene.puppets where other != one {
                    let touched = scene.primitives[other].contains { solid in
                        points.contains { Silhouette.covers(solid, $0) }
                    }
                    #expect(!touched, "\(concept) \(one) \(other)")
                }
            }
        }
    }

    /// The colour with the largest solids, by the squares of their sizes.
    private func mainColor(_ story: Storyboard) -> Vector {
        let scene = Staging(story).scene(at: 0)
        var sums: [(color: Vector, size: Float)] = []
        for primitive in scene.primitives {
            let points = Silhouette.points(of: primitive)
            let middle = points.reduce(.zero, +) / Float(points.count)
            let radius = points.map { ($0 - middle).length }.max() ?? 0
            if let known = sums.firstIndex(where: { $0.color == primitive.surface.color }) {
                sums[known].size += radius * radius
            } else {
                sums.append((primitive.surface.color, radius * radius))
            }
        }
        return sums.max { $0.size < $1.size }?.color ?? .zero
    }

    @Test(arguments: ["cat", "dog", "rabbit", "bear"])
    func `has the colour asked for`(concept: String) {
        func color(_ name: String) -> Vector {
            mainColor(Stories.solo(concept, "stand", traits: Traits(color: name)))
        }
        #expect(color("white").min() > 0.6)
        #expect(color("black").max() < 0.06)
        let (red, green, blue) = (color("red"), color("green"), color("blue"))
        #expect(red.x > 4 * max(red.y, red.z))
        #expect(green.y > 4 * max(green.x, green.z))
        #expect(blue.z > 3 * max(blue.x, blue.y))
        let orange = color("orange")
        #expect(orange.x > 3 * orange.y && orange.y > 5 * orange.z)
        let grey = color("grey")
        #expect(grey.max() < 1.3 * grey.min())
    }

    @Test
    func `wears the colours asked for`() {
        let coat = Traits(clothing: [Traits.Garment(name: "coat", color: "red")])
        let red = mainColor(Stories.solo("man", "stand", traits: coat))
        #expect(red.x > 4 * max(red.y, red.z))
        let shirt = Traits(clothing: [Traits.Garment(name: "shirt", color: "green")])
        let scene = Staging(Stories.solo("boy", "stand", traits: shirt)).scene(at: 0)
        #expect(scene.primitives.contains { $0.surface.color.y > 4 * $0.surface.color.x })
    }

    @Test(arguments: ["cat", "dog", "panda", "boy", "girl", "man", "woman"])
    func `shuts its eyes in a blink and opens them again`(concept: String) {
        let staging = Staging(Stories.solo(concept, "blink"))
        func openEyes(_ index: Int) -> Int {
            let primitives = staging.scene(at: index).primitives
            return primitives.indices.count { index in
                guard case .eye = primitives[index].surface.pattern,
                    case .ellipsoid(let radii) = primitives[index].shape
                else { return false }
                let pupil = primitives[index].placement.point(Vector(0, 0, radii.z))
                return !primitives[(index + 1)...].contains { Silhouette.covers($0, pupil) }
            }
        }
        #expect(openEyes(0) == 2)
        #expect(openEyes(19) == 0)
        #expect(openEyes(40) == 2)
        #expect(openEyes(72) == 0)
    }

    @Test
    func `looks different in another mood`() {
        let faces = ["happy", "sad", "angry", "surprised", "sleepy"].map { mood in
            Staging(Stories.solo("boy", "stand", traits: Traits(mood: mood))).scene(at: 0)
                .primitives
        }
        for one in faces.indices {
            for other in faces.indices where other > one { #expect(faces[one] != faces[other]) }
        }
    }

    @Test(arguments: [("man", "coat"), ("woman", "coat"), ("woman", "dress"), ("girl", "dress")])
    func `keeps its knees under coat and skirt while it walks`(concept: String, garment: String) {
        let wearing = Traits(clothing: [Traits.Garment(name: garment)])
        let staging = Staging(Stories.solo(concept, "walk", traits: wearing))
        for index in 0..<48 {
            let solids = staging.scene(at: index).primitives
            guard let hem = solids.firstIndex(where: { Silhouette.isWideSkirt($0) }) else {
                Issue.record("no skirt")
                return
            }
            let cones = solids[..<hem].filter(Silhouette.isCone)
            for thigh in [cones[0], cones[2]] {
                let part = Silhouette.part(ofKneeOf: thigh, outside: solids[hem])
                #expect(part < 1.02, "frame \(index): \(part)")
            }
        }
    }
}
