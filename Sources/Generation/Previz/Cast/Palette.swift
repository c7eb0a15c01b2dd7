import Picture

/// Colours by name: linear, and more saturated than they shall appear, because the tone curve
/// bleaches them.
enum Palette {
    static func color(_ name: String) -> Vector? {
        switch name {
        case "orange", "ginger": orange
        case "white": white
        case "black": Vector(0.026, 0.025, 0.030)
        case "brown", "chocolate": brown
        case "grey", "gray": Vector(0.23, 0.24, 0.27)
        case "yellow": Vector(0.88, 0.52, 0.02)
        case "pink": Vector(0.86, 0.20, 0.30)
        case "red": red
        case "blue": Vector(0.03, 0.13, 0.58)
        case "green": Vector(0.05, 0.40, 0.05)
        case "purple", "violet": Vector(0.28, 0.06, 0.52)
        case "golden", "gold": Vector(0.72, 0.33, 0.06)
        case "cream": cream
        case "teal": Vector(0.02, 0.32, 0.34)
        case "cyan", "turquoise": Vector(0.03, 0.55, 0.66)
        case "navy": Vector(0.02, 0.045, 0.19)
        case "beige", "camel", "tan": Vector(0.52, 0.30, 0.14)
        case "silver": Vector(0.48, 0.50, 0.54)
        default: nil
        }
    }

    static let orange = Vector(0.82, 0.150, 0.008)
    static let white = Vector(0.88, 0.84, 0.78)
    static let cream = Vector(0.90, 0.68, 0.42)
    static let brown = Vector(0.24, 0.090, 0.032)
    static let red = Vector(0.78, 0.045, 0.03)
    static let pad = Vector(0.80, 0.27, 0.22)
    static let ink = Vector(0.035, 0.016, 0.010)
    static let camel = Vector(0.30, 0.155, 0.070)
    static let teal = Vector(0.035, 0.20, 0.25)
    static let amber = Vector(0.86, 0.155, 0.012)
    static let denim = Vector(0.035, 0.12, 0.42)
    static let night = Vector(0.030, 0.036, 0.058)
    static let leather = Vector(0.14, 0.055, 0.03)
    static let sunny = Vector(0.88, 0.42, 0.02)
    static let metal = Vector(0.35, 0.36, 0.40)

    /// The hues of `rainbow`, in the order in which members of a group take them.
    static let rainbow: [String] = [
        "red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink",
    ]

    /// The same hue in shade, as stripes and folds are.
    static func deep(_ color: Vector) -> Vector {
        let shade = color * Vector(0.36, 0.27, 0.34)
        return color.y > color.x * 0.8 ? color * 0.34 : shade
    }

    /// The same hue towards white, as bellies and muzzles are.
    static func pale(_ color: Vector) -> Vector {
        Curve.mix(color, Vector(0.92, 0.86, 0.76), 0.80)
    }
}

extension Surface {
    /// Skin, leather, metal, teeth: one colour with a little noise.
    static func plain(_ color: Vector, gloss: Float = 0) -> Surface {
        Surface(color: color, gloss: gloss)
    }

    static func fur(_ color: Vector, along: Vector = .zero, stripes: Float = 0) -> Surface {
        Surface(
            color: color, accent: Palette.deep(color),
            pattern: .fur(along: along, strength: stripes))
    }

    static func hair(_ color: Vector, gloss: Float = 0.1) -> Surface {
        Surface(color: color, pattern: .hair, gloss: gloss)
    }

    static func cloth(_ color: Vector, _ detail: ClothDetail = .none, gloss: Float = 0) -> Surface {
        Surface(color: color, accent: Palette.cream, pattern: .cloth(detail: detail), gloss: gloss)
    }
}
