internal import FarmModel

/// Decides everything that a prompt leaves open: what was read becomes a whole storyboard.
struct Planner {
    let vocabulary: Vocabulary
    let request: FilmRequest
    let prompt: Prompt
    var reading: Reading

    init(_ reading: Reading, of prompt: Prompt, for request: FilmRequest, _ vocabulary: Vocabulary)
    {
        self.reading = reading
        self.prompt = prompt
        self.request = request
        self.vocabulary = vocabulary
    }

    static func storyboard(
        _ reading: Reading, of prompt: Prompt, for request: FilmRequest, _ vocabulary: Vocabulary
    ) -> Storyboard {
        var planner = Planner(reading, of: prompt, for: request, vocabulary)
        return planner.storyboard()
    }

    var language: Lexicon { prompt.language == .chinese ? .chinese : .english }

    private mutating func storyboard() -> Storyboard {
        let drafts = beats(of: fitting(inherited()))
        let settings = drafts.map { setting(of: $0) }
        let cast = castMembers(in: drafts)
        let lengths = seconds(of: drafts)
        var shots: [Shot] = []
        for (index, draft) in drafts.enumerated() {
            let subjects = subjects(of: draft)
            shots.append(
                Shot(
                    seconds: lengths[index], setting: settings[index].setting, subjects: subjects,
                    camera: camera(of: draft, subjects: subjects),
                    transition: index == 0 ? .cut : draft.transition,
                    dialogue: draft.dialogue.prefix(StoryboardLimits.dialogueLines).map {
                        DialogueLine(speaker: $0.speaker.flatMap { castIDs[$0] }, text: $0.text)
                    },
                    caption: draft.caption))
        }
        if cast.isEmpty && reading.remarks.contains(where: \.losesSubject) {
            reading.remark(.nobody)
        }
        let mood = mood(in: settings)
        let style = style()
        let sound = soundPlan(drafts, settings, mood)
        return Storyboard(
            title: title, language: prompt.language, format: request.format, seed: request.seed,
            style: style, mood: mood.name, cast: cast, shots: shots, sound: sound, notes: notes())
    }

    /// Cast identifiers by position in the reading; nil for what is not drawn.
    var castIDs: [Int: String] = [:]

    private var title: String {
        let line = prompt.scalars.prefix { $0 != 0x0A && $0 != 0x0D }
        let text = prompt.excerpt(0..<line.count, limit: 40)
        return String(Scalars.trimmed(Substring(text)))
    }

    private mutating func style() -> String {
        if let asked = request.style, !asked.isEmpty {
            if let known = vocabulary.concept(named: asked, .style) { return known }
            reading.remark(.styleUnknown(String(asked.prefix(StoryboardLimits.nameCharacters))))
        }
        return reading.styles.first ?? "realistic"
    }

    private func notes() -> [String] {
        var remarks = reading.remarks
        if !reading.unused.isEmpty { remarks.append(.unused(Array(reading.unused.prefix(12)))) }
        return Notes.texts(remarks, in: language, vocabulary)
    }
}

/// Notes in the language of the prompt, few enough to be read.
enum Notes {
    static let limit = 24

    static func texts(
        _ remarks: [Remark], in language: Lexicon, _ vocabulary: Vocabulary
    ) -> [String] {
        var texts = remarks.prefix(limit).map { $0.text(in: language, vocabulary) }
        let rest = remarks.count - limit
        if rest > 0 {
            texts.append(
                language == .chinese ? "另有\(rest)处没有列出" : "\(rest) more are not listed")
        }
        return texts
    }
}

// MARK: Shots
extension Planner {
    /// Shots with what they take over from the one before, preambles folded in.
    private func inherited() -> [ShotDraft] {
        var shots: [ShotDraft] = []
        var preamble: ShotDraft?
        for var draft in reading.shots {
            if draft.isPreamble {
                preamble = draft
                continue
            }
            if let before = shots.last ?? preamble { takeOver(from: before, into: &draft) }
            shots.append(draft)
        }
        return shots.isEmpty ? [preamble ?? ShotDraft()] : shots
    }

