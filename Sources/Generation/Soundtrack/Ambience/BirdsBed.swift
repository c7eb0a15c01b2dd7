import FarmModel

/// Birds here and there, each with a song of its own.
struct BirdsBed {
    let cue: BedCue

    private enum Song: CaseIterable {
        /// Quick sweeps, each different.
        case warble

        /// Two notes, again and again, as a great tit sings.
        case seesaw

        /// One note, very fast.
        case trill

        /// A single falling whistle.
        case whistle
    }

    private struct Bird {
        var song: Song
        var pitch: Double
        var place: Double
        var gain: Double
    }

    func add(to track: inout StereoTrack) {
        var chance = cue.chance()
        let songs = Song.allCases
        let birds = (0..<4).map { index in
            Bird(
                song: songs[(index + Int(cue.seed % 4)) % songs.count],
                pitch: chance.value(in: 2700...4300),
                place: [-0.75, 0.6, -0.2, 0.9][index] + chance.value(in: -0.1...0.1),
                gain: chance.value(in: 0.024...0.06))
        }
        var seconds = chance.value(in: 0.3...0.9)
        while seconds < cue.seconds {
            let bird = chance.pick(birds)
            let length = sing(bird, at: seconds, to: &track, chance: &chance)
            seconds += length * chance.value(in: 0.5...1.1) + chance.value(in: 0.25...1.3)
        }
    }

    /// Returns the song's seconds.
    private func sing(
        _ bird: Bird, at seconds: Double, to track: inout StereoTrack, chance: inout SplitMix64
    ) -> Double {
        var elapsed = 0.0
        func syllable(_ pitch: Double, bend: Double, length: Double, rest: Double) {
            chirp(
                bird, pitch: pitch, bend: bend, at: seconds + elapsed, length: length,
                to: &track)
            elapsed += length + rest
        }
        switch bird.song {
        case .warble:
            for _ in 0..<Int(chance.value(in: 5...10)) {
                syllable(
                    bird.pitch * chance.value(in: 0.8...1.3), bend: chance.value(in: -0.5...0.5),
                    length: chance.value(in: 0.05...0.11), rest: chance.value(in: 0.02...0.05))
            }
        case .seesaw:
            for _ in 0..<Int(chance.value(in: 3...5)) {
                syllable(bird.pitch * 1.28, bend: -0.05, length: 0.1, rest: 0.04)
                syllable(bird.pitch, bend: -0.03, length: 0.14, rest: 0.08)
            }
        case .trill:
            for _ in 0..<Int(chance.value(in: 9...16)) {
                syllable(bird.pitch * 1.1, bend: -0.35, length: 0.034, rest: 0.03)
            }
        case .whistle:
            syllable(bird.pitch * 0.9, bend: 0.12, length: 0.16, rest: 0.06)
            syllable(bird.pitch, bend: -0.4, length: 0.26, rest: 0)
        }
        return elapsed
    }

    private func chirp(
        _ bird: Bird, pitch: Double, bend: Double, at seconds: Double, length: Double,
        to track: inout StereoTrack
    ) {
        let onset = cue.audible.lowerBound + Timeline.frame(at: seconds)
        let gain = Float(bird.gain) * cue.gain(at: onset)
        // The second comes off trees across the clearing, later, softer, on the other side.
        let echoes = [(0.0, 1.0, bird.place), (0.09, 0.22, -bird.place), (0.17, 0.1, bird.place)]
        for (delay, share, place) in echoes {
            Whistle(
                onset: onset + Timeline.frame(at: delay), frequency: pitch, bend: bend,
                seconds: length, gain: gain * Float(share), place: place
            ).add(to: &track)
        }
    }
}

/// A pure tone with a rounded swell that glides in pitch.
struct Whistle {
    var onset: Int

    /// Hertz at the start.
    var frequency: Double

    /// Octaves it rises over its length; negative falls.
    var bend: Double
    var seconds: Double
    var gain: Float
    var place: Double

    func add(to track: inout StereoTrack) {
        let rate = Double(StereoSamples.sampleRate)
        let count = Int(seconds * rate)
        let panned = gain * Stereo.panned(to: place)
        let frames = track.frames.indices.clamped(to: onset..<onset + count)
        guard !frames.isEmpty else { return }
        var step = 2 * Double.pi * frequency / rate
        let glide = Elementary.power(2, bend / Double(count))
        var phase = 0.0
        let swell = Double.pi / Double(count)
        for frame in frames {
            let envelope = Elementary.sine(swell * Double(frame - onset))
            let level = Float(envelope * Elementary.sine(phase))
            track.frames[frame] += level * panned
            phase += step
            step *= glide
        }
    }
}
