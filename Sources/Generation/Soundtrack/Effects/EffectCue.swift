import FarmModel

/// One kind of effect over one shot.
package struct EffectCue {
    package let effect: SoundEffect
    let scene: EffectScene
    let seed: UInt64
    let index: Int

    /// Seconds of the film at which the effect begins anew, rising.
    package var moments: [Double] {
        let rate = Double(StereoSamples.sampleRate)
        let start = Double(scene.frames.lowerBound) / rate
        let length = Double(scene.frames.count) / rate
        return offsets(length: length).filter { $0 < length - 0.05 }.map { start + $0 }
    }

    private func offsets(length: Double) -> [Double] {
        var chance = SplitMix64(seed: seed, for: .effect, index: 2 * index)
        switch effect {
        case .footsteps:
            let pace = (scene.gait ?? .walk).stepsPerSecond
            return Array(stride(from: 0.5 / pace, to: length, by: 1 / pace))
        case .splash: return scattered(over: length, gaps: 2.2...4.4, chance: &chance)
        case .bubbles: return scattered(over: length, gaps: 0.35...1.2, chance: &chance)
        case .whoosh: return [max(0, 0.4 * length)]
        case .meow: return scattered(over: length, gaps: 2.8...4.6, chance: &chance)
        case .bark:
            return scattered(over: length, gaps: 2.4...4, chance: &chance).flatMap {
                [$0, $0 + 0.34]
            }
        }
    }

    private func scattered(
        over length: Double, gaps: ClosedRange<Double>, chance: inout SplitMix64
    ) -> [Double] {
        var offsets: [Double] = []
        var offset = gaps.lowerBound * chance.value(in: 0.3...0.7)
        while offset < length {
            offsets.append(offset)
            offset += chance.value(in: gaps)
        }
        return offsets
    }

    func add(to track: inout StereoTrack) {
        var chance = SplitMix64(seed: seed, for: .effect, index: 2 * index + 1)
        for (number, moment) in moments.enumerated() {
            let frame = Timeline.frame(at: moment)
            let gain = scene.closeness(at: frame)
            switch effect {
            case .footsteps:
                Footstep(scene: scene, isLeft: number.isMultiple(of: 2))
                    .add(to: &track, at: frame, gain: gain, chance: &chance)
            case .splash: Splash().add(to: &track, at: frame, gain: gain, chance: &chance)
            case .bubbles: BubblePop().add(to: &track, at: frame, gain: gain, chance: &chance)
            case .whoosh: Whoosh().add(to: &track, at: frame, gain: gain, chance: &chance)
            case .meow:
                Voice.meow(size: scene.isPuppy ? 1.3 : 1, chance: &chance)
                    .add(to: &track, at: frame, gain: 0.11 * gain, chance: &chance)
            case .bark:
                Voice.bark(size: scene.isPuppy ? 1.35 : 1, chance: &chance)
                    .add(to: &track, at: frame, gain: 0.16 * gain, chance: &chance)
            }
        }
    }
}
