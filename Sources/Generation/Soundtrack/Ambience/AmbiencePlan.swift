import FarmModel

/// Which beds are heard when.
struct AmbiencePlan {
    /// In the order of shots, then of the storyboard's words.
    let cues: [BedCue]

    init(storyboard: Storyboard, timeline: Timeline) {
        let surroundings = storyboard.shots.map(Surroundings.init(of:))
        let beds = AmbiencePlan.beds(
            for: surroundings, named: storyboard.sound.ambience.compactMap(Bed.init(named:)))
        var cues: [BedCue] = []
        for (shot, frames) in timeline.shots.enumerated() where !frames.isEmpty {
            let crossfade = AmbiencePlan.crossfade(into: storyboard.shots[shot].transition)
            for bed in beds[shot] {
                let open = cues.lastIndex {
                    $0.bed == bed && $0.surroundings == surroundings[shot]
                        && $0.frames.upperBound == frames.lowerBound
                }
                if let open {
                    cues[open].frames = cues[open].frames.lowerBound..<frames.upperBound
                } else {
                    cues.append(
                        BedCue(
                            bed: bed, surroundings: surroundings[shot], frames: frames,
                            crossfade: crossfade, filmLength: timeline.frameCount,
                            seed: storyboard.seed, index: cues.count))
                }
            }
        }
        self.cues = cues
    }

    /// The named beds go to the shots they suit, or to every shot when they suit none.
    static func beds(for surroundings: [Surroundings], named: [Bed]) -> [[Bed]] {
        surroundings.map { here in
            var heard: [Bed] = []
            for bed in named where !heard.contains(bed) {
                let suitsSome = surroundings.contains(where: bed.suits)
                if bed.suits(here) || !suitsSome { heard.append(bed) }
            }
            return heard.isEmpty ? Bed.usual(in: here) : heard
        }
    }

    /// Frames over which one bed gives way to the next.
    private static func crossfade(into transition: Shot.Transition) -> Int {
        switch transition {
        case .cut: Timeline.frame(at: 0.16)
        case .dissolve: Timeline.frame(at: 0.7)
        case .fade: Timeline.frame(at: 1.0)
        }
    }
}

/// One bed over a run of shots.
struct BedCue {
    /// Filters and levels are set anew this often.
    static let blockFrames = 64

    var bed: Bed
    var surroundings: Surroundings

    /// The shots' own frames; the bed is heard a little before and after.
    var frames: Range<Int>

    /// Frames of the fade at either end.
    var crossfade: Int
    var filmLength: Int
    var seed: UInt64
    var index: Int

    /// A few frames in a row with one level.
    struct Block {
        var frames: Range<Int>
        var gain: Float

        /// Since the cue's first frame, at the middle of the block.
        var seconds: Double
    }

    /// Everything that is heard, fades included, in order.
    var audible: Range<Int> {
        let half = crossfade / 2
        let start = frames.lowerBound == 0 ? 0 : max(0, frames.lowerBound - half)
        let end =
            frames.upperBound >= filmLength
            ? filmLength : min(filmLength, frames.upperBound + half)
        return start..<end
    }

    var seconds: Double { Double(audible.count) / Double(StereoSamples.sampleRate) }

    var blocks: some Sequence<Block> {
        let range = audible
        return stride(from: range.lowerBound, to: range.upperBound, by: BedCue.blockFrames).lazy
            .map { start in
                let end = min(range.upperBound, start + BedCue.blockFrames)
                let middle = (start + end) / 2
                return Block(
                    frames: start..<end, gain: gain(at: middle),
                    seconds: Double(middle - range.lowerBound)
                        / Double(StereoSamples.sampleRate))
            }
    }

    /// Equal-power fades where the bed meets its neighbours; none at the ends of the film.
    func gain(at frame: Int) -> Float {
        let range = audible
        guard crossfade > 0 else { return 1 }
        let rise =
            range.lowerBound == 0 ? 1 : Double(frame - range.lowerBound) / Double(crossfade)
        let fall =
            range.upperBound == filmLength
            ? 1 : Double(range.upperBound - frame) / Double(crossfade)
        let share = min(rise, fall).clamped(to: 0...1)
        return Float(Elementary.sine(share * Double.pi / 2))
    }

    func chance(_ purpose: Int = 0) -> SplitMix64 {
        SplitMix64(seed: seed, for: .bed, index: index &* 16 &+ purpose)
    }

    func add(to track: inout StereoTrack) {
        switch bed {
        case .waves: WavesBed(cue: self).add(to: &track)
        case .wind: WindBed(cue: self).add(to: &track)
        case .rain: RainBed(cue: self).add(to: &track)
        case .street: StreetBed(cue: self).add(to: &track)
        case .birds: BirdsBed(cue: self).add(to: &track)
        case .crickets: CricketsBed(cue: self).add(to: &track)
        case .thunder: ThunderBed(cue: self).add(to: &track)
        case .stream: StreamBed(cue: self).add(to: &track)
        case .fire: FireBed(cue: self).add(to: &track)
        case .underwater: UnderwaterBed(cue: self).add(to: &track)
        case .room: RoomBed(cue: self).add(to: &track)
        }
    }
}

extension BedCue {
    /// Frames at random moments, `rate` a second on average.
    ///
    /// A Poisson process: the gaps are exponentially distributed.
    func moments(rate: Double, chance: inout SplitMix64) -> [Int] {
        var moments: [Int] = []
        var seconds = 0.0
        while true {
            seconds -= Elementary.logarithm(1 - chance.unit()) / rate
            let frame = audible.lowerBound + Timeline.frame(at: seconds)
            guard frame < audible.upperBound else { return moments }
            moments.append(frame)
        }
    }
}
