/// What a word does in a sentence, for the words that name nothing.
enum Grammar: String, CaseIterable {
    case definite, determiner, another, and, with, without, not, be, of, from, to, by, like
    case within = "in"
    case passive, take
    case letIt = "let"
    case pronoun, plural, together, aspect
    case then, first, cut, dissolve, fade, shot, camera, ordinal
    case say, written, named, slow, fast, very, background, music
    case soundWord = "sound-word"
    case seconds, format
    case styleWord = "style-word"
    case filler
    case positionLeft = "pos-left"
    case positionRight = "pos-right"
    case positionCenter = "pos-center"
    case leftOf = "rel-left"
    case rightOf = "rel-right"
    case inFrontOf = "rel-front"
    case behind = "rel-behind"
    case above = "rel-above"
    case below = "rel-below"
    case replace, into, add, remove
    case alter = "swap-verb"
    case keep
}
