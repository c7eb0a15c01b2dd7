import FarmModel

/// One footfall: the heel's thud and what the ground adds to it.
struct Footstep {
    let scene: EffectScene
    let isLeft: Bool

    func add(to track: inout StereoTrack, at frame: Int, gain: Double, chance: inout SplitMix64) {
        let isRun = scene.gait == .run
        let weight = (isRun ? 2.4 : 3.4) * (scene.isSmallAnimal ? 0.3 : 1)
        let loudness = gain * weight * chance.value(in: 0.82...1.08)
        let place = isLeft ? -0.08 : 0.08
        let onset = frame + Timeline.frame(at: 0.004 * chance.bell())
        func burst(
            _ frequency: Double, _ resonance: Double, delay: Double = 0, attack: Double,
            decay: Double, level: Double
        ) {
            Burst(
                onset: onset + Timeline.frame(at: delay),
                frequency: frequency * chance.value(in: 0.9...1.1), resonance: resonance,
                attack: attack, decay: decay, gain: Float(level * loudness), place: place
            ).add(to: &track, chance: &chance)
        }
        burst(95, 1.4, attack: 0.003, decay: 0.028, level: 0.7)
        switch scene.surroundings.place {
        case .meadow, .woods, .stream:
            burst(2600, 0.7, attack: 0.012, decay: 0.035, level: 0.075)
            burst(3800, 0.8, delay: 0.03, attack: 0.02, decay: 0.03, level: 0.03)
        case .shore, .sea:
            burst(1500, 0.6, attack: 0.015, decay: 0.04, level: 0.085)
        case .street, .room, .underwater, .elsewhere:
            burst(950, 1.6, attack: 0.001, decay: 0.012, level: 0.24)
            burst(2300, 1.2, delay: 0.045, attack: 0.001, decay: 0.009, level: 0.09)
        }
        guard scene.surroundings.isWet else { return }
        burst(3800, 0.6, delay: 0.012, attack: 0.006, decay: 0.045, level: 0.11)
        for _ in 0..<5 {
            Ping(
                onset: onset + Timeline.frame(at: chance.value(in: 0.01...0.09)),
                frequency: chance.value(in: 1200...3600), bend: 0.4, decay: 0.006,
                gain: Float(0.018 * loudness), place: chance.value(in: -0.3...0.3)
            ).add(to: &track)
        }
    }
}
