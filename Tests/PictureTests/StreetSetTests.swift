import FarmModel
import Picture
import Testing

@Suite struct `A street` {
    static let size = PixelSize(width: 160, height: 90)

    private func scene(
        rain: Float = 0, time: Setting.TimeOfDay = .night, puppets: [[Primitive]] = [],
        seed: UInt32 = 7
    ) -> Scene {
        var scene = TestScenes.scene(.street(center: .zero), time: time, puppets: puppets)
        scene.particles = []
        scene.weather.rain = rain
        scene.seed = seed
        return scene
    }

    /// The picture without what falls before the camera.
    private func frame(_ scene: Scene, quality: Quality = .final) -> Frame {
        Renderer(size: Self.size, quality: quality, threads: 2).render(scene, index: 0)
    }

    /// A red ball that floats over the road.
    private var ball: [Primitive] {
        var placement = Placement.identity
        placement.origin = Vector(0, 1, -3)
        return [
            Primitive(
                shape: .ellipsoid(radii: Vector(repeating: 0.4)), placement: placement,
                blend: 0.01, surface: Surface(color: Vector(0.95, 0.005, 0.005)))
        ]
    }

    @Test func `mirrors signs and shops when it is wet`() {
        let dry = frame(scene())
        let wet = frame(scene(rain: 0.02))
        let soaked = frame(scene(rain: 0.6))
        let start = Self.size.area * 4 * 2 / 3
        func spread(_ frame: Frame) -> Double {
            let values = (start..<frame.rgba.count).filter { $0 & 3 != 3 }
                .map { Double(frame.rgba[$0]) }
            let mean = values.reduce(0, +) / Double(values.count)
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        }
        #expect(spread(soaked) > 1.3 * spread(dry))
        #expect(wet != dry)
    }

    @Test func `mirrors who walks on it when it is wet`() {
        /// Pixels of the road that a ball which hangs over it changes.
        func changed(rain: Float) -> Int {
            let alone = frame(scene(rain: rain))
            let visited = frame(scene(rain: rain, puppets: [ball]))
            let road = Self.size.area * 4 * 2 / 3..<Self.size.area * 4
            return road.count { abs(Int(alone.rgba[$0]) - Int(visited.rgba[$0])) > 8 }
        }
        #expect(changed(rain: 0) < 20)
        #expect(changed(rain: 0.6) > 200)
    }

    @Test func `has rings on its puddles only while it rains`() {
        var later = scene()
        later.time += 0.1
        let start = Self.size.area * 4 * 3 / 4
        func lower(_ scene: Scene) -> ArraySlice<UInt8> { frame(scene).rgba[start...] }
        var rainy = scene(rain: 0.6)
        let before = lower(rainy)
        rainy.time += 0.1
        let after = lower(rainy)
        let moved = zip(before, after).count { abs(Int($0) - Int($1)) > 4 }
        let still = zip(lower(scene()), lower(later)).count { abs(Int($0) - Int($1)) > 4 }
        #expect(moved > 200)
        #expect(still < moved / 10)
    }

    @Test func `is brighter by day, yet its signs shine by night`() {
        let night = frame(scene())
        let noon = frame(scene(time: .noon))
        #expect(noon.brightness > night.brightness)
        let shining = (0..<Self.size.area).count {
            (night.rgba[4 * $0..<4 * $0 + 3].max() ?? 0) > 190
        }
        #expect(shining > 100)
        #expect(night.brightness < 90)
    }

    @Test func `shows the sky between its houses by day`() {
        let noon = frame(scene(time: .noon))
        let blue = (0..<Self.size.area).count {
            Int(noon.rgba[4 * $0 + 2]) > Int(noon.rgba[4 * $0]) + 50
        }
        #expect(blue > 60)
    }

    @Test func `differs from film to film and stays the same within one`() {
        let first = frame(scene(seed: 1))
        #expect(first == frame(scene(seed: 1)))
        #expect(first.difference(from: frame(scene(seed: 2))) > 3)
    }

    /// Houses are made from their place in the row, not from the camera's.
    @Test func `stands still while the camera walks`() {
        func far(_ z: Float) -> Frame {
            var scene = scene(time: .noon)
            scene.camera = Camera(
                from: Vector(0, 1.4, z), to: Vector(0, 1.4, z - 1), verticalAngle: 0.64)
            return frame(scene)
        }
        // One whole house farther the view differs; a hand's breadth farther it hardly does.
        let here = far(5)
        let near = here.difference(from: far(4.98))
        #expect(near < 0.25 * here.difference(from: far(5 - 7.5)))
    }

    @Test func `goes on behind the camera`() {
        for target in [Vector(0, 1.2, 20), Vector(20, 1.2, 0), Vector(-20, 1.2, 8)] {
            var scene = scene()
            scene.camera = Camera(from: Vector(0, 1.4, 4), to: target, verticalAngle: 0.8)
            #expect(frame(scene, quality: .draft).brightness > 10)
        }
    }
}
