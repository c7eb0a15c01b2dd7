public import FarmModel
public import Picture

/// Sets a storyboard in scene: any frame of it as the things that the picture draws.
///
/// A frame depends on the storyboard and its index alone: any worker may ask for any frame, in any
/// order, and gets the same scene to the bit.
public struct Staging: Sendable {
    /// What had to be replaced by something near, in the storyboard's language.
    public private(set) var notes: [String]

    /// Frames of the whole film, as ``FilmFormat/frameCount``.
    public let frameCount: Int

    private let takes: [Take]
    private let look: Look

    /// `figures` are the puppets that may be cast beside those that are built in.
    public init(_ storyboard: Storyboard, figures: FigureLibrary = .embedded) {
        frameCount = storyboard.format.frameCount
        var casting = Casting(storyboard, figures: figures)
        look = Look(rawValue: storyboard.style) ?? .realistic
        if !storyboard.style.isEmpty, look.rawValue != storyboard.style {
            casting.note(
                "风格“\(storyboard.style)”还没有，画面用写实外观。",
                "The style \"\(storyboard.style)\" is not known; the picture is realistic.")
        }
        var takes: [Take] = []
        var start = 0
        var end = 0.0
        let rate = Double(storyboard.format.framesPerSecond)
        for (number, shot) in storyboard.shots.enumerated() {
            end += shot.seconds
            let isLast = number == storyboard.shots.count - 1
            let next = isLast ? frameCount : min(frameCount, Int((end * rate).rounded()))
            guard next > start else { continue }
            if shot.transition != .cut, var before = takes.popLast() {
                before.fadesOut = shot.transition == .fade
                takes.append(before)
                if shot.transition == .dissolve {
                    casting.note(
                        "叠化转场改为直接切换。", "A dissolve is shown as a cut.")
                }
            }
            var planning = TakePlanning(storyboard, shot: shot, number: number, casting: casting)
            takes.append(planning.take(start: start, count: next - start))
            casting = planning.casting
            start = next
        }
        self.takes = takes
        notes = casting.notes
    }

    /// What frame `frameIndex` shows; indices outside the film show its first or last frame.
    public func scene(at frameIndex: Int) -> Scene {
        let index = min(max(frameIndex, 0), frameCount - 1)
        guard let take = take(at: index) else { return Staging.empty(at: index) }
        var scene = take.scene(at: held(index, in: take))
        scene.look = look
        return scene
    }

    /// The frame whose pose is shown: stop motion holds each for a while.
    private func held(_ index: Int, in take: Take) -> Int {
        guard let poses = look.posesPerSecond else { return index }
        let hold = max(1, take.framesPerSecond / poses)
        return take.start + (index - take.start) / hold * hold
    }

    private func take(at index: Int) -> Take? {
        takes.last { $0.start <= index } ?? takes.first
    }

    /// A meadow without anyone, for a storyboard without shots.
    private static func empty(at index: Int) -> Scene {
        Scene(
            time: Float(index) / 24, seed: 1,
            camera: Camera(
                from: Vector(0, 1.4, 6), to: Vector(0, 1.2, 0), verticalAngle: 0.646),
            place: .meadow,
            light: .preset(place: .meadow, time: .afternoon, weather: .clear),
            weather: SceneWeather(), primitives: [], puppets: [], particles: [])
    }
}
