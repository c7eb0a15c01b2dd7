import FarmModel
import Foundation
import Soundtrack
import Testing

/// Whether this machine can play instruments; without a soundfont these tests say so and stop.
enum Instruments {
    static let areInstalled: Bool = {
        do {
            _ = try SoundfontLocation.search()
            return true
        } catch {
            return false
        }
    }()

    static let absence: Comment = "no soundfont: apt-get install timgm6mb-soundfont"
}

@Suite(.enabled(if: Instruments.areInstalled, Instruments.absence))
struct `The sound of a film` {
    private let sound: FilmSound

    init() throws {
        sound = try FilmSound()
    }

    @Test(arguments: Storyboards.known)
    func `is loud enough, never clips and has no offset`(storyboard: Storyboard) throws {
        let samples = try sound.samples(for: storyboard)
        let peak = samples.interleaved.reduce(0) { max($0, abs($1)) }
        let mean =
            samples.interleaved.reduce(0.0) { $0 + Double($1) } / Double(samples.frameCount)
        #expect(samples.interleaved.allSatisfy { $0.isFinite })
        #expect(peak < 0.8914)
        #expect(abs(mean) < 1e-4)
        let loudness = try #require(Loudness(of: samples).integrated)
        #expect((-18 ... -16).contains(loudness))
    }

    @Test(arguments: [0.04, 0.5, 1, 4, 5, 7.3, 12] as [Double])
    func `is exactly as long as its pictures`(seconds: Double) throws {
        let storyboard = Storyboards.film(
            seconds: seconds, music: SoundPlan.Music(mood: "calm", tempo: 80),
            ambience: ["wind"], setting: Storyboards.meadow)
        let samples = try sound.samples(for: storyboard)
        #expect(samples.frameCount == storyboard.format.frameCount * 48_000 / 24)
    }

    @Test(arguments: [24, 25, 30]) func `ends with the picture at every frame rate`(
        framesPerSecond: Int
    ) throws {
        var storyboard = Storyboards.film(seconds: 2, ambience: ["room"])
        storyboard.format.framesPerSecond = framesPerSecond
        #expect(try sound.samples(for: storyboard).frameCount == 96_000)
    }

    @Test(arguments: Storyboards.known)
    func `starts and ends in silence`(storyboard: Storyboard) throws {
        let samples = try sound.samples(for: storyboard).interleaved
        #expect(samples.prefix(96).allSatisfy { abs($0) < 0.01 })
        #expect(samples.suffix(96).allSatisfy { abs($0) < 0.01 })
        let middle = samples[samples.count / 3..<2 * samples.count / 3]
        #expect(middle.contains { abs($0) > 0.1 })
    }

    @Test func `is the same twice, bit for bit`() throws {
        let storyboard = Storyboards.known[0]
        #expect(try sound.samples(for: storyboard) == FilmSound().samples(for: storyboard))
    }

    @Test func `differs with the seed`() throws {
        var storyboard = Storyboards.known[0]
        let first = try sound.samples(for: storyboard)
        storyboard.seed += 1
        #expect(try sound.samples(for: storyboard) != first)
    }

    @Test func `has no tones without music`() throws {
        var storyboard = Storyboards.film(
            seconds: 8, music: SoundPlan.Music(mood: "calm", tempo: 80), ambience: ["waves"],
            setting: Storyboards.surf)
        let score = Composer(
            plan: try #require(storyboard.sound.music), seconds: 8, seed: storyboard.seed
        ).score
        let melody = try #require(score.parts.first { $0.role == .melody }).notes
        let frequency = 440 * exp2(Double(try #require(melody.last).pitch - 69) / 12)
        let withMusic = try sound.samples(for: storyboard)
        storyboard.sound.music = nil
        let without = try sound.samples(for: storyboard)
        #expect(
            Spectrum.tonality(of: withMusic, at: frequency)
                > 20 * Spectrum.tonality(of: without, at: frequency))
    }

    @Test func `stops when the caller says so`() {
        #expect(throws: SoundtrackError.cancelled) {
            try sound.samples(for: Storyboards.known[0]) { $0 < 0.6 }
        }
    }

    @Test func `reports progress that only grows, from nothing to all`() throws {
        var reports: [Double] = []
        _ = try sound.samples(for: Storyboards.known[1]) {
            reports.append($0)
            return true
        }
        #expect(reports.first == 0)
        #expect(reports.last == 1)
        #expect(reports == reports.sorted())
        #expect(reports.count > 20)
    }

    @Test(arguments: [0, -1, 1e9, .infinity, .nan] as [Double])
    func `refuses a film without a sensible length`(seconds: Double) {
        let storyboard = Storyboards.film(seconds: seconds)
        let error = #expect(throws: SoundtrackError.self) {
            try sound.samples(for: storyboard)
        }
        guard case .lengthOutOfRange(_, let limit) = error else {
            Issue.record("expected lengthOutOfRange, got \(String(describing: error))")
            return
        }
        #expect(limit == FilmSound.longestSeconds)
    }

    @Test func `refuses a file that is no soundfont`() throws {
        let location = SoundfontLocation(path: "/etc/passwd")
        let fake = try FilmSound(soundfont: location)
        #expect(throws: SoundtrackError.unreadableSoundfont(path: location.path)) {
            try fake.samples(for: Storyboards.known[0])
        }
    }
}
