import FarmModel
import Picture
import Testing

@Suite struct `A renderer` {
    static let tiny = PixelSize(width: 96, height: 54)

    @Test(arguments: TestScenes.places, Quality.allCases)
    func `draws the same bits on any number of threads`(
        _ place: Scene.Place, _ quality: Quality
    ) {
        let scene = TestScenes.scene(place, weather: .rain)
        let alone = Renderer(size: Self.tiny, quality: quality, threads: 1)
        let crowd = Renderer(size: Self.tiny, quality: quality, threads: 3)
        #expect(alone.render(scene, index: 4) == crowd.render(scene, index: 4))
    }

    @Test(arguments: TestScenes.places)
    func `forgets what it drew before`(_ place: Scene.Place) {
        let first = TestScenes.scene(place)
        let second = TestScenes.scene(place, time: .night, weather: .snow)
        let renderer = Renderer(size: Self.tiny, quality: .final, threads: 1)
        let fresh = renderer.render(first, index: 0)
        _ = renderer.render(second, index: 1)
        #expect(renderer.render(first, index: 0) == fresh)
    }

    @Test(arguments: TestScenes.places, Setting.TimeOfDay.allCases)
    func `shows something at any time of day`(
        _ place: Scene.Place, _ time: Setting.TimeOfDay
    ) {
        let renderer = Renderer(size: Self.tiny, quality: .draft, threads: 2)
        for weather in [Setting.Weather.clear, .overcast, .storm, .fog] {
            let frame = renderer.render(
                TestScenes.scene(place, time: time, weather: weather), index: 0)
            #expect(frame.brightness > (time == .night ? 4 : 25), "\(weather)")
            #expect(frame.brightness < 240, "\(weather)")
        }
    }

    @Test(arguments: TestScenes.places)
    func `is darker at night than at noon`(_ place: Scene.Place) {
        let renderer = Renderer(size: Self.tiny, quality: .draft, threads: 2)
        let noon = renderer.render(TestScenes.scene(place, time: .noon), index: 0)
        let night = renderer.render(TestScenes.scene(place, time: .night), index: 0)
        #expect(night.brightness < noon.brightness)
    }

    @Test(arguments: [
        PixelSize(width: 16, height: 16), PixelSize(width: 50, height: 90),
        PixelSize(width: 98, height: 54), PixelSize(width: 70, height: 70),
    ])
    func `draws any even size`(_ size: PixelSize) {
        for quality in Quality.allCases {
            let renderer = Renderer(size: size, quality: quality, threads: 2)
            let frame = renderer.render(TestScenes.scene(TestScenes.places[0]), index: 9)
            #expect(frame.size == size)
            #expect(frame.index == 9)
            #expect(frame.brightness > 40)
        }
    }

    @Test func `comes close to the final picture with the standard one`() {
        let scene = TestScenes.scene(TestScenes.places[0])
        let size = PixelSize(width: 320, height: 180)
        let frames = Quality.allCases.map {
            Renderer(size: size, quality: $0, threads: 2).render(scene, index: 0)
        }
        let draft = frames[0].difference(from: frames[2])
        let standard = frames[1].difference(from: frames[2])
        #expect(standard < draft)
        #expect(standard < 3)
    }

    /// The same view in a wider picture has its tiles elsewhere, but must show the same things.
    @Test(arguments: [0, 2, 3])
    func `leaves no seams between tiles`(_ place: Int) {
        var scene = TestScenes.scene(
            TestScenes.places[place],
            puppets: [
                TestScenes.figure(at: Vector(-0.3, 0, 1)),
                TestScenes.figure(at: Vector(0.5, 0, 0.4), color: Vector(0.1, 0.3, 0.7)),
            ])
        scene.camera = Camera(
            from: Vector(0.2, 1.1, 3), to: Vector(0.1, 1, 0), verticalAngle: 0.5)
        scene.light.grade.x = 0
        let narrow = Renderer(
            size: PixelSize(width: 320, height: 176), quality: .draft, threads: 2
        ).render(scene, index: 0)
        let wide = Renderer(
            size: PixelSize(width: 352, height: 176), quality: .draft, threads: 2
        ).render(scene, index: 0)
        // In the middle, where the vignette hardly differs. A few pixels of outlines may, because
        // the marcher's steps depend on the solids that a tile lists.
        var different = 0
        for y in 0..<176 {
            for x in 100..<220 {
                for channel in 0..<3 {
                    let own = Int(narrow.rgba[4 * (y * 320 + x) + channel])
                    let their = Int(wide.rgba[4 * (y * 352 + x + 16) + channel])
                    if abs(own - their) > 3 { different += 1 }
                }
            }
        }
        #expect(different < 176 * 120 * 3 / 400)
    }

    @Test func `shows a subject larger as the camera comes nearer`() {
        let size = PixelSize(width: 128, height: 72)
        let renderer = Renderer(size: size, quality: .final, threads: 2)
        func reddened(from distance: Float) -> Int {
            var scene = TestScenes.scene(
                TestScenes.places[0],
                puppets: [TestScenes.figure(at: .zero, color: Vector(0.9, 0.01, 0.01))])
            scene.camera = Camera(
                from: Vector(0, 1, distance), to: Vector(0, 1, 0), verticalAngle: 0.7)
            let frame = renderer.render(scene, index: 0)
            return (0..<size.area).count {
                Int(frame.rgba[4 * $0]) > 2 * Int(frame.rgba[4 * $0 + 2]) + 20
            }
        }
        let far = reddened(from: 8)
        let near = reddened(from: 4)
        #expect(far > 20)
        #expect(near > 2 * far)
    }

    @Test func `draws a dozen puppets, each where it stands`() {
        let size = PixelSize(width: 192, height: 54)
        let places = (0..<12).map { Vector(Float($0) * 1.2 - 6.6, 0, 0) }
        var scene = TestScenes.scene(
            TestScenes.places[0],
            puppets: places.map {
                TestScenes.figure(at: $0, color: Vector(0.9, 0.01, 0.01))
            })
        scene.camera = Camera(
            from: Vector(0, 1.2, 14), to: Vector(0, 1, 0), verticalAngle: 0.32)
        scene.particles = []
        let frame = Renderer(size: size, quality: .final, threads: 2).render(scene, index: 0)
        let row = 22
        var runs = 0
        var wasRed = false
        for x in 0..<size.width {
            let pixel = 4 * (row * size.width + x)
            let isRed = Int(frame.rgba[pixel]) > 2 * Int(frame.rgba[pixel + 2]) + 20
            if isRed && !wasRed { runs += 1 }
            wasRed = isRed
        }
        #expect(runs >= 11)
    }
}
