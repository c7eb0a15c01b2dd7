import FarmModel
import Picture
import Testing

@Suite struct `A picture` {
    static let size = PixelSize(width: 128, height: 72)

    /// A bright speck at a pixel of a dark picture, seen from the origin along -z.
    private func frame(withSpeckAt column: Int, _ row: Int) -> Frame {
        var scene = TestScenes.scene(
            .surf(board: Vector(0, -50, 0), beach: .none), time: .night, puppets: [])
        scene.camera = Camera(
            from: Vector(0, 40, 0), to: Vector(0, 40.8, -1), verticalAngle: 0.6)
        let pixel = 2 * scene.camera.tangent / Float(Self.size.height)
        let u = (Float(column) + 0.5 - Float(Self.size.width) / 2) * pixel
        let v = (Float(Self.size.height) / 2 - Float(row) - 0.5) * pixel
        let camera = scene.camera
        let direction = camera.forward + camera.right * u + camera.up * v
        scene.light.skyZenith = .zero
        scene.light.skyHorizon = .zero
        scene.light.sunColor = .zero
        scene.light.night = 0
        scene.light.grade.x = 0
        scene.particles = [
            Particle(
                kind: .droplet, center: camera.origin + direction * 3, radius: 0.015,
                color: Vector(9, 9, 9), opacity: 1)
        ]
        return Renderer(size: Self.size, quality: .final, threads: 1).render(scene, index: 0)
    }

    @Test func `shows a thing at the pixel where the camera sees it, in every lane`() {
        for lane in 0..<32 {
            let column = 40 + lane % 8
            let row = 24 + lane / 8
            let frame = frame(withSpeckAt: column, row)
            let brightest = (0..<Self.size.area).max {
                frame.rgba[4 * $0] < frame.rgba[4 * $1]
            }
            #expect(brightest == row * Self.size.width + column)
        }
    }

    @Test func `agrees with the height that boards float at`() {
        for x in stride(from: Float(-2), through: 2, by: 1) {
            let water = Ocean.height(x: x, z: 1, time: 2)
            #expect(isVisible(Vector(x, water + 0.06, 1)))
            #expect(!isVisible(Vector(x, water - 0.06, 1)))
        }
    }

    /// Whether a speck over the sea changes the picture.
    private func isVisible(_ point: Vector) -> Bool {
        var scene = TestScenes.scene(
            .surf(board: Vector(0, -50, 0), beach: .none), puppets: [])
        scene.camera = Camera(
            from: point + Vector(0, 0.9, 2), to: point, verticalAngle: 0.1)
        scene.light.grade.x = 0
        scene.particles = []
        let renderer = Renderer(size: Self.size, quality: .draft, threads: 1)
        let before = renderer.render(scene, index: 0)
        scene.particles = [
            Particle(
                kind: .droplet, center: point, radius: 0.02, color: Vector(0, 0, 0), opacity: 1)
        ]
        return renderer.render(scene, index: 0) != before
    }

    @Test(arguments: [3, 6, 9, 14] as [Float])
    func `shows the hero wave whole from any distance`(_ distance: Float) {
        var scene = TestScenes.scene(.surf(board: Vector(0, -50, 0), beach: .none), puppets: [])
        scene.particles = []
        scene.camera = Camera(
            from: Vector(-3, 1, distance), to: Vector(-3, 1, 0),
            verticalAngle: 2.4 / (distance + 2))
        scene.light.skyZenith = Vector(0, 0, 1)
        scene.light.skyHorizon = Vector(0, 0, 1)
        scene.light.sunColor = .zero
        scene.light.cloudCover = -1
        scene.light.grade.x = 0
        let frame = Renderer(size: Self.size, quality: .final, threads: 2).render(scene, index: 0)
        // The sky ends at the crest: far above the horizon, which is in the middle, and without
        // steps from column to column.
        func skyHeight(_ column: Int) -> Int {
            (0..<Self.size.height).first { row in
                frame.rgba[4 * (row * Self.size.width + column) + 1] > 50
            } ?? Self.size.height
        }
        let heights = (0..<Self.size.width).map(skyHeight)
        let steps = zip(heights, heights.dropFirst()).map { abs($0 - $1) }
        #expect((steps.max() ?? 0) <= 6, "\(heights)")
        #expect((heights.max() ?? 0) < 30, "\(heights)")
    }

