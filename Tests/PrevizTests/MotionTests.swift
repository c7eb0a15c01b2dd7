import FarmModel
import Picture
import Previz
import Testing

@Suite("Motion")
struct MotionTests {
    /// The points of both soles, ball and heel, of a child in the scene.
    private func soles(_ scene: Scene) -> [[Vector]] {
        scene.primitives.compactMap { primitive in
            guard case .ellipsoid(let radii) = primitive.shape,
                (radii - Vector(0.074, 0.030, 0.148)).length < 0.0001
            else { return nil }
            return [Vector(0, -0.027, 0.065), Vector(0, -0.027, -0.095)].map(
                primitive.placement.point)
        }
    }

    /// How far the part of a foot that moves least goes from one frame to the next, for each frame.
    private func slides(_ story: Storyboard) -> [Float] {
        let staging = Staging(story)
        let frames = (0..<96).map { soles(staging.scene(at: $0)) }
        return zip(frames, frames.dropFirst()).map { before, after in
            zip(before.joined(), after.joined()).map { ($1 - $0).length }.min() ?? 1
        }
    }

    @Test(arguments: ["meadow", "street"])
    func `of a walk keeps a foot where it was put in every frame`(place: String) {
        let slides = slides(Stories.solo("boy", "walk", in: place))
        #expect(slides.max() ?? 1 < 0.004)
    }

    @Test
    func `of a run lets no foot slide while it carries the body`() {
        let slides = slides(Stories.solo("boy", "run"))
        let planted = slides.count { $0 < 0.006 }
        #expect(Double(planted) > 0.6 * Double(slides.count))
    }

    @Test
    func `of a body at rest leaves its feet alone`() {
        let staging = Staging(Stories.solo("boy", "wave"))
        let first = soles(staging.scene(at: 0))
        for index in 1..<60 {
            let now = soles(staging.scene(at: index))
            #expect(zip(first.joined(), now.joined()).allSatisfy { ($1 - $0).length < 0.001 })
        }
    }

    @Test
    func `of a jump leaves the ground and comes back to it`() {
        let staging = Staging(Stories.solo("boy", "jump"))
        let heights = (0..<96).map { index in
            soles(staging.scene(at: index)).joined().map { $0.y }.min() ?? 0
        }
        let ground = heights.min() ?? 0
        #expect((heights.max() ?? 0) - ground > 0.3)
        #expect(heights.count { $0 - ground < 0.01 } > 30)
    }

    @Test(arguments: ["run", "walk", "dance", "jump", "surf"])
    func `never leaps from one frame to the next`(action: String) {
        for concept in ["cat", "girl", "man"] {
            let staging = Staging(
                Stories.solo(concept, action, in: action == "surf" ? "surf" : "meadow"))
            var before = staging.scene(at: 0).primitives
            for index in 1..<96 {
                let now = staging.scene(at: index).primitives
                if now.count == before.count {
                    let far = zip(before, now).map {
                        ($1.placement.origin - $0.placement.origin).length
                    }.max()
                    #expect(far ?? 1 < 0.5, "\(concept) \(action) \(index)")
                }
                before = now
            }
        }
    }

    @Test
    func `of a surfer rides on the water`() {
        let staging = Staging(Stories.solo("cat", "surf", in: "surf"))
        for index in stride(from: 0, to: 120, by: 7) {
            guard case .surf(let board, _) = staging.scene(at: index).place else {
                Issue.record("not at sea")
                return
            }
            let time = Float(index) / 24
            let water = Ocean.height(x: board.x, z: board.z, time: time)
            #expect(abs(board.y - water) < 0.25)
        }
    }
}
