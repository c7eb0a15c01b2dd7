internal import FarmModel

/// A mood that music knows, and its tempo.
struct PlannedMood {
    var name: String
    var tempo: Int
}

extension Planner {
    func mood(in settings: [PlannedSetting]) -> PlannedMood {
        let entries = reading.moods.compactMap { vocabulary.entry(of: $0, .mood) }
        let told = entries.first { !$0.has(.like) } ?? entries.first
        if let told { return planned(told) }
        if let implied = reading.impliedMoods.first.flatMap({ vocabulary.entry(of: $0, .mood) }) {
            return planned(implied)
        }
        return planned(vocabulary.entry(of: MoodOf.setting(settings.first), .mood))
    }

    private func planned(_ entry: Entry?) -> PlannedMood {
        PlannedMood(
            name: entry?[.like] ?? entry?.concept ?? "calm",
            tempo: Int(entry?.number(.tempo) ?? 80))
    }

    func soundPlan(
        _ drafts: [ShotDraft], _ settings: [PlannedSetting], _ mood: PlannedMood
    ) -> SoundPlan {
        let hasMusic = reading.wantsMusic && request.music == .matched
        let music = hasMusic ? SoundPlan.Music(mood: mood.name, tempo: mood.tempo) : nil
        guard reading.wantsSound else { return SoundPlan(music: music, ambience: [], effects: []) }
        var ambience = drafts.flatMap(\.beds)
        for setting in settings { ambience += Ambience.beds(of: setting) }
        var effects = drafts.flatMap(\.effects)
        for draft in drafts {
            effects += draft.acts.filter { castIDs[$0.subject] != nil }
                .compactMap { $0.action[.sound] }
        }
        return SoundPlan(
            music: music, ambience: unique(ambience), effects: unique(effects))
    }

    private func unique(_ names: [String]) -> [String] {
        var seen: [String] = []
        for name in names where !seen.contains(name) && seen.count < StoryboardLimits.sounds {
            seen.append(name)
        }
        return seen
    }
}

/// What a place and its weather sound of.
enum Ambience {
    static func beds(of planned: PlannedSetting) -> [String] {
        let setting = planned.setting
        var beds = planned.place?.list(.ambience) ?? []
        if setting.time == .night || setting.weather == .rain || setting.weather == .storm {
            beds.removeAll { $0 == "birds" }
        }
        switch setting.weather {
        case .rain: beds.append("rain")
        case .storm: beds += ["rain", "thunder", "wind"]
        case .clear, .clouds:
            if setting.time == .night, planned.place?.list(.ambience).contains("birds") == true {
                beds.append("crickets")
            }
        case .overcast, .snow, .fog: break
        }
        if setting.wind >= 2 { beds.append("wind") }
        if setting.wind == 0 { beds.removeAll { $0 == "wind" } }
        return beds
    }
}

/// The mood of a film that names none.
enum MoodOf {
    static func setting(_ planned: PlannedSetting?) -> String {
        guard let planned else { return "calm" }
        switch planned.setting.weather {
        case .storm: return "tense"
        case .rain, .overcast: return "melancholy"
        case .fog: return "mysterious"
        case .clear, .clouds, .snow: return planned.place?[.mood] ?? "calm"
        }
    }
}
