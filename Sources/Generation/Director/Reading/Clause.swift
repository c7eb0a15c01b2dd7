internal import FarmModel

/// What the reader remembers between two commas.
struct Clause {
    /// Its first token.
    var start = 0

    /// Qualifiers that wait for their noun.
    var pending = Modifiers()

    /// Who acts, as positions in the cast.
    var subjects: [Int] = []

    /// Positions of the acts of the current verb in the shot.
    var acts: [Int] = []

    /// The member of the cast mentioned last, and the token that did.
    var noun: (member: Int, token: Int)?

    /// A verb whose subject has not come yet.
    var open: OpenVerb?

    /// 的 has closed a relative clause: the next noun is its head.
    var headFollows = false

    /// The last verb, whether or not it made an act.
    var verb: Entry?
    var verbToken: Int?

    /// The last verb stood where an adjective would: "a surfing cat".
    var verbWasQualified = false
    var relation: Grammar?
    var speaksOfCamera = false
    var negation: Grammar?

    /// Where a negation met what it denies; "and" right after it denies the next noun too.
    var spentNegation: (word: Grammar, token: Int)?
    var isSimile = false
    var isPassive = false

    /// Who does it, named between 被 and the verb.
    var agent: Int?

    /// "by" follows the verb: the next noun does it.
    var agentFollows = false
    var isCopula = false

    /// "and", "with", 和: the noun joins those before it.
    var joins = false

    /// It joins by "with": a thing is then held, not another subject.
    var accompanies = false

    /// Wind, light or water is the subject.
    var isScenic = false
    var isBackground = false

    /// The last word with a meaning qualified a noun rather than named something.
    var endsInModifier = false

    /// A verb that came before its subject: 追逐泡泡的男孩, "surfing cat".
    struct OpenVerb {
        var action: Entry
        var words: String
        var target: Int?
        var props: [(prop: ShotSubject.Prop, entry: Entry, words: String)] = []
        var garments: [Traits.Garment] = []

        /// The noun's own qualifiers, said before the verb: 一只[追着蝴蝶的]猫.
        var qualifiers = Modifiers()

        /// More verbs of the same subject, said before it.
        var earlier: [(action: Entry, words: String)] = []
    }
}
