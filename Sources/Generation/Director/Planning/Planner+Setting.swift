internal import FarmModel

/// A setting, and the place as it was asked for.
struct PlannedSetting {
    var setting: Setting

    /// The vocabulary's entry for the place, before a set stands in for it.
    var place: Entry?
}

extension Planner {
    mutating func setting(of draft: ShotDraft) -> PlannedSetting {
        let asked = place(of: draft)
        let time = time(of: draft, at: asked)
        let weather = weather(of: draft, at: asked)
        if time == .night && weather == .clear
            && draft.weathers.contains(where: { $0.entry.concept == "clear" })
        {
            reading.remark(.sunnyNight)
        }
        let drawn = vocabulary.drawable(asked.concept, as: .place) ?? "meadow"
        let season =
            draft.seasons.first?.entry.concept
            ?? draft.scenery.lazy.compactMap { $0.entry[.season] }.first ?? asked[.season]
        noteScenery(of: draft, at: asked, in: drawn)
        return PlannedSetting(
            setting: Setting(
                place: drawn, time: time, weather: weather,
                season: season.flatMap(Setting.Season.init(rawValue:)),
                wind: wind(of: draft, in: weather)),
            place: asked)
    }

    // MARK: Place

    private mutating func place(of draft: ShotDraft) -> Entry {
        if let kept = mostSpecial(of: draft.places) {
            let special = special(than: kept.entry, in: draft)
            for other in draft.places
            where other.entry.concept != kept.entry.concept
                && other.entry.concept != kept.entry[.of]
                && other.entry[.of] != kept.entry.concept && other.entry[.of] != kept.entry[.of]
            {
                reading.remark(.placeLeftOut(words: other.words, kept: kept.words))
            }
            let entry = special ?? kept.entry
            notePlace(entry, kept.words)
            return entry
        }
        let words = draft.scenery.first { $0.entry.has(.place) }
        if let words, let entry = words.entry[.place].flatMap({ vocabulary.entry(of: $0, .place) })
        {
            notePlace(entry, words.words)
            return entry
        }
        if let naming = draft.scenery.first(where: { $0.entry.kind == .place }) {
            return naming.entry
        }
        return impliedPlace(of: draft)
    }

    /// Of 街头 and 霓虹灯下, the neon street.
    private func mostSpecial(of places: [ShotDraft.Naming]) -> ShotDraft.Naming? {
        guard let first = places.first else { return nil }
        return places.first { $0.entry[.of] == first.entry.concept } ?? first
    }

    /// Scenery can narrow a place down: neon lights make a street a neon street.
    private func special(than place: Entry, in draft: ShotDraft) -> Entry? {
        draft.scenery.lazy.compactMap { $0.entry[.place] }
            .compactMap { vocabulary.entry(of: $0, .place) }
            .first { $0[.of] == place.concept }
    }

    private mutating func notePlace(_ entry: Entry, _ words: String) {
        guard let drawn = vocabulary.drawable(entry.concept, as: .place), drawn != entry.concept
        else { return }
        if entry.concept == "sea" && drawn == "surf" { return }
        reading.remark(.placeAs(words: words, concept: drawn))
    }

    private func impliedPlace(of draft: ShotDraft) -> Entry {
        let names =
            draft.acts.compactMap { $0.action[.place] }
            + draft.mentions.compactMap { reading.cast[$0].entry[.place] }
            + draft.props.compactMap { prop in
                prop.entry[.place]
                    ?? prop.entry[.action].flatMap { vocabulary.entry(of: $0, .action)?[.place] }
            }
        let implied = names.compactMap { vocabulary.entry(of: $0, .place) }.first
        if let implied { return implied }
        let isWet = draft.weathers.contains { $0.entry.concept == "rain" }
        let isNight = draft.times.contains { $0.entry.concept == "night" }
        let hasGrownUp = draft.mentions.contains {
            ["man", "woman"].contains(
                vocabulary.drawable(reading.cast[$0].entry.concept, as: .cast) ?? "")
        }
        let name = hasGrownUp && (isWet || isNight) ? "street" : "meadow"
        return vocabulary.entry(of: name, .place) ?? fallback
    }

    private var fallback: Entry {
        Entry(kind: .place, concept: "meadow", attributes: [:], file: "", line: 0)
    }

    // MARK: Time and weather

    private mutating func time(of draft: ShotDraft, at place: Entry) -> Setting.TimeOfDay {
        if let kept = draft.times.first {
            for other in draft.times where other.entry.concept != kept.entry.concept {
                reading.remark(.timeLeftOut(words: other.words, kept: kept.words))
            }
            return Setting.TimeOfDay(rawValue: kept.entry.concept) ?? .afternoon
        }
        let hint =
            draft.scenery.lazy.compactMap { $0.entry[.time] }.first ?? place[.time]
            ?? draft.mentions.compactMap { reading.cast[$0].entry[.time] }.first
        return hint.flatMap(Setting.TimeOfDay.init(rawValue:)) ?? .afternoon
    }

    private static let severity: [Setting.Weather] = [
        .storm, .snow, .rain, .fog, .overcast, .clouds, .clear,
    ]

    private mutating func weather(of draft: ShotDraft, at place: Entry) -> Setting.Weather {
        let named = draft.weathers.filter { !draft.excludesWeather.contains($0.entry.concept) }
        let hints = draft.scenery.compactMap { $0.entry[.weather] }
            .compactMap(Setting.Weather.init(rawValue:))
        let asked = named.compactMap { Setting.Weather(rawValue: $0.entry.concept) }
        if let worst = Planner.severity.first(where: asked.contains) {
            if let clear = named.first(where: { $0.entry.concept == "clear" }),
                worst != .clear && worst != .clouds,
                let kept = named.first(where: { $0.entry.concept == worst.rawValue })
            {
                reading.remark(.weatherLeftOut(words: clear.words, kept: kept.words))
            }
            return worst == .clear && hints.contains(.clouds) ? .clouds : worst
        }
        if let worst = Planner.severity.first(where: hints.contains) { return worst }
        let implied = place[.weather].flatMap(Setting.Weather.init(rawValue:)) ?? .clear
        return draft.excludesWeather.contains(implied.rawValue) ? .clear : implied
    }

    private func wind(of draft: ShotDraft, in weather: Setting.Weather) -> Double {
        if let told = draft.wind { return told }
        switch weather {
        case .storm: return 3
        case .fog: return 0.3
        case .clear, .clouds, .overcast, .rain, .snow: return 1
        }
    }

    // MARK: Scenery

    private mutating func noteScenery(of draft: ShotDraft, at asked: Entry, in place: String) {
        for naming in draft.scenery where naming.entry.kind == .scenery {
            let entry = naming.entry
            if !entry.has(.everywhere) && !entry.list(.within).contains(place)
                && (entry[.place] != asked.concept || place == asked.concept)
            {
                reading.remark(.notDrawn(naming.words))
            }
        }
    }
}
