public import FarmModel

/// Turns a storyboard into what its film sounds like: music, ambience and effects, mixed.
///
/// Equal storyboards with equal soundfonts give equal samples, bit for bit, on one machine.
public struct FilmSound: Sendable {
    /// Longest film, so that a mistyped length cannot fill the memory: 384 kB of sound a second.
    public static let longestSeconds = 3600.0

    public let soundfont: SoundfontLocation

    /// Searches the usual folders when `soundfont` is nil.
    public init(soundfont: SoundfontLocation? = nil) throws(SoundtrackError) {
        self.soundfont =
            if let soundfont { soundfont } else { try SoundfontLocation.search() }
    }

    /// The sound of `storyboard`, exactly as long as its picture.
    ///
    /// `progress` hears the fraction done now and then, and cancels by answering false.
    public func samples(
        for storyboard: Storyboard, progress: (Double) -> Bool = { _ in true }
    ) throws(SoundtrackError) -> StereoSamples {
        let timeline = try Timeline(of: storyboard)
        guard progress(0) else { throw .cancelled }

        var scene = StereoTrack(frameCount: timeline.frameCount)
        let beds = AmbiencePlan(storyboard: storyboard, timeline: timeline).cues
        for (index, bed) in beds.enumerated() {
            bed.add(to: &scene)
            guard progress(0.4 * Double(index + 1) / Double(beds.count)) else { throw .cancelled }
        }
        for effect in EffectPlan(storyboard: storyboard, timeline: timeline).cues {
            effect.add(to: &scene)
        }
        guard progress(0.45) else { throw .cancelled }

        var music: StereoTrack?
        if let plan = storyboard.sound.music {
            let score = Composer(plan: plan, seconds: timeline.seconds, seed: storyboard.seed).score
            music = try Orchestra(soundfont: soundfont).performance(
                of: score, frameCount: timeline.frameCount
            ) {
                progress(0.45 + 0.4 * $0)
            }
        }
        let master = Mixdown(scene: scene, music: music).master()
        guard progress(1) else { throw .cancelled }
        return master
    }
}
