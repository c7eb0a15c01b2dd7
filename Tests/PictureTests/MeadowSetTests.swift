import FarmModel
import Picture
import Testing

@Suite struct `A meadow` {
    static let size = PixelSize(width: 160, height: 90)

    /// What a pixel size of rows and a renderer make of the meadow without anyone on it.
    private func frame(
        at seconds: Float = 2, wind: Float = 1, time: Setting.TimeOfDay = .afternoon,
        weather: Setting.Weather = .clear, looking target: Vector = Vector(0, 0.9, 0),
        size: PixelSize = size
    ) -> Frame {
        var scene = TestScenes.scene(.meadow, time: time, weather: weather, puppets: [])
        scene.particles = []
        scene.time = seconds
        scene.weather.wind = wind
        let camera = scene.camera.origin
        scene.camera = Camera(from: camera, to: target, verticalAngle: 0.64)
        return Renderer(size: size, quality: .final, threads: 2).render(scene, index: 0)
    }

    /// Mean difference of the lower half, where grass is near.
    private func difference(ofGrass first: Frame, _ second: Frame) -> Double {
        let start = first.rgba.count / 2
        let sum = (start..<first.rgba.count).reduce(0) {
            $0 + abs(Int(first.rgba[$1]) - Int(second.rgba[$1]))
        }
        return Double(sum) / Double(first.rgba.count - start)
    }

    private func mean(_ frame: Frame, rows: Range<Int>, channel: Int) -> Double {
        let pixels = rows.lowerBound * frame.size.width..<rows.upperBound * frame.size.width
        let sum = pixels.reduce(0) { $0 + Int(frame.rgba[4 * $1 + channel]) }
        return Double(sum) / Double(pixels.count)
    }

    @Test func `moves its grass with the wind`() {
        let start = frame(at: 2)
        let breeze = difference(ofGrass: start, frame(at: 2.2))
        #expect(breeze > 0.5)
    }

    @Test func `bends its grass more in a storm`() {
        let calm = frame(wind: 0)
        let breeze = difference(ofGrass: calm, frame(wind: 1))
        let storm = difference(ofGrass: calm, frame(wind: 3))
        #expect(breeze > 1)
        #expect(storm > breeze)
    }

    @Test func `is green under a blue sky by day`() {
        let day = frame()
        let ground = 60..<90
        #expect(mean(day, rows: ground, channel: 1) > 1.3 * mean(day, rows: ground, channel: 2))
        #expect(mean(day, rows: 0..<20, channel: 2) > mean(day, rows: 0..<20, channel: 0))
    }

    @Test func `is brighter by day than by night`() {
        #expect(frame(time: .noon).brightness > 2 * frame(time: .night).brightness)
    }

    @Test func `turns white under snow`() {
        let green = frame()
        let snowy = frame(weather: .snow)
        func tint(_ frame: Frame) -> Double {
            mean(frame, rows: 60..<90, channel: 1) - mean(frame, rows: 60..<90, channel: 2)
        }
        #expect(tint(snowy) < 0.4 * tint(green))
    }

    @Test(arguments: [
        Vector(0, 0.9, 0), Vector(5.4, 0.9, 5), Vector(0.4, 0.9, 12), Vector(-5, 0.9, 6),
        Vector(0.4, -1, 4.9), Vector(0.4, 8, 4),
    ])
    func `has no black holes wherever the camera looks`(_ target: Vector) {
        let frame = frame(looking: target)
        let black = (0..<Self.size.area).count {
            frame.rgba[4 * $0] < 3 && frame.rgba[4 * $0 + 1] < 3 && frame.rgba[4 * $0 + 2] < 3
        }
        #expect(black == 0)
    }

    @Test func `tells the staging the height that it draws`() {
        // A bright ball half in the soil at the height of the ground: its upper half shows above grass.
        let place = Vector(1.1, Meadow.height(x: 1.1, z: -2), -2)
        var ball = Placement.identity
        ball.origin = place
        func redness(lifted: Float) -> Int {
            var placement = ball
            placement.origin.y += lifted
            var scene = TestScenes.scene(
                .meadow,
                puppets: [
                    [
                        Primitive(
                            shape: .ellipsoid(radii: Vector(repeating: 0.4)),
                            placement: placement, blend: 0.01,
                            surface: Surface(color: Vector(0.9, 0.01, 0.01)))
                    ]
                ])
            scene.particles = []
            let frame = Renderer(size: Self.size, quality: .final, threads: 1)
                .render(scene, index: 0)
            return (0..<Self.size.area).count {
                Int(frame.rgba[4 * $0]) > 2 * Int(frame.rgba[4 * $0 + 1]) + 20
            }
        }
        let whole = redness(lifted: 1.5)
        let half = redness(lifted: 0)
        #expect(redness(lifted: -0.6) == 0)
        #expect(half > whole / 5)
        #expect(half < whole * 3 / 4)
    }
}
