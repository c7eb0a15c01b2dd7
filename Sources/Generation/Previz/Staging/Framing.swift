import FarmModel
import Picture

/// The space that the subjects of a shot take up, relative to the ground in their middle.
struct Extent: Equatable, Sendable {
    var bottom: Float
    var top: Float
    var halfWidth: Float

    /// How far the subjects reach towards the lens.
    var depth: Float

    /// Height of the middle of the heads, and how large they are.
    var head: Float
    var headRadius: Float
    var chin: Float

    /// How far the head of a single subject is from its middle: to the right of the picture and
    /// towards the lens.
    var headPlace = SIMD2<Float>.zero

    /// Everything of both.
    func joined(with other: Extent) -> Extent {
        Extent(
            bottom: min(bottom, other.bottom), top: max(top, other.top),
            halfWidth: max(halfWidth, other.halfWidth), depth: max(depth, other.depth),
            head: (head + other.head) / 2, headRadius: max(headRadius, other.headRadius),
            chin: max(chin, other.chin))
    }
}

/// What a shot size shows: a height to look at, and the height of the picture there.
struct Framing: Equatable, Sendable {
    /// Over the ground, in metres.
    var center: Float

    /// Metres from the lower to the upper edge of the picture at the subject.
    var span: Float

    /// How far what is shown reaches from the middle of the subject towards the lens.
    var depth: Float

    /// How far what is shown is to the right of the middle of the subject.
    var aside: Float = 0

    /// Fits a shot size around `extent`: the height by the size's share of the frame, and never
    /// less than the width needs, so that upright pictures cut nobody off.
    ///
    /// `isFarEnd` is true at the wide end of a move that comes closer or goes away.
    init(
        _ size: CameraPlan.Size, around extent: Extent, aspect: Float, wholeBody: Bool,
        isFarEnd: Bool
    ) {
        let low: Float
        let high: Float
        let half: Float
        let share: Float
        var lift: Float = 0
        switch size {
        case .extremeWide:
            (low, high, half, share) = (extent.bottom, extent.top, extent.halfWidth, 0.105)
            lift = 0.07
        case .wide:
            (low, high, half) = (extent.bottom, extent.top, extent.halfWidth)
            share = isFarEnd ? 0.15 : 0.34
            lift = isFarEnd ? 0.07 : 0.05
        case .full:
            (low, high, half, share) = (extent.bottom, extent.top, extent.halfWidth, 0.70)
            lift = 0.035
        case .medium where wholeBody || isFarEnd:
            (low, high, half, share) = (extent.bottom, extent.top, extent.halfWidth, 0.75)
            lift = 0.03
        case .medium:
            low = Curve.mix(extent.bottom, extent.top, 0.36)
            (high, half, share) = (extent.top, min(extent.halfWidth, 2.4 * extent.headRadius), 0.86)
        case .closeUp:
            low = extent.head - 1.5 * extent.chin
            high = max(
                extent.head + 1.3 * extent.headRadius,
                extent.headPlace == .zero ? extent.top : 0)
            (half, share) = (1.22 * extent.headRadius, 0.90)
        case .extremeCloseUp:
            low = extent.head - 1.05 * extent.chin
            high = extent.head + 0.85 * extent.headRadius
            (half, share) = (1.02 * extent.headRadius, 0.98)
        }
        switch size {
        case .closeUp, .extremeCloseUp:
            depth = 0.5 * extent.headRadius + extent.headPlace.y
            aside = extent.headPlace.x
        case .extremeWide, .wide, .full, .medium: depth = extent.depth
        }
        let tall = (high - low) / share
        let wide = 2 * half / (0.90 * aspect)
        span = max(tall, wide)
        center = (low + high) / 2 + lift * span
    }

    private init(center: Float, span: Float, depth: Float, aside: Float) {
        self.center = center
        self.span = span
        self.depth = depth
        self.aside = aside
    }

    /// Between two framings, so that the subject's size in the picture changes evenly.
    static func mix(_ from: Framing, _ to: Framing, _ part: Float) -> Framing {
        let span = 1 / Curve.mix(1 / from.span, 1 / to.span, part)
        let share =
            abs(to.span - from.span) < 0.001
            ? part : (span - from.span) / (to.span - from.span)
        return Framing(
            center: Curve.mix(from.center, to.center, share), span: span,
            depth: Curve.mix(from.depth, to.depth, share),
            aside: Curve.mix(from.aside, to.aside, share))
    }
}