    @Test func `hides rain behind what is nearer than the drops`() {
        let wall = Primitive(
            shape: .box(half: Vector(9, 9, 0.1), rounding: 0.01), placement: .identity,
            blend: 0.01, surface: Surface(color: Vector(0.2, 0.2, 0.2)))
        func difference(from distance: Float) -> Double {
            var scene = TestScenes.scene(TestScenes.places[0], puppets: [[wall]])
            scene.particles = []
            scene.camera = Camera(
                from: Vector(0, 1, distance), to: Vector(0, 1, 0), verticalAngle: 0.6)
            let renderer = Renderer(size: Self.size, quality: .draft, threads: 1)
            let dry = renderer.render(scene, index: 0)
            scene.weather.rain = 1
            return renderer.render(scene, index: 0).difference(from: dry)
        }
        #expect(difference(from: 0.9) == 0)
        #expect(difference(from: 8) > 0.2)
    }

    @Test func `darkens the ground under a puppet`() {
        let ball = Primitive(
            shape: .ellipsoid(radii: Vector(0.4, 0.4, 0.4)),
            placement: Placement(
                x: Vector(1, 0, 0), y: Vector(0, 1, 0), z: Vector(0, 0, 1),
                origin: Vector(0, 2.2, 0)),
            blend: 0.01, surface: Surface(color: Vector(0.5, 0.5, 0.5)))
        var scene = TestScenes.scene(.street(center: .zero), puppets: [])
        scene.particles = []
        scene.light.key = Vector(0, 1, 0)
        // The camera looks down past the ball, which stays out of the picture.
        scene.camera = Camera(
            from: Vector(0, 1.5, 1.5), to: Vector(0, 0, 0), verticalAngle: 0.3)
        let renderer = Renderer(size: Self.size, quality: .draft, threads: 1)
        let open = renderer.render(scene, index: 0)
        scene.primitives = [ball]
        scene.puppets = [0..<1]
        let shaded = renderer.render(scene, index: 0)
        #expect(shaded.brightness < open.brightness - 1)
    }
}

@Suite struct `The light` {
    @Test(arguments: TestScenes.places, Setting.TimeOfDay.allCases)
    func `is plausible in any place, at any time, in any weather`(
        _ place: Scene.Place, _ time: Setting.TimeOfDay
    ) {
        for weather in Setting.Weather.allCases {
            let light = Light.preset(place: place, time: time, weather: weather)
            #expect(abs(light.sun.length - 1) < 0.001)
            #expect(abs(light.key.length - 1) < 0.001)
            for color in [
                light.sunColor, light.keyColor, light.rimColor, light.skyZenith,
                light.skyHorizon, light.ambient, light.bounce, light.fogColor,
            ] {
                #expect(color.min() >= 0)
                #expect(color.max() < 4)
            }
            #expect(light.night == (time == .night ? 1 : time == .dusk ? 0.45 : 0))
            #expect((0.5...1.5).contains(light.exposure))
        }
    }

    @Test func `of an overcast day is softer than that of a clear one`() {
        for place in TestScenes.places {
            let clear = Light.preset(place: place, time: .afternoon, weather: .clear)
            let overcast = Light.preset(place: place, time: .afternoon, weather: .overcast)
            #expect(overcast.keyColor.max() < clear.keyColor.max() * 0.7)
            #expect(overcast.cloudCover > clear.cloudCover)
        }
    }
}
