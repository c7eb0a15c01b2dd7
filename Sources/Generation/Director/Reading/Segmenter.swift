internal import FarmModel

/// Where a prompt asks for a new shot: numbered shots, cuts, and one thing after another.
struct Segmenter {
    struct Segment {
        var tokens: Range<Int>
        var transition = Shot.Transition.cut

        /// Numbered or cut to, as against told in passing.
        var isExplicit = false
    }

    private let tokens: [Token]
    private let vocabulary: Vocabulary

    init(_ tokens: [Token], _ vocabulary: Vocabulary) {
        self.tokens = tokens
        self.vocabulary = vocabulary
    }

    func segments() -> [Segment] {
        var segments: [Segment] = []
        var start = 0
        var current = Segment(tokens: 0..<0)
        var nextNumber = 1
        var index = 0
        func close(at end: Int) {
            current.tokens = start..<end
            if segments.isEmpty && !current.isExplicit && start == end { return }
            segments.append(current)
        }
        while index < tokens.count {
            if let length = marker(at: index, number: &nextNumber) {
                close(at: index)
                current = Segment(tokens: 0..<0, isExplicit: true)
                start = index + length
                index = start
            } else if let transition = cut(at: index), hasContent(after: index) {
                close(at: index)
                current = Segment(tokens: 0..<0, transition: transition, isExplicit: true)
                start = index + 1
                index = start
            } else if grammar(index).contains(.then), hasContent(after: index) {
                close(at: index)
                current = Segment(tokens: 0..<0)
                start = index + 1
                index = start
            } else {
                index += 1
            }
        }
        close(at: tokens.count)
        return folded(segments)
    }

    /// A piece in which nothing is named belongs to the shot before it, or to the one after it.
    private func folded(_ segments: [Segment]) -> [Segment] {
        var result: [Segment] = []
        for segment in segments {
            let hasContent = segment.tokens.contains { isContent($0) }
            if hasContent || result.isEmpty {
                if let last = result.last, !last.tokens.contains(where: { isContent($0) }) {
                    result[result.count - 1] = Segment(
                        tokens: last.tokens.lowerBound..<segment.tokens.upperBound,
                        transition: segment.transition, isExplicit: segment.isExplicit)
                } else {
                    result.append(segment)
                }
            } else if let last = result.last {
                result[result.count - 1].tokens =
                    last.tokens.lowerBound..<segment.tokens.upperBound
            }
        }
        return result
    }

    func grammar(_ index: Int) -> [Grammar] {
        tokens.indices.contains(index) ? tokens[index].grammar : []
    }

    private func isContent(_ index: Int) -> Bool {
        switch tokens[index].content {
        case .senses: tokens[index].kinds.contains(where: \.isContent)
        case .unknown, .quote: true
        case .number, .ratio, .comma, .listComma, .stop, .colon: false
        }
    }

    private func hasContent(after index: Int) -> Bool {
        for next in index + 1..<min(tokens.count, index + 25) {
            if cut(at: next) != nil || grammar(next).contains(.then) { return false }
            if tokens[next].kinds.contains(where: \.isContent) { return true }
        }
        return false
    }

    private func cut(at index: Int) -> Shot.Transition? {
        for word in grammar(index) {
            if word == .cut { return .cut }
            if word == .dissolve { return .dissolve }
            if word == .fade { return .fade }
        }
        return nil
    }

    /// How many tokens a mark such as `镜头一：`, `第二个镜头`, `Shot 3:` or `4.` takes.
    private func marker(at index: Int, number next: inout Int) -> Int? {
        if grammar(index).contains(.shot), number(index + 1) != nil, isBreak(index + 2) {
            return 3
        }
        if grammar(index).contains(.ordinal), number(index + 1) != nil {
            let noun = isMeasure(index + 2) ? index + 3 : index + 2
            if grammar(noun).contains(.shot) {
                return noun + 1 - index + (isBreak(noun + 1) ? 1 : 0)
            }
        }
        if case .number(let value) = tokens[index].content, value == Double(next),
            isLineStart(index), isBreak(index + 1), index + 2 < tokens.count
        {
            next += 1
            return 2
        }
        return nil
    }

    private func isLineStart(_ index: Int) -> Bool {
        guard index > 0 else { return true }
        if case .stop = tokens[index - 1].content { return true }
        return false
    }

    private func number(_ index: Int) -> Int? {
        guard tokens.indices.contains(index) else { return nil }
        switch tokens[index].content {
        case .number(let value): return Int(value)
        case .senses(let senses):
            return senses.lazy.map { vocabulary.entries[$0] }.first { $0.kind == .count }?
                .number(.count).map { Int($0) }
        case .ratio, .quote, .comma, .listComma, .stop, .colon, .unknown: return nil
        }
    }

    private func isMeasure(_ index: Int) -> Bool {
        tokens.indices.contains(index) && tokens[index].kinds.contains(.measure)
    }

    private func isBreak(_ index: Int) -> Bool {
        guard tokens.indices.contains(index) else { return false }
        switch tokens[index].content {
        case .comma, .listComma, .stop, .colon: return true
        case .senses, .number, .ratio, .quote, .unknown: return false
        }
    }
}
