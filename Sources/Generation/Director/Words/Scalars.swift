/// Text as code points: the form in which the director compares words.
enum Scalars {
    /// Code points that never change a word: variation selectors, joiners' kin, skin tones, marks.
    static func isIgnorable(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x00...0x08, 0x0E...0x1F, 0x7F, 0xAD, 0x200B, 0x200C, 0x200E, 0x200F, 0x202A...0x202E,
            0x2060...0x2069, 0xFE00...0xFE0F, 0xFEFF, 0x1F3FB...0x1F3FF, 0xE0000...0xE007F:
            true
        default: false
        }
    }

    /// One code point in the form of the vocabulary: half width, lower case.
    static func folded(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0x41...0x5A: return scalar + 32
        case 0x00...0x7F: return scalar
        case 0xFF01...0xFF5E: return folded(scalar - 0xFEE0)
        case 0x3000: return 0x20
        case 0x2018, 0x2019, 0x02BC: return 0x27
        case 0x2010...0x2015: return 0x2D
        case 0xC0...0x24F:
            guard let lower = Unicode.Scalar(scalar)?.properties.lowercaseMapping.unicodeScalars,
                lower.count == 1, let first = lower.first
            else { return scalar }
            return first.value
        default: return scalar
        }
    }

    static func normalized(_ word: String) -> [UInt32] {
        word.unicodeScalars.map { folded($0.value) }.filter { !isIgnorable($0) }
    }

    /// The words of an English phrase; a hyphen parts words as a space does.
    static func words(_ phrase: String) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in normalized(phrase) {
            if scalar == 0x20 || scalar == 0x2D {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else if let character = Unicode.Scalar(scalar) {
                word.unicodeScalars.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words.flatMap(splitPossessive)
    }

    /// `cat's` is `cat` and `'s`.
    static func splitPossessive(_ word: String) -> [String] {
        word.count > 2 && word.hasSuffix("'s") ? [String(word.dropLast(2)), "'s"] : [word]
    }

    static func isHan(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF, 0x3007: true
        default: false
        }
    }

    static func isDigit(_ scalar: UInt32) -> Bool {
        scalar >= 0x30 && scalar <= 0x39
    }

    /// Letters of scripts that part words by spaces; digits count within a word.
    static func isWordLetter(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x61...0x7A, 0x30...0x39: true
        case 0x00...0xBF: false
        default:
            !isHan(scalar) && !isIgnorable(scalar)
                && Unicode.Scalar(scalar)?.properties.isAlphabetic == true
        }
    }

    static func text(_ scalars: some Sequence<UInt32>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars.lazy.compactMap(Unicode.Scalar.init) {
            text.append(scalar)
        }
        return String(text)
    }

    static func trimmed(_ text: Substring) -> Substring {
        var view = text
        while let first = view.unicodeScalars.first, isSpace(first.value) {
            view.unicodeScalars.removeFirst()
        }
        while let last = view.unicodeScalars.last, isSpace(last.value) {
            view.unicodeScalars.removeLast()
        }
        return view
    }

    static func isSpace(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
            0x3000:
            true
        default: false
        }
    }
}
