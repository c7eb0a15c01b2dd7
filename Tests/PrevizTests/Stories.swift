import FarmModel
import Picture

/// Storyboards of one shot, for the tests.
enum Stories {
    static let landscape = FilmFormat(width: 1280, height: 720, seconds: 5)
    static let portrait = FilmFormat(width: 720, height: 1280, seconds: 5)
    static let square = FilmFormat(width: 720, height: 720, seconds: 5)
    static let formats = [landscape, portrait, square]

    static let pushIn = CameraPlan(move: .pushIn, from: .wide, to: .full)
    static let still = CameraPlan(move: .static, from: .full, to: .full)

    static func setting(_ place: String) -> Setting {
        place == "neon-street"
            ? Setting(place: place, time: .night, weather: .rain)
            : Setting(place: place, time: .afternoon, weather: .clear)
    }

    static func story(
        _ cast: [CastMember], _ subjects: [ShotSubject], in place: String = "meadow",
        camera: CameraPlan = still, format: FilmFormat = landscape,
        language: Storyboard.Language = .english
    ) -> Storyboard {
        Storyboard(
            title: "test", language: language, format: format, seed: 11, style: "realistic",
            mood: "cheerful", cast: cast,
            shots: [
                Shot(
                    seconds: format.seconds, setting: setting(place), subjects: subjects,
                    camera: camera)
            ], sound: SoundPlan(music: nil, ambience: [], effects: []), notes: [])
    }

    /// One member of the cast who does one thing.
    static func solo(
        _ concept: String, _ action: String, in place: String = "meadow", count: Int = 1,
        traits: Traits = Traits(), props: [ShotSubject.Prop] = [], camera: CameraPlan = still,
        format: FilmFormat = landscape
    ) -> Storyboard {
        story(
            [CastMember(id: "a", concept: concept, count: count, traits: traits)],
            [ShotSubject(cast: "a", action: action, props: props)], in: place, camera: camera,
            format: format)
    }

    static func boyWithBubbles(_ format: FilmFormat = landscape) -> Storyboard {
        story(
            [
                CastMember(id: "boy", concept: "boy"),
                CastMember(id: "bubbles", concept: "bubble", traits: Traits(color: "rainbow")),
            ],
            [
                ShotSubject(cast: "boy", action: "chase", target: "bubbles"),
                ShotSubject(cast: "bubbles", action: "float"),
            ], camera: pushIn, format: format)
    }

    static func manWithUmbrella(_ format: FilmFormat = landscape) -> Storyboard {
        solo(
            "man", "walk", in: "neon-street", traits: Traits(age: "young"),
            props: [ShotSubject.Prop(name: "umbrella")], format: format)
    }
}
