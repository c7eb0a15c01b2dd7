/// Bounds and names that every storyboard keeps (docs/STORYBOARD.md).
public enum StoryboardLimits {
    public static let bytes = 1_048_576
    public static let shots = 64
    public static let cast = 32
    public static let subjects = 32
    public static let props = 8
    public static let garments = 8
    public static let dialogueLines = 32
    public static let notes = 64
    public static let sounds = 16

    /// Copies of one member of the cast.
    public static let copies = 12
    public static let titleCharacters = 200
    public static let captionCharacters = 200
    public static let noteCharacters = 1_000
    public static let nameCharacters = 64
    public static let seconds = 600.0
    public static let side = 16...8192
    public static let framesPerSecond = 1...120
    public static let scale = 0.1...10.0
    public static let wind = 0.0...3.0
    public static let cameraSpeed = 0.1...10.0
    public static let tempo = 40...200

    public static let ages = ["baby", "child", "young", "adult", "old"]
    public static let faces = ["happy", "sad", "surprised", "angry", "sleepy"]

    /// Seconds below which a cut is only a flicker.
    static let shortestShot = 0.5

    /// Seconds that one of several actions in a row needs to be seen.
    static let shortestBeat = 2.0
}
