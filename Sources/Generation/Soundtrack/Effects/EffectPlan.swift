package import FarmModel

/// Which effects are heard when.
package struct EffectPlan {
    package let cues: [EffectCue]

    package init(storyboard: Storyboard) throws(SoundtrackError) {
        self.init(storyboard: storyboard, timeline: try Timeline(of: storyboard))
    }

    init(storyboard: Storyboard, timeline: Timeline) {
        var named: [SoundEffect] = []
        for effect in storyboard.sound.effects.compactMap(SoundEffect.init(named:))
        where !named.contains(effect) {
            named.append(effect)
        }
        let scenes = zip(storyboard.shots, timeline.shots).map { shot, frames in
            EffectScene(shot: shot, cast: storyboard.cast, frames: frames)
        }
        var cues: [EffectCue] = []
        for effect in named {
            let suiting = scenes.filter { $0.suits(effect) }
            for scene in suiting.isEmpty ? scenes : suiting {
                cues.append(
                    EffectCue(
                        effect: effect, scene: scene, seed: storyboard.seed, index: cues.count))
            }
        }
        self.cues = cues
    }
}

/// A shot, as far as effects care.
struct EffectScene {
    /// How someone moves over the ground.
    enum Gait {
        case walk, run

        /// Footfalls a second, those of the puppets: a walk cycle of 1.12 s, 1.45 strides a second.
        var stepsPerSecond: Double {
            switch self {
            case .walk: 2 / 1.12
            case .run: 2 * 1.45
            }
        }
    }

    let gait: Gait?
    let isSmallAnimal: Bool
    let isPuppy: Bool
    let surroundings: Surroundings
    let concepts: [String]
    let actions: [String]
    let camera: CameraPlan
    let frames: Range<Int>

    init(shot: Shot, cast: [CastMember], frames: Range<Int>) {
        self.frames = frames
        camera = shot.camera
        surroundings = Surroundings(of: shot)
        actions = shot.subjects.map(\.action)
        let members = shot.subjects.map { subject in
            cast.first { $0.id == subject.cast }
        }
        concepts = members.compactMap { $0?.concept }
        let walker = shot.subjects.firstIndex { EffectScene.gait(of: $0.action) != nil }
        gait = walker.flatMap { EffectScene.gait(of: shot.subjects[$0].action) }
        let walkerConcept = walker.flatMap { members[$0]?.concept } ?? ""
        isSmallAnimal = EffectScene.pawed.contains(walkerConcept)
        isPuppy = members.contains { $0?.concept == "puppy" || $0?.traits.age == "baby" }
    }

    private static let pawed = ["cat", "kitten", "dog", "puppy", "rabbit", "fox", "panda"]
    private static let walks = ["walk", "stroll", "approach", "wander", "march", "pass"]
    private static let runs = ["run", "chase", "sprint", "jog", "race", "flee"]

    private static func gait(of action: String) -> Gait? {
        runs.contains(action) ? .run : walks.contains(action) ? .walk : nil
    }

    func suits(_ effect: SoundEffect) -> Bool {
        switch effect {
        case .footsteps: gait != nil
        case .splash:
            [.sea, .shore, .stream, .underwater].contains(surroundings.place)
        case .bubbles: concepts.contains { $0.contains("bubble") }
        case .whoosh: actions.contains { ["jump", "fly", "leap", "swing", "spin"].contains($0) }
        case .meow: concepts.contains { $0 == "cat" || $0 == "kitten" }
        case .bark: concepts.contains { $0 == "dog" || $0 == "puppy" }
        }
    }

    /// Nearer cameras hear more: 0.4 for a speck, 1 for a face, as the move goes on.
    func closeness(at frame: Int) -> Double {
        func closeness(of size: CameraPlan.Size) -> Double {
            switch size {
            case .extremeWide: 0.4
            case .wide: 0.52
            case .full: 0.68
            case .medium: 0.84
            case .closeUp, .extremeCloseUp: 1
            }
        }
        let share = Double(frame - frames.lowerBound) / Double(max(1, frames.count))
        let from = closeness(of: camera.from)
        return from + (closeness(of: camera.to) - from) * share.clamped(to: 0...1)
    }
}
