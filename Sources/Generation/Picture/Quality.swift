/// How much time a frame may take.
public enum Quality: String, CaseIterable, Sendable {
    /// A quarter of the pixels, enlarged.
    case draft

    /// A quarter of the pixels, enlarged, with the parts that have edges drawn at full size.
    case standard

    /// Every pixel, with four samples where there are edges.
    case final
}
