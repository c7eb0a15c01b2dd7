/// A request that the director refuses, with what is needed to correct it.
public enum DirectorError: Error, Equatable, Sendable {
    case promptEmpty
    case promptTooLong(length: Int, unit: LengthUnit, limit: Int)
    case instructionEmpty

    /// `path` says where in the document: `shots[2].camera.move`.
    case storyboardInvalid(path: String, reason: String)

    public enum LengthUnit: String, Sendable {
        case characters, bytes
    }

    /// Stable, for programs.
    public var code: String {
        switch self {
        case .promptEmpty: "prompt_empty"
        case .promptTooLong: "prompt_too_long"
        case .instructionEmpty: "instruction_empty"
        case .storyboardInvalid: "storyboard_invalid"
        }
    }
}

extension DirectorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .promptEmpty:
            "the prompt is empty: say who or what the film shows"
        case .promptTooLong(let length, let unit, let limit):
            "the prompt has \(length) \(unit.rawValue), more than the limit of \(limit): shorten it"
        case .instructionEmpty:
            "the instruction is empty: say what to change"
        case .storyboardInvalid(let path, let reason):
            path.isEmpty ? "storyboard: \(reason)" : "storyboard: \(path): \(reason)"
        }
    }
}
