/// Balances music and scene, and makes the result safe to play.
struct Mixdown {
    /// Ambience and effects.
    var scene: StereoTrack

    /// Nil for a film without music.
    var music: StereoTrack?

    /// Levels in LUFS and seconds of fades.
    private enum Target {
        static let film = -16.6
        static let music = -18.0
        static let sceneUnderMusic = -22.5
        static let sceneAlone = -19.0

        /// Decibels; keeps quiet places quieter than busy ones.
        static let greatestLift = 6.0
        static let fadeIn = 0.25
        static let fadeOut = 0.9

        /// -1.3 dB of full scale, a little below the -1 dB that encoders ask for.
        static let ceiling: Float = 0.861
    }

    func master() -> StereoSamples {
        var mix = scene
        let musicLoudness = music.flatMap { Loudness(of: $0).integrated }
        if let sceneLoudness = Loudness(of: scene).integrated {
            let target = musicLoudness == nil ? Target.sceneAlone : Target.sceneUnderMusic
            let lifted = min(sceneLoudness + Target.greatestLift, target)
            mix.scale(by: gain(from: sceneLoudness, to: lifted))
        }
        if let music, let musicLoudness {
            mix.add(music, gain: gain(from: musicLoudness, to: Target.music))
        }
        removeRumble(from: &mix)
        if musicLoudness != nil, let mixLoudness = Loudness(of: mix).integrated {
            mix.scale(by: gain(from: mixLoudness, to: Target.film))
        }
        Limiter(ceiling: Target.ceiling).limit(&mix)
        fade(&mix)
        return StereoSamples(interleaved: mix.frames.flatMap { [$0.x, $0.y] })
    }

    private func gain(from level: Double, to target: Double) -> Float {
        Float(Elementary.gain(decibels: target - level))
    }

    /// Below 25 Hz there is nothing to hear, only excursion and offset.
    private func removeRumble(from track: inout StereoTrack) {
        var filter = StateVariableFilter(frequency: 25, resonance: 0.7)
        for frame in track.frames.indices {
            track.frames[frame] = filter.high(track.frames[frame])
        }
    }

    /// Starts and ends at silence; short films fade over at most a fifth of their length.
    private func fade(_ track: inout StereoTrack) {
        let longest = track.frames.count / 5
        let rise = min(longest, Timeline.frame(at: Target.fadeIn))
        let fall = min(longest, Timeline.frame(at: Target.fadeOut))
        for index in 0..<rise {
            let share = Double(index) / Double(rise)
            track.frames[index] *= Float(Elementary.sine(share * Double.pi / 2))
        }
        for index in 0..<fall {
            let share = Double(index) / Double(fall)
            track.frames[track.frames.count - 1 - index] *= Float(
                eased(share, from: 0, to: 1))
        }
    }
}

extension StereoTrack {
    fileprivate mutating func scale(by gain: Float) {
        for index in frames.indices {
            frames[index] *= gain
        }
    }
}
