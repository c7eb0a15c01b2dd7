internal import FarmModel

// Changes that name no swap: time, weather, style, camera, traits, actions.
extension Editor {
    /// Applies whatever a reading says to the whole film.
    mutating func change(to reading: Reading, about subject: CastDraft? = nil) {
        report(reading)
        for shot in reading.shots {
            changeSetting(shot)
            changeCamera(shot.camera)
        }
        if let style = reading.styles.first { storyboard.style = style }
        changeMood(reading)
        for draft in reading.cast { changeTraits(draft) }
        if let member = subject.flatMap({ member(like: $0) })
            ?? (reading.cast.isEmpty ? storyboard.cast.indices.first : nil)
        {
            changeLoose(reading.loose, of: member)
        }
        changeActions(reading)
    }

    private mutating func changeSetting(_ draft: ShotDraft) {
        let place = draft.places.first
        for shot in storyboard.shots.indices {
            if let time = draft.times.first.flatMap({
                Setting.TimeOfDay(rawValue: $0.entry.concept)
            })
                ?? draft.scenery.lazy.compactMap({ $0.entry[.time] }).first.flatMap(
                    Setting.TimeOfDay.init(rawValue:))
            {
                storyboard.shots[shot].setting.time = time
            }
            if let weather = weather(draft) {
                storyboard.shots[shot].setting.weather = weather
                if weather == .storm { storyboard.shots[shot].setting.wind = 3 }
            } else if draft.excludesWeather.contains(
                storyboard.shots[shot].setting.weather.rawValue)
            {
                storyboard.shots[shot].setting.weather = .clear
            }
            if let season = draft.seasons.first.flatMap({
                Setting.Season(rawValue: $0.entry.concept)
            }) {
                storyboard.shots[shot].setting.season = season
            }
            if let wind = draft.wind { storyboard.shots[shot].setting.wind = wind }
            if let place, let drawn = vocabulary.drawable(place.entry.concept, as: .place) {
                storyboard.shots[shot].setting.place = drawn
            }
        }
        if let place, let drawn = vocabulary.drawable(place.entry.concept, as: .place),
            drawn != place.entry.concept
        {
            remark(.placeAs(words: place.words, concept: drawn))
        }
    }

    private func weather(_ draft: ShotDraft) -> Setting.Weather? {
        let named = draft.weathers.first?.entry.concept
        let hint = draft.scenery.lazy.compactMap { $0.entry[.weather] }.first
        return (named ?? hint).flatMap(Setting.Weather.init(rawValue:))
    }

    private mutating func changeCamera(_ draft: CameraDraft) {
        let entry = draft.moves.first?.entry
        let move = entry.flatMap { CameraPlan.Move(rawValue: $0.concept) }
        for shot in storyboard.shots.indices {
            var camera = storyboard.shots[shot].camera
            if let move, move != camera.move {
                camera.move = move
                camera.from =
                    entry?[.from].flatMap(CameraPlan.Size.init(rawValue:)) ?? camera.from
                camera.to = entry?[.to].flatMap(CameraPlan.Size.init(rawValue:)) ?? camera.from
            }
            if let size = draft.sizes.first {
                camera.to = size
                if camera.move == .static { camera.from = size }
            }
            camera.from = draft.from ?? camera.from
            camera.to = draft.to ?? camera.to
            camera.angle = draft.angle ?? camera.angle
            if let speed = draft.speed {
                let known = StoryboardLimits.cameraSpeed
                camera.speed = min(
                    known.upperBound, max(known.lowerBound, (camera.speed ?? 1) * speed))
            }
            storyboard.shots[shot].camera = camera
        }
    }

    private mutating func changeMood(_ reading: Reading) {
        if !reading.wantsMusic { storyboard.sound.music = nil }
        guard let entry = reading.moods.first.flatMap({ vocabulary.entry(of: $0, .mood) }) else {
            return
        }
        let name = entry[.like] ?? entry.concept
        storyboard.mood = name
        if storyboard.sound.music != nil {
            storyboard.sound.music = SoundPlan.Music(
                mood: name, tempo: Int(entry.number(.tempo) ?? 80))
        }
    }

    /// What is said of a member that is there; what its word means anyway is no change.
    private mutating func changeTraits(_ draft: CastDraft) {
        guard let position = member(like: draft) else {
            if !isAssumed(draft) { remark(.absent(draft.words)) }
            return
        }
        var member = storyboard.cast[position]
        if let color = draft.traits.color, color != draft.entry[.color] {
            member.traits.color = color
        }
        if let age = draft.traits.age, age != draft.entry[.age] { member.traits.age = age }
        if let mood = draft.traits.mood { member.traits.mood = mood }
        if let scale = draft.traits.scale, scale != draft.entry.number(.scale) {
            member.traits.scale = scale
        }
        if let count = draft.count { member.count = min(count, StoryboardLimits.copies) }
        if let garments = draft.traits.clothing {
            let names = garments.map(\.name)
            let kept = (member.traits.clothing ?? []).filter { !names.contains($0.name) }
            member.traits.clothing = Array((kept + garments).prefix(StoryboardLimits.garments))
        }
        storyboard.cast[position] = member
    }

    /// An actor that the reader made up because an instruction names none.
    private func isAssumed(_ draft: CastDraft) -> Bool {
        vocabulary.word(for: draft.entry.concept, .cast, in: .chinese) != draft.words
            && vocabulary.concept(named: draft.words, .action) != nil
    }

    private mutating func changeLoose(_ loose: Modifiers, of position: Int) {
        if let color = loose.color { storyboard.cast[position].traits.color = color }
        if let age = loose.age { storyboard.cast[position].traits.age = age }
        if let scale = loose.scale {
            let now = storyboard.cast[position].traits.scale ?? 1
            storyboard.cast[position].traits.scale = min(4, max(0.2, now * scale))
        }
        if let count = loose.count {
            storyboard.cast[position].count = min(count, StoryboardLimits.copies)
        }
    }

    private mutating func changeActions(_ reading: Reading) {
        for act in reading.shots.flatMap(\.acts) {
            let draft = reading.cast[act.subject]
            let position = isAssumed(draft) ? storyboard.cast.indices.first : member(like: draft)
            guard let position else { continue }
            let id = storyboard.cast[position].id
            let drawn = vocabulary.drawable(act.action.concept, as: .action) ?? "stand"
            if act.action.has(.manner) { continue }
            if drawn != act.action.concept {
                remark(.actionAs(words: act.words, concept: drawn))
            }
            let target = act.target.flatMap { member(like: reading.cast[$0]) }
                .map { storyboard.cast[$0].id }
            forEachSubject { subject in
                guard subject.cast == id else { return }
                subject.action = drawn
                subject.target = target
            }
        }
        for draft in reading.shots.flatMap(\.props) {
            let owner = reading.cast[draft.owner]
            guard
                let position = isAssumed(owner)
                    ? storyboard.cast.indices.first : member(like: owner)
            else { continue }
            let name = vocabulary.drawable(draft.entry.concept, as: .thing) ?? draft.entry.concept
            let id = storyboard.cast[position].id
            let color = draft.prop.color
            forEachSubject { subject in
                guard subject.cast == id, !subject.props.contains(where: { $0.name == name }),
                    subject.props.count < StoryboardLimits.props
                else { return }
                subject.props.append(ShotSubject.Prop(name: name, color: color))
            }
        }
    }
}
