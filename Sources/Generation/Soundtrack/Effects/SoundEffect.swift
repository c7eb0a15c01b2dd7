/// A sound of something that happens.
package enum SoundEffect: CaseIterable, Sendable {
    case footsteps, splash, bubbles, whoosh, meow, bark

    /// The effect that a word of the storyboard names; nil when none is known by it.
    package init?(named name: String) {
        let word = name.lowercased()
        guard let effect = SoundEffect.vocabulary.first(where: { $0.words.contains(word) })?.effect
        else { return nil }
        self = effect
    }

    private static let vocabulary: [(effect: SoundEffect, words: [String])] = [
        (.footsteps, ["footsteps", "footstep", "steps", "walking", "running", "paws"]),
        (.splash, ["splash", "splashes", "spray", "water-splash"]),
        (.bubbles, ["bubbles", "bubble", "pop", "pops", "bubble-pop", "bubble-pops"]),
        (.whoosh, ["whoosh", "swoosh", "jump", "flight", "swish"]),
        (.meow, ["meow", "miaow", "mew", "cat"]),
        (.bark, ["bark", "woof", "dog"]),
    ]
}
