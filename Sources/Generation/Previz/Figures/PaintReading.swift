import Picture

/// Reads the colours and patterns of a puppet's file.
struct PaintReading {
    let figure: Figure

    func index(of name: String, _ statement: FigureStatement) throws(FigureError) -> Int {
        guard let index = figure.paints.firstIndex(where: { $0.name == name }) else {
            throw statement.error(
                .unknownPaint(name, known: figure.paints.map(\.name).joined(separator: ", ")))
        }
        return index
    }

    /// A colour by name, or three linear numbers.
    func color(_ words: [String], _ statement: FigureStatement) throws(FigureError) -> Vector {
        if words.count == 1, let named = Palette.color(words[0]) { return named }
        guard words.count == 3 else {
            throw statement.error(.unknownColor(words.joined(separator: " ")))
        }
        return Vector(
            try statement.number(words[0], field: "colour", in: 0...1),
            try statement.number(words[1], field: "colour", in: 0...1),
            try statement.number(words[2], field: "colour", in: 0...1))
    }

    /// `paint NAME asked|is|pale|deep|dark|same …` and the pattern.
    func paint(_ statement: FigureStatement) throws(FigureError) -> Figure.Paint {
        try statement.allow([
            "fur", "hair", "cloth", "stripes", "spots", "glow", "gloss", "in",
        ])
        guard statement.subject.count >= 3 else {
            throw statement.error(.missing("a name and a colour", statement: "paint"))
        }
        let words = Array(statement.subject.dropFirst(2))
        var paint = Figure.Paint(
            name: statement.subject[0],
            color: try expression(statement.subject[1], words, statement))
        paint.gloss = try statement.scalar("gloss", in: 0...1, otherwise: 0)
        if statement.has("in") {
            paint.accent = .same(try index(of: try statement.word("in"), statement))
        }
        for field in statement.fields {
            switch field.name {
            case "fur": paint.pattern = .fur(along: .zero, strength: 0)
            case "hair": paint.pattern = .hair
            case "cloth": paint.pattern = .cloth(detail: .none)
            case "stripes":
                paint.pattern = .stripes(
                    along: try statement.vector("stripes", in: -400...400), phase: 0)
            case "spots":
                let numbers = try statement.numbers("spots", 2, in: 0...100)
                paint.pattern = .spots(frequency: numbers[0], cover: min(numbers[1], 1))
            case "glow":
                paint.pattern = .glow(strength: try statement.scalar("glow", in: 0...10))
            default: break
            }
        }
        if let own = figure.paints.firstIndex(where: { $0.name == paint.name }) {
            for color in [paint.color, paint.accent] where reaches(own, from: color) {
                throw statement.error(.paintCircle(paint.name))
            }
        }
        return paint
    }

    /// Whether `color` is made from paint `index`, directly or through others.
    private func reaches(_ index: Int, from color: Figure.Paint.Color?) -> Bool {
        switch color {
        case .pale(let other), .deep(let other), .dark(let other), .same(let other):
            other == index || reaches(index, from: figure.paints[other].color)
                || reaches(index, from: figure.paints[other].accent)
        case .asked, .fixed, nil: false
        }
    }

    private func expression(
        _ kind: String, _ words: [String], _ statement: FigureStatement
    ) throws(FigureError) -> Figure.Paint.Color {
        switch kind {
        case "asked":
            var colors: [Vector] = []
            for word in words { colors.append(try color([word], statement)) }
            return .asked(colors)
        case "is": return .fixed(try color(words, statement))
        case "pale": return .pale(try index(of: words[0], statement))
        case "deep": return .deep(try index(of: words[0], statement))
        case "dark": return .dark(try index(of: words[0], statement))
        case "same": return .same(try index(of: words[0], statement))
        default:
            throw statement.error(
                .unknownChoice(kind, field: "paint", known: "asked, is, pale, deep, dark, same"))
        }
    }
}
