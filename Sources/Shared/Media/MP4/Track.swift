internal import FarmModel

/// Counts time for one film in a unit that is exact for its frames and its samples.
struct FilmClock: Equatable {
    static let samplesPerSecond = 48_000
    static let frameRates = 1...240

    let framesPerSecond: Int

    init(framesPerSecond: Int) throws(MediaError) {
        guard FilmClock.frameRates.contains(framesPerSecond) else {
            throw .frameRate(framesPerSecond, allowed: FilmClock.frameRates)
        }
        self.framesPerSecond = framesPerSecond
    }

    /// Ticks a second: the least common multiple of frame and sample rate.
    var timescale: Int {
        var (divisor, rest) = (FilmClock.samplesPerSecond, framesPerSecond)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        return FilmClock.samplesPerSecond / divisor * framesPerSecond
    }

    var ticksPerFrame: Int { timescale / framesPerSecond }
    var ticksPerSample: Int { timescale / FilmClock.samplesPerSecond }

    /// Samples that begin before the frame `index` does.
    func samples(before index: Int) -> Int {
        (index * FilmClock.samplesPerSecond + framesPerSecond - 1) / framesPerSecond
    }
}

/// One access unit of a track, in decoding order.
struct Sample: Equatable {
    var byteCount: Int

    /// In ticks of the track.
    var duration: Int

    /// Presentation minus decoding time, in ticks, before the edit list takes ``Track/Edit/skipped``.
    var compositionOffset: Int
    var isSync: Bool
}

/// What a player must know before a track's first sample.
struct Track {
    enum Medium {
        /// H.264 with this AVCDecoderConfigurationRecord.
        case picture(PixelSize, configuration: [UInt8])

        /// AAC with this AudioSpecificConfig.
        case sound(configuration: [UInt8])
    }

    /// The part of the samples that is shown, in an edit list.
    struct Edit: Equatable {
        /// Ticks of the track that come before the film begins.
        var skipped: Int

        /// Ticks of the movie; 0 in a stream whose end is not known.
        var duration: Int
    }

    static let pictureID: UInt32 = 1
    static let soundID: UInt32 = 2

    /// Frames by which decoding runs ahead: one, as B-frames never serve as references.
    static let reorderedFrames = 1

    var medium: Medium
    var timescale: Int
    var edit: Edit?

    /// Empty in a fragmented file.
    var table = SampleTable()

    /// A picture track whose reordering an edit list undoes.
    init(picture size: PixelSize, configuration: [UInt8], clock: FilmClock) {
        medium = .picture(size, configuration: configuration)
        timescale = clock.timescale
        edit = Edit(skipped: Track.reorderedFrames * clock.ticksPerFrame, duration: 0)
    }

    /// A sound track whose priming an edit list skips.
    init(sound configuration: [UInt8], edit: Edit) {
        medium = .sound(configuration: configuration)
        timescale = FilmClock.samplesPerSecond
        self.edit = edit
    }

    var id: UInt32 {
        switch medium {
        case .picture: Track.pictureID
        case .sound: Track.soundID
        }
    }
}

/// The samples of a track in an unfragmented file.
struct SampleTable {
    /// A run of equal values.
    struct Run {
        var count: Int
        var value: Int
    }

    /// Neighbouring samples in the file.
    struct Cluster {
        var sampleCount: Int

        /// Bytes from the first byte of media.
        var position: Int
    }

    private(set) var byteCounts: [UInt32] = []
    private(set) var durations: [Run] = []
    private(set) var compositionOffsets: [Run] = []
    private(set) var syncSamples: [Int] = []
    private(set) var clusters: [Cluster] = []

    /// Sum of all durations, in ticks of the track.
    private(set) var duration = 0

    var count: Int { byteCounts.count }

    /// Adds samples that lie side by side from `position` on.
    mutating func append(_ samples: [Sample], at position: Int) {
        for sample in samples {
            byteCounts.append(UInt32(sample.byteCount))
            duration += sample.duration
            SampleTable.extend(&durations, by: sample.duration)
            SampleTable.extend(&compositionOffsets, by: sample.compositionOffset)
            if sample.isSync { syncSamples.append(count) }
        }
        clusters.append(Cluster(sampleCount: samples.count, position: position))
    }

    private static func extend(_ runs: inout [Run], by value: Int) {
        if let last = runs.indices.last, runs[last].value == value {
            runs[last].count += 1
        } else {
            runs.append(Run(count: 1, value: value))
        }
    }
}
