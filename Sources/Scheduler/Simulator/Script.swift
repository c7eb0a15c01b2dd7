import FarmModel

/// What a simulated task does, as its payload says.
///
/// Everything follows from the film's seed, so that any worker does the same, and so that a checker
/// knows what should have come out.
struct Script: Equatable {
    enum Behaviour: UInt8, CaseIterable {
        case benign

        /// Fails on the first attempts.
        case flaky

        /// Fails on every attempt, each time claiming that another may succeed.
        case failing

        /// Says at once that no attempt can succeed.
        case pointless

        /// Ends the process that runs it.
        case poison

        /// Stops half way and stays in touch.
        case stuck
    }

    var filmSeed: UInt64

    /// 0 for the plan, then 1 for its first follow-up and so on.
    var position: Int
    var behaviour: Behaviour
    var chunkCount: Int
    var step: Duration
    var output: Job.Output
    var requirement: Job.Requirement

    /// Positions in the list of follow-ups.
    var dependencies: [Int]

    var payload: [UInt8] {
        let seed = (0..<8).map { UInt8(truncatingIfNeeded: filmSeed >> (8 * UInt64($0))) }
        return seed + [UInt8(position), behaviour.rawValue]
    }

    /// The scripts of a film: first the plan, then its follow-ups.
    static func film(_ seed: UInt64, villain: Behaviour) -> [Script] {
        var random = SplitMix64(seed: SplitMix64.mix(seed))
        let shots = random.pick(1...4)
        let hasSound = random.chance(0.6)
        var scripts = [
            Script(
                filmSeed: seed, position: 0, behaviour: .benign, chunkCount: 0,
                step: random.milliseconds(50...400), output: .none,
                requirement: Job.Requirement(engine: .director), dependencies: [])
        ]
        for shot in 0..<shots {
            let isHeavy = random.chance(0.25)
            scripts.append(
                Script(
                    filmSeed: seed, position: scripts.count, behaviour: .benign,
                    chunkCount: random.pick(1...3), step: random.milliseconds(100...1500),
                    output: .video,
                    requirement: Job.Requirement(
                        engine: isHeavy ? EngineID("diffusers") : .previz,
                        gpuMemory: isHeavy ? 8 : 0),
                    dependencies: shot > 0 && random.chance(0.3) ? [shot - 1] : []))
        }
        if hasSound {
            scripts.insert(
                Script(
                    filmSeed: seed, position: 0, behaviour: .benign, chunkCount: 1,
                    step: random.milliseconds(100...800), output: .audio,
                    requirement: Job.Requirement(engine: .soundtrack), dependencies: []),
                at: scripts.count)
            scripts[scripts.count - 1].position = scripts.count - 1
        }
        scripts[random.pick(0...(scripts.count - 1))].behaviour = villain
        return scripts
    }

    /// The script that a payload speaks of; nil for bytes that are not a payload.
    init?(payload: [UInt8]) {
        guard payload.count == 10, let behaviour = Behaviour(rawValue: payload[9]) else {
            return nil
        }
        let seed = (0..<8).reduce(UInt64(0)) { $0 | UInt64(payload[$1]) << (8 * UInt64($1)) }
        let film = Script.film(seed, villain: .benign)
        guard film.indices.contains(Int(payload[8])) else { return nil }
        self = film[Int(payload[8])]
        self.behaviour = behaviour
    }

    private init(
        filmSeed: UInt64, position: Int, behaviour: Behaviour, chunkCount: Int, step: Duration,
        output: Job.Output, requirement: Job.Requirement, dependencies: [Int]
    ) {
        self.filmSeed = filmSeed
        self.position = position
        self.behaviour = behaviour
        self.chunkCount = chunkCount
        self.step = step
        self.output = output
        self.requirement = requirement
        self.dependencies = dependencies
    }

    var task: Job.Task {
        Job.Task(
            step: position == 0 ? "plan" : output == .audio ? "sound" : "render",
            requirement: requirement, cost: step * max(1, chunkCount), payload: payload,
            dependencies: dependencies, output: output)
    }

    /// The storyboard that the plan of a film hands back.
    static func document(_ filmSeed: UInt64) -> [UInt8] { Array("film \(filmSeed)".utf8) }

    /// The piece of media that attempt number `attempt` makes at `index`.
    ///
    /// All attempts agree, unless the worker is `fickle`.
    func chunk(_ index: Int, variant: UInt32) -> Chunk {
        var random = SplitMix64(
            seed: SplitMix64.mix(filmSeed ^ UInt64(position) << 40 ^ UInt64(index) << 20)
                ^ UInt64(variant))
        let digest = (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        guard let blob = BlobID(digest: digest) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return Chunk(
            index: index, blob: blob, byteCount: 1000 + index,
            frameCount: output == .video ? 24 : 0)
    }
}
