import FarmModel
import Picture
import Testing

@Suite("Open land")
struct LandSetTests {
    static let size = PixelSize(width: 192, height: 108)

    static func frame(
        _ land: Scene.Land, time: Setting.TimeOfDay = .afternoon, puppets: [[Primitive]] = []
    ) -> Frame {
        Renderer(size: size, quality: .standard, threads: 2).render(
            TestScenes.scene(.land(land), time: time, puppets: puppets), index: 0)
    }

    /// The mean colour of the lowest tenth of the picture.
    static func ground(_ frame: Frame) -> SIMD3<Double> {
        var sum = SIMD3<Double>.zero
        let first = size.height * 9 / 10
        for place in stride(from: first * size.width * 4, to: frame.rgba.count, by: 4) {
            sum += SIMD3(
                Double(frame.rgba[place]), Double(frame.rgba[place + 1]),
                Double(frame.rgba[place + 2]))
        }
        return sum / Double((size.height - first) * size.width)
    }

    @Test
    func `has the colour of what it is made of`() {
        let desert = Self.ground(Self.frame(.desert))
        #expect(desert.x > desert.y * 1.15 && desert.y > desert.z * 1.2)
        let snow = Self.ground(Self.frame(.snowfield))
        #expect(snow.min() > 120 && snow.max() - snow.min() < 45)
        let pasture = Self.ground(Self.frame(.mountains))
        #expect(pasture.y > pasture.x && pasture.y > pasture.z * 1.3)
        let mars = Self.ground(Self.frame(.mars))
        #expect(mars.x > mars.y * 1.6)
        let moon = Self.ground(Self.frame(.moon))
        #expect(moon.max() - moon.min() < 20 && moon.min() > 25)
    }

    @Test(arguments: [Setting.TimeOfDay.noon, .night])
    func `has a black sky on the moon by day and by night`(_ time: Setting.TimeOfDay) {
        let frame = Self.frame(.moon, time: time)
        let top = frame.rgba.prefix(Self.size.width * 4 * 20)
        let bright = stride(from: 0, to: top.count, by: 4).filter { top[$0] > 60 }
        #expect(bright.count < Self.size.width)
        #expect(frame.brightness > 20)
    }

    @Test(arguments: Scene.Land.allCases)
    func `takes the shadow of who stands on it`(_ land: Scene.Land) {
        let alone = Self.ground(Self.frame(land))
        let puppet = TestScenes.figure(at: Vector(0, 0.35, 3.1))
        #expect(Self.frame(land, puppets: [puppet]) != Self.frame(land))
        #expect(alone.max() > 3)
    }
}
