import FarmModel
import Soundtrack
import Testing

@Suite struct `Effects` {
    private func film(
        _ effects: [String], action: String, concept: String = "boy", seconds: Double = 6
    ) -> Storyboard {
        Storyboards.film(
            seconds: seconds, ambience: ["room"], effects: effects,
            subjects: [ShotSubject(cast: "someone", action: action)],
            cast: [CastMember(id: "someone", concept: concept)])
    }

    private func gaps(between moments: [Double]) -> [Double] {
        zip(moments, moments.dropFirst()).map { $1 - $0 }
    }

    @Test(arguments: [("walk", 0.56), ("run", 1 / 2.9), ("chase", 1 / 2.9)])
    func `of feet keep the cadence of the legs`(action: String, gap: Double) throws {
        let cue = try #require(
            try EffectPlan(storyboard: film(["footsteps"], action: action)).cues.first)
        let gaps = gaps(between: cue.moments)
        #expect(gaps.count >= 9)
        #expect(gaps.allSatisfy { abs($0 - gap) < 1e-9 })
    }

    @Test func `of feet are heard at their moments`() throws {
        let storyboard = film(["footsteps"], action: "walk")
        let cue = try #require(try EffectPlan(storyboard: storyboard).cues.first)
        let sound = try FilmSound(soundfont: SoundfontLocation(path: "unused"))
        let left = Spectrum.left(of: try sound.samples(for: storyboard))
        func power(around seconds: Double) -> Double {
            let start = Int(seconds * 48_000)
            return left[max(0, start - 480)..<min(left.count, start + 4800)]
                .reduce(0) { $0 + $1 * $1 }
        }
        // The first and last steps lie in the fades.
        for moment in cue.moments.dropFirst().dropLast(2) {
            #expect(power(around: moment) > 3 * power(around: moment + 0.28))
        }
    }

    @Test func `of feet belong to the shots in which someone walks`() throws {
        var storyboard = film(["footsteps"], action: "walk", seconds: 4)
        storyboard.format.seconds = 8
        var still = storyboard.shots[0]
        still.subjects[0].action = "stand"
        storyboard.shots.append(still)
        let cues = try EffectPlan(storyboard: storyboard).cues
        #expect(cues.count == 1)
        #expect(cues.flatMap(\.moments).allSatisfy { $0 < 4 })
    }

    @Test(arguments: ["splash", "bubbles", "whoosh", "meow", "bark"])
    func `of every kind add to the scene`(name: String) throws {
        let sound = try FilmSound(soundfont: SoundfontLocation(path: "unused"))
        let without = try sound.samples(for: film([], action: "stand"))
        let with = try sound.samples(for: film([name], action: "stand"))
        let peaks = [without, with].map { $0.interleaved.reduce(0) { max($0, abs($1)) } }
        #expect(peaks[1] > 1.5 * peaks[0])
    }

    @Test func `of unknown names are left out`() throws {
        #expect(try EffectPlan(storyboard: film(["trombone"], action: "walk")).cues.isEmpty)
    }
}
