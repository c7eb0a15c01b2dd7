import FarmModel
import Picture
import Previz
import Testing

@Suite("Particles")
struct ParticleTests {
    @Test
    func `of soap have many colours and come in numbers`() {
        let staging = Staging(Stories.boyWithBubbles())
        for index in [0, 50, 119] {
            let bubbles = staging.scene(at: index).particles.filter { $0.kind == .bubble }
            #expect(bubbles.count >= 26)
            let colors = bubbles.reduce(into: [Vector]()) { known, bubble in
                if !known.contains(bubble.color) { known.append(bubble.color) }
            }
            #expect(colors.count >= 5)
        }
    }

    @Test
    func `are ordered from far to near`() {
        let scene = Staging(Stories.boyWithBubbles()).scene(at: 30)
        let depths = scene.particles.map {
            ($0.center - scene.camera.origin).dot(scene.camera.forward)
        }
        #expect(depths == depths.sorted(by: >))
    }

    @Test
    func `drift without leaping`() {
        let staging = Staging(Stories.boyWithBubbles())
        func near(_ index: Int) -> [Vector] {
            staging.scene(at: index).particles.filter { $0.kind == .bubble && $0.opacity == 1 }
                .map(\.center)
        }
        for index in stride(from: 5, to: 115, by: 11) {
            let (before, after) = (near(index), near(index + 1))
            let lost = after.count { center in
                !before.contains { ($0 - center).length < 0.12 }
            }
            #expect(lost <= 2)
        }
    }

    @Test
    func `of rain splash on the street and off the umbrella`() {
        let scene = Staging(Stories.manWithUmbrella()).scene(at: 48)
        #expect(scene.weather.rain > 0.5)
        #expect(scene.particles.count { $0.center.y < 0.1 } >= 8)
        #expect(scene.particles.count { $0.center.y > 1.5 } >= 15)
    }

    @Test
    func `of spray fly around a surfboard, none over a dry street`() {
        let sea = Staging(Stories.solo("cat", "surf", in: "surf")).scene(at: 48)
        #expect(sea.particles.count >= 40)
        var dry = Stories.solo("cat", "walk", in: "street")
        dry.shots[0].setting.weather = .clear
        #expect(Staging(dry).scene(at: 48).particles.isEmpty)
    }
}
