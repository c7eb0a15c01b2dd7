/// The moods the composer knows; every other word is heard as one of them.
package enum MusicalMood: String, CaseIterable, Sendable {
    case cheerful, playful, dreamy, calm, warm, romantic
    case melancholy, tense, epic, mysterious, neutral

    /// The mood that `name` stands for; neutral when nothing is known of the word.
    package init(named name: String) {
        let word = name.lowercased()
        let synonym = MusicalMood.synonyms.first { $0.words.contains(word) }?.mood
        self = MusicalMood(rawValue: word) ?? synonym ?? .neutral
    }

    private static let synonyms: [(mood: MusicalMood, words: [String])] = [
        (.cheerful, ["happy", "joyful", "bright", "sunny", "upbeat", "energetic", "lively"]),
        (.playful, ["funny", "comic", "cute", "quirky", "mischievous", "whimsical"]),
        (.dreamy, ["magical", "ethereal", "fantastic", "floating", "fairytale", "wonder"]),
        (.calm, ["peaceful", "serene", "quiet", "relaxed", "gentle", "meditative"]),
        (.warm, ["tender", "cozy", "heartwarming", "hopeful", "nostalgic", "sweet"]),
        (.romantic, ["loving", "love", "elegant", "passionate"]),
        (.melancholy, ["sad", "lonely", "melancholic", "somber", "wistful", "sorrowful"]),
        (.tense, ["scary", "suspense", "suspenseful", "dark", "ominous", "horror", "angry"]),
        (.epic, ["heroic", "grand", "triumphant", "adventurous", "dramatic", "majestic"]),
        (.mysterious, ["mystery", "eerie", "strange", "moody", "noir", "cyberpunk"]),
    ]
}
