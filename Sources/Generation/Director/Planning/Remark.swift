internal import FarmModel

/// Something the user should know about the film before seeing it.
enum Remark: Equatable {
    case notUnderstood(String)
    case castAs(words: String, concept: String)
    case notDrawn(String)
    case notHeard(String)
    case thingAs(words: String, concept: String)
    case placeAs(words: String, concept: String)
    case actionAs(words: String, concept: String)
    case simile(String)
    case paceUnused(String)
    case changeUnused(String)
    case colorUnused(color: String, noun: String)
    case actionLeftOut(String)
    case placeLeftOut(words: String, kept: String)
    case timeLeftOut(words: String, kept: String)
    case weatherLeftOut(words: String, kept: String)
    case moveLeftOut(words: String, kept: String)
    case sunnyNight
    case actorAssumed(words: String, concept: String)
    case nobody
    case countReduced(words: String, asked: Int, shown: Int)
    case tooManyCast(limit: Int)
    case tooManyShots(limit: Int)
    case lengthKept(seconds: Double)
    case styleUnknown(String)
    case unused([String])
    case nothingChanged
    case absent(String)
}

extension Remark {
    /// A film without a cast may lack one because of this.
    var losesSubject: Bool {
        switch self {
        case .notUnderstood, .notDrawn: true
        default: false
        }
    }

    /// For people, in the language of their prompt.
    func text(in language: Lexicon, _ vocabulary: Vocabulary) -> String {
        switch language {
        case .chinese: chinese(vocabulary)
        case .english: english(vocabulary)
        }
    }

    private func chinese(_ vocabulary: Vocabulary) -> String {
        func name(_ concept: String, _ kind: Kind) -> String {
            vocabulary.word(for: concept, kind, in: .chinese)
        }
        return switch self {
        case .notUnderstood(let words): "没有看懂“\(words)”，画面里没有体现"
        case .castAs(let words, let concept): "“\(words)”：画成\(name(concept, .cast))"
        case .notDrawn(let words): "“\(words)”：暂时画不出来"
        case .notHeard(let words): "“\(words)”：暂时没有这种声音"
        case .thingAs(let words, let concept): "“\(words)”：画成\(name(concept, .thing))"
        case .placeAs(let words, let concept): "“\(words)”：用\(name(concept, .place))代替"
        case .actionAs(let words, let concept): "“\(words)”：动作用“\(name(concept, .action))”代替"
        case .simile(let words): "比喻“\(words)”没有画出来"
        case .paceUnused(let words): "“\(words)”：动作仍按平常的速度"
        case .changeUnused(let words): "“\(words)”：画面里不会发生这种变化"
        case .colorUnused(let color, let noun): "“\(noun)”的颜色“\(color)”没有体现"
        case .actionLeftOut(let words): "动作“\(words)”没有拍出来：片长或同时进行的动作不允许"
        case .placeLeftOut(let words, let kept): "一个镜头只有一个地点：用“\(kept)”，没有用“\(words)”"
        case .timeLeftOut(let words, let kept): "一个镜头只有一个时间：用“\(kept)”，没有用“\(words)”"
        case .weatherLeftOut(let words, let kept): "天气说法不一致：用“\(kept)”，没有用“\(words)”"
        case .moveLeftOut(let words, let kept): "一个镜头只有一种运镜：用“\(kept)”，没有用“\(words)”"
        case .sunnyNight: "夜晚没有阳光：画成晴朗的夜晚"
        case .actorAssumed(let words, let concept):
            "没有说谁在“\(words)”：画成\(name(concept, .cast))"
        case .nobody: "没有认出主角：只拍风景"
        case .countReduced(let words, let asked, let shown): "“\(words)”要\(asked)个，最多画\(shown)个"
        case .tooManyCast(let limit): "角色太多：只保留前\(limit)个"
        case .tooManyShots(let limit): "镜头太多：只保留前\(limit)个"
        case .lengthKept(let seconds): "片长按请求的\(Remark.number(seconds))秒"
        case .styleUnknown(let words): "不认识风格“\(words)”"
        case .unused(let words): "已看懂但对画面没有影响：\(words.joined(separator: "、"))"
        case .nothingChanged: "没有看懂要改什么：分镜没有变化"
        case .absent(let words): "分镜里没有“\(words)”"
        }
    }

    private func english(_ vocabulary: Vocabulary) -> String {
        func name(_ concept: String, _ kind: Kind) -> String {
            vocabulary.word(for: concept, kind, in: .english)
        }
        return switch self {
        case .notUnderstood(let words): "Not understood, so not shown: \"\(words)\""
        case .castAs(let words, let concept): "\"\(words)\": drawn as \(name(concept, .cast))"
        case .notDrawn(let words): "\"\(words)\": cannot be drawn yet"
        case .notHeard(let words): "\"\(words)\": cannot be heard yet"
        case .thingAs(let words, let concept): "\"\(words)\": drawn as \(name(concept, .thing))"
        case .placeAs(let words, let concept):
            "\"\(words)\": \(name(concept, .place)) stands in for it"
        case .actionAs(let words, let concept): "\"\(words)\": acted as \(name(concept, .action))"
        case .simile(let words): "The comparison with \"\(words)\" is not shown"
        case .paceUnused(let words): "\"\(words)\": actions keep their usual pace"
        case .changeUnused(let words): "\"\(words)\": this change is not shown"
        case .colorUnused(let color, let noun): "\"\(color)\" is not applied to \"\(noun)\""
        case .actionLeftOut(let words):
            "\"\(words)\" is not shown: the length or what goes on at once leaves no room"
        case .placeLeftOut(let words, let kept):
            "A shot has one place: \"\(kept)\", not \"\(words)\""
        case .timeLeftOut(let words, let kept):
            "A shot has one time of day: \"\(kept)\", not \"\(words)\""
        case .weatherLeftOut(let words, let kept):
            "The weather is contradictory: \"\(kept)\", not \"\(words)\""
        case .moveLeftOut(let words, let kept):
            "A shot has one camera move: \"\(kept)\", not \"\(words)\""
        case .sunnyNight: "No sun at night: shown as a clear night"
        case .actorAssumed(let words, let concept):
            "Nobody was named for \"\(words)\": a \(name(concept, .cast)) does it"
        case .nobody: "No subject was recognised: the film shows scenery"
        case .countReduced(let words, let asked, let shown):
            "\"\(words)\": \(asked) asked for, at most \(shown) drawn"
        case .tooManyCast(let limit): "Too many subjects: the first \(limit) are kept"
        case .tooManyShots(let limit): "Too many shots: the first \(limit) are kept"
        case .lengthKept(let seconds):
            "The film keeps the requested length of \(Remark.number(seconds)) s"
        case .styleUnknown(let words): "Unknown style \"\(words)\""
        case .unused(let words):
            "Understood, without effect on the picture: \(words.joined(separator: ", "))"
        case .nothingChanged: "It is not clear what to change: the storyboard stays as it was"
        case .absent(let words): "There is no \"\(words)\" in the storyboard"
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }
}
