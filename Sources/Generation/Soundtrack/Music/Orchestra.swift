/// Plays a score part by part and balances the parts by ear.
///
/// Soundfonts differ in how loud their instruments are, so each part is measured and brought to
/// the loudness that its role asks for.
struct Orchestra {
    let soundfont: SoundfontLocation

    /// `progress` hears the fraction done.
    func performance(
        of score: Score, frameCount: Int, progress: (Double) -> Bool
    ) throws(SoundtrackError) -> StereoTrack {
        var synthesizer = try Synthesizer(soundfont: soundfont)
        var sum = StereoTrack(frameCount: frameCount)
        for (index, part) in score.parts.enumerated() {
            let track = try synthesizer.track(of: part, frameCount: frameCount) {
                progress((Double(index) + $0) / Double(score.parts.count))
            }
            guard let loudness = Loudness(of: track).integrated else { continue }
            let wanted = Orchestra.melodyLoudness + part.role.level + part.instrument.level
            sum.add(track, gain: Float(Elementary.gain(decibels: wanted - loudness)))
        }
        return sum
    }

    /// In LUFS, before the mix.
    private static let melodyLoudness = -20.0
}
