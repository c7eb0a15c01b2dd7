public import FarmModel

/// Understands prompts: step one of a film.
///
/// The same request always gives the same storyboard; nothing is looked up outside the vocabulary.
public struct FilmDirector: Sendable {
    public let vocabulary: Vocabulary

    /// Reads the vocabulary that the binary carries: do it once and keep the director.
    public init() throws(VocabularyError) {
        vocabulary = try Vocabulary.standard()
    }

    public init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    /// The storyboard of a request: its own where it brings one, else what its prompt says.
    ///
    /// Every prompt that is neither empty nor too long gives at least one shot; what it says and the
    /// film does not show is in the notes.
    public func storyboard(for request: FilmRequest) throws(DirectorError) -> Storyboard {
        if let document = request.storyboard {
            return try imported(StoryboardDocument.decode(document), for: request)
        }
        let prompt = try Prompt(request.prompt, in: vocabulary)
        let reading = Reader.reading(of: prompt, vocabulary)
        return Planner.storyboard(reading, of: prompt, for: request, vocabulary)
    }

    /// What each word of a prompt was taken for.
    public func understanding(of text: String) throws(DirectorError) -> Understanding {
        let prompt = try Prompt(text, in: vocabulary)
        let reading = Reader.reading(of: prompt, vocabulary)
        let request = FilmRequest(
            prompt: text, format: FilmFormat(width: 1280, height: 720, seconds: 10), seed: 0)
        let storyboard = Planner.storyboard(reading, of: prompt, for: request, vocabulary)
        return Understanding(
            language: prompt.language, findings: reading.findings, notes: storyboard.notes)
    }

    /// A storyboard with what `instruction` names changed and everything else as it was.
    ///
    /// Swaps (把小猫换成小狗, "replace the kitten with a puppy"), time, weather, style ("make it
    /// night"), colours, counts, camera, additions and removals. What is not understood is noted.
    public func edit(
        _ storyboard: Storyboard, by instruction: String
    ) throws(DirectorError) -> Storyboard {
        let prompt: Prompt
        do {
            prompt = try Prompt(instruction, in: vocabulary)
        } catch .promptEmpty {
            throw .instructionEmpty
        }
        return try Editor.edit(storyboard, by: prompt, vocabulary)
    }
}
