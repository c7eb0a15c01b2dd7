internal import FarmModel

extension FilmDirector {
    /// A storyboard from outside, in the format and with the seed of the request.
    ///
    /// Shots keep their share of the length. Names that the vocabulary knows and that are not drawn
    /// yet are replaced by what stands in for them, with a note; unknown names are refused.
    func imported(
        _ document: Storyboard, for request: FilmRequest
    ) throws(DirectorError) -> Storyboard {
        var storyboard = document
        let language: Lexicon = storyboard.language == .chinese ? .chinese : .english
        var remarks: [Remark] = []
        for index in storyboard.cast.indices {
            let name = storyboard.cast[index].concept
            let drawn = try drawn(name, .cast, at: "cast[\(index)].concept")
            if drawn != name {
                let words = vocabulary.word(for: name, .cast, in: language)
                remarks.append(.castAs(words: words, concept: drawn))
                storyboard.cast[index].concept = drawn
            }
        }
        for index in storyboard.shots.indices {
            try stage(&storyboard.shots[index], at: "shots[\(index)]", language, &remarks)
        }
        _ = try known(storyboard.style, .style, at: "style")
        _ = try known(storyboard.mood, .mood, at: "mood")
        if let mood = storyboard.sound.music?.mood {
            _ = try known(mood, .mood, at: "sound.music.mood")
        }
        for (index, name) in storyboard.sound.ambience.enumerated() {
            _ = try known(name, .bed, at: "sound.ambience[\(index)]")
        }
        for (index, name) in storyboard.sound.effects.enumerated() {
            _ = try known(name, .effect, at: "sound.effects[\(index)]")
        }
        fit(&storyboard, to: request)
        for text in Notes.texts(remarks, in: language, vocabulary)
        where !storyboard.notes.contains(text) && storyboard.notes.count < StoryboardLimits.notes {
            storyboard.notes.append(text)
        }
        return storyboard
    }

    private func stage(
        _ shot: inout Shot, at path: String, _ language: Lexicon, _ remarks: inout [Remark]
    ) throws(DirectorError) {
        let place = shot.setting.place
        let set = try drawn(place, .place, at: "\(path).setting.place")
        if set != place {
            let words = vocabulary.word(for: place, .place, in: language)
            remarks.append(.placeAs(words: words, concept: set))
            shot.setting.place = set
        }
        for index in shot.subjects.indices {
            let own = "\(path).subjects[\(index)]"
            let action = shot.subjects[index].action
            let motion = try drawn(action, .action, at: "\(own).action")
            if motion != action {
                let words = vocabulary.word(for: action, .action, in: language)
                remarks.append(.actionAs(words: words, concept: motion))
                shot.subjects[index].action = motion
            }
            for prop in shot.subjects[index].props.indices {
                let name = shot.subjects[index].props[prop].name
                _ = try known(name, .thing, at: "\(own).props[\(prop)].name")
                let words = vocabulary.word(for: name, .thing, in: language)
                guard let model = vocabulary.drawable(name, as: .thing) else {
                    remarks.append(.notDrawn(words))
                    continue
                }
                if model != name {
                    remarks.append(.thingAs(words: words, concept: model))
                    shot.subjects[index].props[prop].name = model
                }
            }
        }
    }

    private func fit(_ storyboard: inout Storyboard, to request: FilmRequest) {
        let total = storyboard.shots.reduce(0) { $0 + $1.seconds }
        let factor = request.format.seconds / total
        if abs(factor - 1) > 1e-9 {
            for index in storyboard.shots.indices { storyboard.shots[index].seconds *= factor }
        }
        storyboard.format = request.format
        storyboard.seed = request.seed
        if let style = request.style, let name = vocabulary.concept(named: style, .style) {
            storyboard.style = name
        }
        if request.music == .off { storyboard.sound.music = nil }
    }

    private func known(
        _ name: String, _ kind: Kind, at path: String
    ) throws(DirectorError) -> Entry {
        if let entry = vocabulary.entry(of: name, kind) { return entry }
        throw .storyboardInvalid(
            path: path,
            reason: "unknown \(kind.noun) \"\(name)\"; docs/STORYBOARD.md lists those there are")
    }

    private func drawn(
        _ name: String, _ kind: Kind, at path: String
    ) throws(DirectorError) -> String {
        _ = try known(name, kind, at: path)
        if let drawn = vocabulary.drawable(name, as: kind) { return drawn }
        guard kind == .action else {
            throw .storyboardInvalid(path: path, reason: "\"\(name)\" cannot be drawn yet")
        }
        return "stand"
    }
}

extension Kind {
    /// For messages.
    fileprivate var noun: String {
        switch self {
        case .cast: "concept"
        case .thing: "prop"
        case .bed: "ambience"
        case .effect: "sound effect"
        default: rawValue
        }
    }
}
