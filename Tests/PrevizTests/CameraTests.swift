import FarmModel
import Picture
import Previz
import Testing

@Suite("A camera")
struct CameraTests {
    private static func bounds(
        _ staging: Staging, _ index: Int, _ format: FilmFormat
    ) -> (
        low: SIMD2<Float>, high: SIMD2<Float>
    ) {
        Silhouette.bounds(
            of: staging.scene(at: index), aspect: Float(format.width) / Float(format.height))
    }

    @Test(arguments: Stories.formats)
    func `that pushes in makes the subject grow all the way and keeps it in the picture`(
        format: FilmFormat
    ) {
        let stories = [
            Stories.solo("cat", "surf", in: "surf", camera: Stories.pushIn, format: format),
            Stories.boyWithBubbles(format),
            Stories.solo("man", "walk", in: "neon-street", camera: Stories.pushIn, format: format),
        ]
        for staging in stories.map({ Staging($0) }) {
            let sizes = stride(from: 0, through: 119, by: 1).map { index -> Float in
                let (low, high) = CameraTests.bounds(staging, index, format)
                #expect(low.min() > -1 && high.max() < 1, "frame \(index) of \(format)")
                return (high.y - low.y) / 2
            }
            for index in stride(from: 12, to: 108, by: 12) {
                #expect(sizes[index + 12] > sizes[index])
            }
            #expect(sizes[0] > 0.10 && sizes[0] < 0.20, "\(sizes[0]) in \(format)")
            #expect(sizes[119] > 2 * sizes[0])
            if format == Stories.landscape { #expect(sizes[119] > 0.5 && sizes[119] < 0.85) }
        }
    }

    @Test(arguments: Stories.formats)
    func `that stands still shows everyone whole, with an umbrella or in a crowd`(
        format: FilmFormat
    ) {
        let stories = [
            Stories.manWithUmbrella(format),
            Stories.solo("cat", "stand", count: 12, format: format),
            Stories.solo("boy", "run", in: "neon-street", format: format),
            Stories.solo("rabbit", "jump", count: 3, format: format),
            Stories.solo("dog", "surf", in: "surf", count: 3, format: format),
        ]
        for staging in stories.map({ Staging($0) }) {
            for index in [0, 13, 59, 119] {
                let (low, high) = CameraTests.bounds(staging, index, format)
                #expect(low.min() > -1 && high.max() < 1, "frame \(index) of \(format)")
            }
        }
    }

    @Test
    func `that pulls out, zooms or cranes does what its name says`() {
        func story(
            _ move: CameraPlan.Move, _ from: CameraPlan.Size, _ to: CameraPlan.Size
        )
            -> Staging
        {
            Staging(
                Stories.solo("cat", "stand", camera: CameraPlan(move: move, from: from, to: to)))
        }
        func height(_ staging: Staging, _ index: Int) -> Float {
            let (low, high) = CameraTests.bounds(staging, index, Stories.landscape)
            return high.y - low.y
        }
        let out = story(.pullOut, .full, .wide)
        #expect(height(out, 119) < height(out, 0) / 2)
        let zoom = story(.zoomIn, .wide, .full)
        #expect(height(zoom, 119) > height(zoom, 0) * 2)
        #expect(zoom.scene(at: 119).camera.tangent < zoom.scene(at: 0).camera.tangent / 2)
        let crane = story(.craneUp, .full, .full)
        #expect(crane.scene(at: 119).camera.origin.y > crane.scene(at: 0).camera.origin.y + 0.5)
    }

    @Test
    func `that pans right moves the subject to the left, and trucks past it`() {
        func middle(_ move: CameraPlan.Move, _ index: Int) -> Float {
            let camera = CameraPlan(move: move, from: .full, to: .full)
            let staging = Staging(Stories.solo("cat", "stand", camera: camera))
            let (low, high) = CameraTests.bounds(staging, index, Stories.landscape)
            return (low.x + high.x) / 2
        }
        #expect(middle(.panRight, 119) < middle(.panRight, 0) - 0.2)
        #expect(middle(.panLeft, 119) > middle(.panLeft, 0) + 0.2)
        #expect(middle(.truckRight, 119) < middle(.truckRight, 0) - 0.2)
        #expect(middle(.truckLeft, 119) > middle(.truckLeft, 0) + 0.2)
    }

    @Test
    func `follows who runs away across the meadow`() {
        let staging = Staging(Stories.solo("boy", "run"))
        let (first, last) = (staging.scene(at: 0).camera, staging.scene(at: 119).camera)
        #expect((last.origin - first.origin).length > 6)
    }

    @Test(arguments: CameraPlan.Move.allCases)
    func `keeps a frame of its own in every move, never below the ground`(move: CameraPlan.Move) {
        for place in ["surf", "meadow", "street"] {
            let camera = CameraPlan(move: move, from: .wide, to: .medium, angle: .low)
            let staging = Staging(Stories.solo("girl", "wave", in: place, camera: camera))
            for index in [0, 60, 119] {
                let seen = staging.scene(at: index).camera
                #expect(seen.origin.y > 0.1)
                #expect(abs(seen.forward.length - 1) < 0.001)
                #expect(abs(seen.right.dot(seen.forward)) < 0.001)
                #expect(abs(seen.right.y) < 0.001)
            }
        }
    }
}
