internal import FarmModel

extension Storyboard {
    /// This film and then what `sequel` tells: its shots with the same cast, light and sound.
    ///
    /// Somebody of the sequel who is of a kind that the film has already is the same one. The seconds of
    /// the film keep their storyboard, so they are the same pictures again.
    func followed(by sequel: Storyboard) -> Storyboard {
        var film = self
        var names: [String: String] = [:]
        for member in sequel.cast {
            let known = cast.first {
                $0.concept == member.concept
                    && (member.traits.color == nil || $0.traits.color == member.traits.color)
            }
            if let known {
                names[member.id] = known.id
            } else {
                var newcomer = member
                while film.cast.contains(where: { $0.id == newcomer.id }) { newcomer.id += "-2" }
                names[member.id] = newcomer.id
                film.cast.append(newcomer)
            }
        }
        for var shot in sequel.shots {
            for place in shot.subjects.indices {
                let subject = shot.subjects[place]
                shot.subjects[place].cast = names[subject.cast] ?? subject.cast
                shot.subjects[place].target = subject.target.map { names[$0] ?? $0 }
            }
            for place in shot.dialogue.indices {
                shot.dialogue[place].speaker = shot.dialogue[place].speaker.map { names[$0] ?? $0 }
            }
            film.shots.append(shot)
        }
        for sound in sequel.sound.ambience where !film.sound.ambience.contains(sound) {
            film.sound.ambience.append(sound)
        }
        for sound in sequel.sound.effects where !film.sound.effects.contains(sound) {
            film.sound.effects.append(sound)
        }
        film.format.seconds += sequel.format.seconds
        film.notes += sequel.notes.filter { !notes.contains($0) }
        return film
    }
}
