import FarmModel

/// Storyboards by the few things that sound depends on.
enum Storyboards {
    static func film(
        seconds: Double = 4, music: SoundPlan.Music? = nil, ambience: [String] = [],
        effects: [String] = [], setting: Setting = room, subjects: [ShotSubject] = [],
        cast: [CastMember] = [], seed: UInt64 = 7
    ) -> Storyboard {
        let shot = Shot(
            seconds: seconds, setting: setting, subjects: subjects,
            camera: CameraPlan(move: .pushIn, from: .wide, to: .closeUp))
        return Storyboard(
            title: "A film", language: .english,
            format: FilmFormat(width: 1280, height: 720, seconds: seconds), seed: seed,
            style: "realistic", mood: music?.mood ?? "calm", cast: cast, shots: [shot],
            sound: SoundPlan(music: music, ambience: ambience, effects: effects), notes: [])
    }

    static let room = Setting(place: "room", time: .noon, weather: .clear, wind: 0)
    static let meadow = Setting(place: "meadow", time: .afternoon, weather: .clear, wind: 2)
    static let rainyStreet = Setting(place: "neon-street", time: .night, weather: .rain, wind: 0.4)
    static let surf = Setting(place: "surf", time: .afternoon, weather: .clear)

    /// Prompts 1 to 4 of the product, as the director would understand them.
    static let known: [Storyboard] = [
        film(
            seconds: 5, music: SoundPlan.Music(mood: "cheerful", tempo: 118),
            ambience: ["waves", "wind"], effects: ["splash"], setting: surf,
            subjects: [ShotSubject(cast: "cat", action: "surf")],
            cast: [CastMember(id: "cat", concept: "cat")]),
        film(
            seconds: 4, music: SoundPlan.Music(mood: "cheerful", tempo: 112),
            ambience: ["waves", "wind"],
            setting: Setting(place: "beach", time: .afternoon, weather: .clear),
            subjects: [ShotSubject(cast: "cat", action: "surf")],
            cast: [CastMember(id: "cat", concept: "cat")], seed: 8),
        film(
            seconds: 8, music: SoundPlan.Music(mood: "melancholy", tempo: 72),
            ambience: ["rain", "street"], effects: ["footsteps"], setting: rainyStreet,
            subjects: [
                ShotSubject(
                    cast: "man", action: "walk", props: [ShotSubject.Prop(name: "umbrella")])
            ],
            cast: [CastMember(id: "man", concept: "man")], seed: 9),
        film(
            seconds: 10, music: SoundPlan.Music(mood: "dreamy", tempo: 84),
            ambience: ["wind", "birds"], effects: ["footsteps", "bubbles"], setting: meadow,
            subjects: [
                ShotSubject(cast: "boy", action: "chase", target: "bubbles"),
                ShotSubject(cast: "bubbles", action: "float"),
            ],
            cast: [
                CastMember(id: "boy", concept: "boy"),
                CastMember(id: "bubbles", concept: "bubble"),
            ], seed: 10),
    ]
}
