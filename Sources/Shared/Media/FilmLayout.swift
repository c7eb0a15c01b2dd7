/// Where each sample of a film lies in its file.
///
/// Pictures and sound take turns in runs of half a second, so that a player reads forward only.
struct FilmLayout {
    /// Pictures and the sound that goes with them.
    struct Run {
        var pictures: ArraySlice<Sample>
        var sounds: ArraySlice<Sample>
    }

    /// Of each chunk.
    private(set) var runs: [[Run]] = []
    private(set) var picture = SampleTable()
    private(set) var sound = SampleTable()

    /// Bytes of all media.
    private(set) var byteCount = 0

    init(chunks: [[Sample]], sound outline: SoundOutline?, clock: FilmClock) {
        var frame = 0
        var packet = 0
        for samples in chunks {
            var turns: [Run] = []
            for range in FilmLayout.turns(of: samples.count, clock: clock) {
                frame += range.count
                let end = outline?.packetCount(before: clock.samples(before: frame)) ?? 0
                let run = Run(
                    pictures: samples[range], sounds: outline?.samples[packet..<end] ?? [])
                packet = end
                place(run.pictures, in: \.picture)
                place(run.sounds, in: \.sound)
                turns.append(run)
            }
            runs.append(turns)
        }
    }

    /// Divides the pictures of a chunk into stretches of at most half a second.
    static func turns(of frameCount: Int, clock: FilmClock) -> [Range<Int>] {
        let length = max(1, clock.framesPerSecond / 2)
        return stride(from: 0, to: frameCount, by: length).map {
            $0..<min($0 + length, frameCount)
        }
    }

    private mutating func place(
        _ samples: ArraySlice<Sample>, in table: WritableKeyPath<FilmLayout, SampleTable>
    ) {
        guard !samples.isEmpty else { return }
        self[keyPath: table].append(Array(samples), at: byteCount)
        byteCount += samples.reduce(0) { $0 + $1.byteCount }
    }
}
