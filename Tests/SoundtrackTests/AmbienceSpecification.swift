import FarmModel
import Soundtrack
import Testing

@Suite struct `Ambience` {
    /// No music is played here, so no soundfont is needed.
    private let sound: FilmSound

    init() throws {
        sound = try FilmSound(soundfont: SoundfontLocation(path: "unused"))
    }

    private func bed(
        _ name: String, in setting: Setting, seconds: Double = 8
    ) throws
        -> StereoSamples
    {
        try sound.samples(
            for: Storyboards.film(seconds: seconds, ambience: [name], setting: setting))
    }

    /// Power above 2 kHz as a share of power below 500 Hz.
    private func brightness(of samples: StereoSamples) -> Double {
        Spectrum.power(of: samples, from: 2000, to: 9000)
            / Spectrum.power(of: samples, from: 60, to: 500)
    }

    /// How much the loudest half second exceeds the softest, in power, fades left out.
    private func swell(of samples: StereoSamples) throws -> Double {
        let left = Spectrum.left(of: samples)
        let length = StereoSamples.sampleRate / 2
        let powers = stride(from: 2 * length, to: left.count - 3 * length, by: length).map {
            left[$0..<$0 + length].reduce(0) { $0 + $1 * $1 }
        }
        return try #require(powers.max()) / #require(powers.min())
    }

    @Test func `of rain is brighter than waves, and waves brighter than wind`() throws {
        let rain = brightness(of: try bed("rain", in: Storyboards.rainyStreet))
        let waves = brightness(of: try bed("waves", in: Storyboards.surf))
        let desert = Setting(place: "desert", time: .noon, weather: .clear, wind: 2)
        let wind = brightness(of: try bed("wind", in: desert))
        #expect(rain > 2 * waves)
        #expect(waves > 2 * wind)
    }

    @Test func `of waves swells while rain stays even`() throws {
        #expect(try swell(of: bed("waves", in: Storyboards.surf)) > 3)
        #expect(try swell(of: bed("rain", in: Storyboards.rainyStreet)) < 2)
    }

    @Test func `of wind grows with its speed`() throws {
        let loudness = try [0.3, 1, 2, 3].map { wind in
            var setting = Storyboards.meadow
            setting.wind = wind
            return try #require(Loudness(of: bed("wind", in: setting)).integrated)
        }
        #expect(loudness == loudness.sorted())
        #expect(loudness[3] > loudness[0] + 6)
    }

    @Test func `is wide`() throws {
        let samples = try bed("rain", in: Storyboards.rainyStreet, seconds: 4).interleaved
        var (middle, side) = (0.0, 0.0)
        for index in stride(from: 0, to: samples.count, by: 2) {
            let (left, right) = (Double(samples[index]), Double(samples[index + 1]))
            middle += (left + right) * (left + right)
            side += (left - right) * (left - right)
        }
        #expect((0.2...1.2).contains(side / middle))
    }

    @Test(arguments: [
        "waves", "wind", "rain", "street", "birds", "night", "thunder", "stream", "fire",
        "underwater", "room",
    ])
    func `of every kind can be heard and does not clip`(name: String) throws {
        let samples = try bed(name, in: Storyboards.meadow, seconds: 6)
        let peak = samples.interleaved.reduce(0) { max($0, abs($1)) }
        #expect((0.005..<0.8914).contains(peak))
        #expect(samples.interleaved.allSatisfy { $0.isFinite })
    }

    @Test func `follows the setting when the storyboard names none`() throws {
        let rainy = try sound.samples(
            for: Storyboards.film(ambience: [], setting: Storyboards.rainyStreet))
        let named = try sound.samples(
            for: Storyboards.film(ambience: ["street", "rain"], setting: Storyboards.rainyStreet))
        #expect(rainy == named)
    }

    @Test func `changes with the shot, without a click`() throws {
        var storyboard = Storyboards.film(
            seconds: 6, ambience: ["rain", "room"], setting: Storyboards.rainyStreet)
        storyboard.shots[0].seconds = 3
        var inside = storyboard.shots[0]
        inside.setting = Storyboards.room
        storyboard.shots.append(inside)
        let samples = try sound.samples(for: storyboard)
        let left = Spectrum.left(of: samples)
        func power(from start: Double, to end: Double) -> Double {
            left[Int(start * 48_000)..<Int(end * 48_000)].reduce(0) { $0 + $1 * $1 }
        }
        #expect(power(from: 1, to: 2.5) > 10 * power(from: 3.5, to: 5))
        let cut = 3 * 48_000
        let steps = zip(left, left.dropFirst()).map { abs($0 - $1) }
        let around = try #require(steps[cut - 2400..<cut + 2400].max())
        let before = try #require(steps[cut - 48_000..<cut - 4800].max())
        #expect(around <= before)
    }

    @Test func `is not heard when a shot is over before it begins`() throws {
        var storyboard = Storyboards.film(seconds: 2, ambience: ["rain"])
        storyboard.shots.append(storyboard.shots[0])
        storyboard.shots[1].seconds = 0
        #expect(try sound.samples(for: storyboard).frameCount == 96_000)
        storyboard.shots = []
        #expect(try sound.samples(for: storyboard).interleaved.allSatisfy { $0 == 0 })
    }
}
