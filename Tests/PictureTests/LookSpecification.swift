import FarmModel
import Picture
import Testing

@Suite struct `A look` {
    static let size = PixelSize(width: 320, height: 180)

    static func frame(
        _ look: Look, _ place: Scene.Place = .meadow, threads: Int = 2, time: Float = 2
    ) -> Frame {
        var scene = TestScenes.scene(place)
        scene.look = look
        scene.time = time
        return Renderer(size: size, quality: .standard, threads: threads).render(scene, index: 0)
    }

    @Test(arguments: Look.allCases)
    func `is the same on any number of threads and after other looks`(_ look: Look) {
        let renderer = Renderer(size: Self.size, quality: .standard, threads: 3)
        var scene = TestScenes.scene(.meadow)
        for other in [Look.anime, .neonLine, look] {
            scene.look = other
            _ = renderer.render(scene, index: 0)
        }
        #expect(renderer.render(scene, index: 0) == Self.frame(look, threads: 1))
    }

    @Test(arguments: [Scene.Place.meadow, .street(center: .zero)])
    func `is told apart from every other`(_ place: Scene.Place) {
        let frames = Look.allCases.map { Self.frame($0, place) }
        for (index, frame) in frames.enumerated() {
            for other in frames.indices where other > index {
                #expect(
                    frame.difference(from: frames[other]) > 3.4,
                    "\(Look.allCases[index]) and \(Look.allCases[other])")
            }
        }
    }

    @Test(arguments: Look.allCases, TestScenes.places)
    func `shows something`(_ look: Look, _ place: Scene.Place) {
        let frame = Self.frame(look, place)
        #expect(frame.size == Self.size)
        #expect(frame.brightness > (look == .neonLine ? 3 : 25))
        #expect(frame.brightness < 242)
    }

    @Test func `in black and white has no colour`() {
        let frame = Self.frame(.blackAndWhite)
        #expect(frame.brightness > 25)
        #expect(frame.chroma == 0)
    }

    @Test func `of pixels is made of squares of few colours`() {
        let frame = Self.frame(.pixel)
        let side = 2
        for y in 0..<Self.size.height {
            for x in 0..<Self.size.width {
                let here = frame.color(x, y)
                #expect(here == frame.color(x / side * side, y / side * side))
                if here != frame.color(x / side * side, y / side * side) { return }
            }
        }
        var colors: Set<SIMD3<UInt8>> = []
        for y in 0..<Self.size.height {
            for x in 0..<Self.size.width { colors.insert(frame.color(x, y)) }
        }
        #expect(colors.count < 300)
    }

    @Test func `of neon is dark but for its lines`() {
        let frame = Self.frame(.neonLine)
        var dark = 0
        var bright = 0
        for y in 0..<Self.size.height {
            for x in 0..<Self.size.width {
                let brightest = Int(frame.color(x, y).max())
                if brightest < 90 { dark += 1 }
                if brightest > 200 { bright += 1 }
            }
        }
        #expect(dark > Self.size.area * 6 / 10)
        #expect(bright > Self.size.area / 200)
    }

    @Test func `of ink is paper first`() {
        let frame = Self.frame(.inkWash)
        let corner = frame.color(4, 4)
        #expect(corner.x > 170 && corner.x >= corner.z)
        #expect(frame.chroma < Self.frame(.realistic).chroma * 0.4)
    }

    @Test(arguments: [Look.clay, .watercolor, .paperCut, .lowPoly, .anime, .inkWash])
    func `that is built or painted stands still when nothing moves`(_ look: Look) {
        // Paper, clay and brush belong to the film; only film stock is new in every frame.
        var scene = TestScenes.scene(.street(center: .zero))
        scene.look = look
        let renderer = Renderer(size: Self.size, quality: .standard, threads: 2)
        #expect(renderer.render(scene, index: 0).rgba == renderer.render(scene, index: 1).rgba)
        scene.time += 1.0 / 24
        let next = renderer.render(scene, index: 1)
        var plain = scene
        plain.look = .realistic
        let bound = 10 + 3 * plain.change(by: 1.0 / 24, on: renderer)
        scene.time -= 1.0 / 24
        #expect(next.difference(from: renderer.render(scene, index: 0)) < bound)
    }
}

extension Scene {
    /// The mean difference between two frames `seconds` apart.
    fileprivate func change(by seconds: Float, on renderer: Renderer) -> Double {
        var before = self
        before.time -= seconds
        return renderer.render(self, index: 0).difference(
            from: renderer.render(before, index: 0))
    }
}

extension Frame {
    fileprivate func color(_ x: Int, _ y: Int) -> SIMD3<UInt8> {
        let place = (y * size.width + x) * 4
        return SIMD3(rgba[place], rgba[place + 1], rgba[place + 2])
    }

    /// The mean of the largest less the least colour.
    fileprivate var chroma: Double {
        var sum = 0
        for place in stride(from: 0, to: rgba.count, by: 4) {
            let color = SIMD3(rgba[place], rgba[place + 1], rgba[place + 2])
            sum += Int(color.max()) - Int(color.min())
        }
        return Double(sum) / Double(size.area)
    }
}
