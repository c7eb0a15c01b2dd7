import FarmModel

/// A street: the hum of the city, and cars that pass, hissing when the road is wet.
struct StreetBed {
    let cue: BedCue

    func add(to track: inout StereoTrack) {
        addHum(to: &track)
        var chance = cue.chance(1)
        // The first car is heard early, so that a short shot has one too.
        var seconds = chance.value(in: 0.6...1.6)
        var direction = chance.unit() < 0.5 ? -1.0 : 1.0
        while seconds < cue.seconds {
            addCar(passingAt: seconds, direction: direction, to: &track, chance: &chance)
            seconds += chance.value(in: 2.6...5.2)
            direction = chance.unit() < 0.6 ? -direction : direction
        }
    }

    private func addHum(to track: inout StereoTrack) {
        var chance = cue.chance()
        var noise = PinkNoise(chance: &chance)
        var rumble = StateVariableFilter(frequency: 95, resonance: 0.7)
        var murmur = StateVariableFilter(frequency: 420, resonance: 0.5)
        let drift = Drift(rate: 0.4, chance: &chance)
        // Neon transformers sing at twice the mains.
        let hum = cue.surroundings.isNight ? 0.0016 : 0
        var phase = 0.0
        for block in cue.blocks {
            let level = 0.75 + 0.5 * drift.height(at: block.seconds)
            let rumbleGain = block.gain * Float(0.11 * level)
            let murmurGain = block.gain * Float(0.075 * level)
            let humGain = block.gain * Float(hum)
            for frame in block.frames {
                let pink = noise.nextStereo()
                let buzz = Float(Elementary.sine(phase) + 0.5 * Elementary.sine(2 * phase))
                phase += 2 * Double.pi * 100 / Double(StereoSamples.sampleRate)
                let low = rumbleGain * rumble.band(pink) + murmurGain * murmur.band(pink)
                track.frames[frame] += low + Stereo(repeating: humGain * buzz)
            }
        }
    }

    private func addCar(
        passingAt seconds: Double, direction: Double, to track: inout StereoTrack,
        chance: inout SplitMix64
    ) {
        let distance = chance.value(in: 0.7...1.5)
        let loudness = chance.value(in: 0.5...1) / distance
        var noise = WhiteNoise(chance: &chance)
        var tyres = StateVariableFilter()
        var engine = StateVariableFilter(frequency: chance.value(in: 70...110), resonance: 2)
        let reach = 2.2 * distance
        let hiss = cue.surroundings.isWet ? 0.19 : 0.08
        for block in cue.blocks where abs(block.seconds - seconds) < reach {
            // Closeness falls off as the inverse square of the distance to the listener.
            let along = (block.seconds - seconds) / (0.42 * distance)
            let edge = eased(reach - abs(block.seconds - seconds), from: 0, to: 0.8)
            let close = edge / (1 + along * along)
            // The pitch drops as the car goes by.
            let doppler = 1 - 0.07 * along / (1 + abs(along))
            tyres.tune(to: (900 + 2600 * close) * doppler, resonance: 0.6)
            let tyreGain = block.gain * Float(hiss * loudness * close)
            let engineGain = block.gain * Float(0.16 * loudness * close)
            let pan = Stereo.panned(to: direction * along / (1.2 + abs(along)))
            for frame in block.frames {
                let sample = noise.next()
                let white = Stereo(sample, sample)
                let sound = tyreGain * tyres.band(white) + engineGain * engine.band(white)
                track.frames[frame] += sound * pan
            }
        }
    }
}
