import Director
import FarmModel

/// A director and the short questions that the specifications ask of it.
struct Studio {
    let director: FilmDirector

    /// One for all tests: reading the vocabulary is the slow part.
    private static let shared = Result { try FilmDirector() }

    init() throws {
        director = try Studio.shared.get()
    }

    func request(_ prompt: String, seconds: Double = 10) -> FilmRequest {
        FilmRequest(
            prompt: prompt, format: FilmFormat(width: 720, height: 1280, seconds: seconds),
            seed: 7)
    }

    func storyboard(_ prompt: String, seconds: Double = 10) throws -> Storyboard {
        try director.storyboard(for: request(prompt, seconds: seconds))
    }
}

extension Storyboard {
    /// One line a fact, for prompts that need only a few: `cast cat x2 orange`, `act cat surf`.
    var facts: Set<String> {
        var facts: Set<String> = [
            "style \(style)", "mood \(mood)", "shots \(shots.count)", "cast \(cast.count)",
        ]
        let concepts = Dictionary(uniqueKeysWithValues: cast.map { ($0.id, $0.concept) })
        for member in cast {
            let name = member.concept
            facts.insert("\(name) x\(member.count)")
            if let color = member.traits.color { facts.insert("\(name) \(color)") }
            if let age = member.traits.age { facts.insert("\(name) \(age)") }
            if let mood = member.traits.mood { facts.insert("\(name) \(mood)") }
            if let scale = member.traits.scale { facts.insert("\(name) scale \(scale)") }
            for garment in member.traits.clothing ?? [] {
                facts.insert("\(name) wears \(garment.color.map { $0 + " " } ?? "")\(garment.name)")
            }
        }
        for shot in shots {
            facts.insert("place \(shot.setting.place)")
            facts.insert("time \(shot.setting.time.rawValue)")
            facts.insert("weather \(shot.setting.weather.rawValue)")
            if let season = shot.setting.season { facts.insert("season \(season.rawValue)") }
            let camera = shot.camera
            facts.insert("camera \(camera.move.rawValue)")
            facts.insert("from \(camera.from.rawValue)")
            facts.insert("to \(camera.to.rawValue)")
            facts.insert("angle \(camera.angle.rawValue)")
            if let caption = shot.caption { facts.insert("caption \(caption)") }
            for line in shot.dialogue { facts.insert("says \(line.text)") }
            for subject in shot.subjects {
                let name = concepts[subject.cast] ?? "nobody"
                facts.insert("\(name) \(subject.action)")
                if let target = subject.target.flatMap({ concepts[$0] }) {
                    facts.insert("\(name) \(subject.action) \(target)")
                }
                for prop in subject.props {
                    facts.insert("\(name) has \(prop.color.map { $0 + " " } ?? "")\(prop.name)")
                }
                if let position = subject.position {
                    facts.insert("\(name) at \(position.rawValue)")
                }
            }
        }
        for bed in sound.ambience { facts.insert("bed \(bed)") }
        for effect in sound.effects { facts.insert("effect \(effect)") }
        facts.insert(sound.music == nil ? "no music" : "music")
        return facts
    }

    /// Whether every number is finite and every reference leads somewhere.
    var isSound: Bool {
        let ids = cast.map(\.id)
        let members = cast.allSatisfy {
            (1...12).contains($0.count) && ($0.traits.scale ?? 1).isFinite
        }
        let references = shots.allSatisfy { shot in
            shot.seconds.isFinite && shot.seconds > 0 && shot.setting.wind.isFinite
                && shot.subjects.allSatisfy {
                    ids.contains($0.cast) && $0.target.map(ids.contains) ?? true
                }
                && shot.dialogue.allSatisfy { $0.speaker.map(ids.contains) ?? true }
        }
        let total = shots.reduce(0) { $0 + $1.seconds }
        return !shots.isEmpty && Set(ids).count == ids.count && members && references
            && abs(total - format.seconds) < 1e-6
    }
}
