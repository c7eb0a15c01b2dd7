import FarmModel
import Picture
import Testing

@Suite("A set")
struct SetTests {
    static let size = PixelSize(width: 160, height: 90)

    /// Every set but those with specifications of their own.
    static let sets: [Scene.Place] =
        Scene.Grounds.allCases.map { .grounds($0) } + Scene.Interior.allCases.map { .interior($0) }
        + Scene.Shore.allCases.map { .shore($0) } + Scene.Aloft.allCases.map { .aloft($0) }
        + [.seabed, .land(.volcano), .land(.road)]

    /// Sets with a sky that darkens; a stage and space are lit alike by day and by night.
    static let outdoors: [Scene.Place] = sets.filter {
        ![.interior(.stage), .interior(.studio), .aloft(.space)].contains($0)
    }

    static func frame(
        _ place: Scene.Place, time: Setting.TimeOfDay = .afternoon,
        weather: Setting.Weather = .clear, at seconds: Float = 2, looking target: Vector? = nil,
        puppets: [[Primitive]] = [], quality: Quality = .standard
    ) -> Frame {
        var scene = TestScenes.scene(place, time: time, weather: weather, puppets: puppets)
        scene.particles = []
        scene.time = seconds
        scene.weather.rain = 0
        scene.weather.snow = 0
        if let target {
            scene.camera = Camera(from: scene.camera.origin, to: target, verticalAngle: 0.64)
        }
        return Renderer(size: size, quality: quality, threads: 2).render(scene, index: 0)
    }

    @Test(arguments: outdoors)
    func `is brighter by day than by night`(_ place: Scene.Place) {
        let day = Self.frame(place, time: .noon).brightness
        #expect(day > Self.frame(place, time: .night).brightness * 1.25)
    }

    @Test(arguments: sets)
    func `is neither black nor white at any time of day`(_ place: Scene.Place) {
        for time in Setting.TimeOfDay.allCases {
            let brightness = Self.frame(place, time: time, quality: .draft).brightness
            #expect((10...225).contains(brightness), "\(time)")
        }
    }

    @Test(arguments: sets)
    func `has something to see wherever the camera looks`(_ place: Scene.Place) {
        for target in [
            Vector(5.4, 0.9, 5), Vector(0.4, 0.9, 12), Vector(-5, 0.9, 6), Vector(0.4, -1, 4.9),
            Vector(0.4, 8, 4),
        ] {
            #expect(Self.frame(place, looking: target, quality: .draft).brightness > 1, "\(target)")
        }
    }

    @Test(arguments: sets)
    func `hardly changes from one frame to the next`(_ place: Scene.Place) {
        let difference = Self.frame(place).difference(from: Self.frame(place, at: 2 + 1 / 24))
        #expect(difference < 2.5)
    }

    @Test(arguments: sets)
    func `takes the weight of who is in it`(_ place: Scene.Place) {
        let puppet = TestScenes.figure(at: Vector(0, 0.3, 1))
        #expect(Self.frame(place, puppets: [puppet]).difference(from: Self.frame(place)) > 1)
    }

    @Test
    func `looks like no other`() {
        let frames = Self.sets.map { Self.frame($0) }
        for first in frames.indices {
            for second in frames.indices where second > first {
                #expect(
                    frames[first].difference(from: frames[second]) > 4,
                    "\(Self.sets[first]) \(Self.sets[second])")
            }
        }
    }

    /// A flat disc that hides the ground from a little above it, and is hidden from a little below.
    private static func disc(at point: Vector) -> [Primitive] {
        var placement = Placement.identity
        placement.origin = point
        return [
            Primitive(
                shape: .ellipsoid(radii: Vector(0.4, 0.012, 0.4)), placement: placement,
                blend: 0.001, surface: Surface(color: Vector(0.9, 0.01, 0.8)))
        ]
    }

    @Test(arguments: Scene.Shore.allCases)
    func `has its ground where feet are put`(_ shore: Scene.Shore) {
        for x in [Float(-1.6), 0, 1.4] {
            let ground = shore.height(x: x, z: 0.5)
            func changed(_ lift: Float) -> Int {
                let target = Vector(x, ground, 0.5)
                var scene = TestScenes.scene(.shore(shore), puppets: [])
                scene.particles = []
                scene.camera = Camera(
                    from: target + Vector(0, 3, 2), to: target, verticalAngle: 0.5)
                let renderer = Renderer(size: Self.size, quality: .draft, threads: 1)
                let bare = renderer.render(scene, index: 0)
                scene.primitives = Self.disc(at: target + Vector(0, lift, 0))
                scene.puppets = [0..<1]
                let covered = renderer.render(scene, index: 0)
                return (0..<Self.size.area).count { pixel in
                    let red = Int(covered.rgba[4 * pixel])
                    let green = Int(covered.rgba[4 * pixel + 1])
                    return red > green + 60 && bare.rgba[4 * pixel] != covered.rgba[4 * pixel]
                }
            }
            #expect(changed(0.05) > 100)
            #expect(changed(-0.05) == 0)
        }
    }

    @Test
    func `keeps rain out of a room's light only where there are no windows`() {
        func key(_ interior: Scene.Interior, _ weather: Setting.Weather) -> Float {
            Light.preset(place: .interior(interior), time: .noon, weather: weather).keyColor.x
        }
        #expect(key(.room, .rain) < key(.room, .clear))
        #expect(key(.studio, .rain) == key(.studio, .clear))
    }
}