    private func takeOver(from before: ShotDraft, into draft: inout ShotDraft) {
        if draft.places.isEmpty && !draft.scenery.contains(where: { $0.entry.has(.place) }) {
            draft.places = before.places
            draft.scenery += before.scenery
        }
        if draft.times.isEmpty { draft.times = before.times }
        if draft.weathers.isEmpty { draft.weathers = before.weathers }
        if draft.seasons.isEmpty { draft.seasons = before.seasons }
        draft.wind = draft.wind ?? before.wind
        if draft.mentions.isEmpty {
            draft.mentions = before.mentions
            draft.acts = before.acts
            draft.props = before.props
            draft.positions = before.positions
        } else if before.transition == .cut, draft.acts.contains(where: { $0.order >= 0 }) {
            for prop in before.props
            where prop.entry[.use] == "hold" && draft.mentions.contains(prop.owner)
                && !draft.props.contains(where: { $0.owner == prop.owner })
            {
                draft.props.append(prop)
            }
        }
    }

    /// As many shots as the film is long enough for.
    private mutating func fitting(_ drafts: [ShotDraft]) -> [ShotDraft] {
        let room = max(1, Int(request.format.seconds / StoryboardLimits.shortestShot))
        let limit = min(StoryboardLimits.shots, room, max(1, request.format.frameCount))
        guard drafts.count > limit else { return drafts }
        reading.remark(.tooManyShots(limit: limit))
        return Array(drafts.prefix(limit))
    }

    /// Several actions of one subject in a row become shots of their own, where time allows.
    private mutating func beats(of drafts: [ShotDraft]) -> [ShotDraft] {
        let share = request.format.seconds / Double(drafts.count)
        var room = StoryboardLimits.shots - drafts.count
        var result: [ShotDraft] = []
        for draft in drafts {
            let sequence = Beats.sequence(of: draft.acts)
            for words in sequence.leftOut { reading.remark(.actionLeftOut(words)) }
            for (member, face) in sequence.faces where reading.cast[member].traits.mood == nil {
                reading.cast[member].traits.mood = face
            }
            let limit = max(1, min(Int(share / StoryboardLimits.shortestBeat), room + 1))
            for beat in sequence.beats.dropFirst(limit) {
                for act in beat where act.isNew { reading.remark(.actionLeftOut(act.act.words)) }
            }
            for beat in sequence.beats.prefix(limit) {
                var shot = draft
                shot.acts = beat.map(\.act)
                shot.seconds = draft.seconds.map {
                    $0 / Double(min(limit, sequence.beats.count))
                }
                result.append(shot)
            }
            room -= min(limit, sequence.beats.count) - 1
        }
        return result
    }

    /// Lengths that add up to the film's, each a whole number of frames.
    private mutating func seconds(of drafts: [ShotDraft]) -> [Double] {
        let total = request.format.seconds
        let rate = Double(max(1, request.format.framesPerSecond))
        let told = drafts.compactMap(\.seconds)
        let usual = told.isEmpty ? 1 : told.reduce(0, +) / Double(told.count)
        let weights = drafts.map { $0.seconds ?? usual }
        let sum = weights.reduce(0, +)
        if !told.isEmpty, abs(sum - total) > 0.5 / rate {
            reading.remark(.lengthKept(seconds: total))
        }
        guard drafts.count > 1 else { return [total] }
        var lengths: [Double] = []
        var elapsed = 0.0
        var start = 0.0
        for weight in weights.dropLast() {
            elapsed += weight
            let end = max(start + 1 / rate, (elapsed / sum * total * rate).rounded() / rate)
            lengths.append(end - start)
            start = end
        }
        lengths.append(max(1 / rate, total - start))
        return lengths
    }
}
