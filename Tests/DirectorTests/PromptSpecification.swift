import Director
import FarmModel
import Testing

/// A prompt, what its storyboard must hold, and what it must not.
struct Expectation: CustomTestStringConvertible, Sendable {
    var prompt: String
    var facts: [String]
    var absent: [String]

    init(_ prompt: String, _ facts: String..., without absent: [String] = []) {
        self.prompt = prompt
        self.facts = facts
        self.absent = absent
    }

    var testDescription: String { prompt }
}

@Suite struct `A prompt` {
    let studio: Studio

    init() throws {
        studio = try Studio()
    }

    static let prompts: [Expectation] = chinese + moreChinese + english + moreEnglish

    static let chinese = [
        Expectation(
            "三只小狗在公园里追着一个红色的皮球跑", "dog x3", "dog baby", "dog chase",
            "dog has red ball", "place park"),
        Expectation(
            "一个穿着红色连衣裙的女孩在雨中跳舞", "girl wears red dress", "girl dance", "weather rain"),
        Expectation("在草地上奔跑的三只棕色小狗", "dog x3", "dog brown", "dog run", "cast 1"),
        Expectation(
            "没有人的海滩，日落，航拍", "place beach", "time golden-hour", "angle aerial", "cast 0"),
        Expectation(
            "镜头一：清晨的森林，一只小熊在睡觉。镜头二：一只老虎走来。镜头三：小熊逃跑，跟拍。", "shots 3",
            "time morning", "bear sleep", "tiger walk", "bear run", "camera follow"),
        Expectation("一只猫被一只狗追着跑", "dog chase cat", "cast 2"),
        Expectation("小猫醒来，伸懒腰，跳下床", "shots 2", "cat jump"),
        Expectation("男孩说：“我们走吧！” 女孩笑了", "says 我们走吧！", "girl happy", "cast 2"),
        Expectation(
            "左边是一只猫，右边是一只狗，它们一起看烟花", "cat at left", "dog at right", "cat look",
            "dog look", "time afternoon"),
        Expectation(
            "水墨风格，江南水乡，一位姑娘撑着油纸伞走过石桥，细雨", "style ink-wash", "girl walk",
            "girl has umbrella", "weather rain", "place old-town"),
        Expectation(
            "赛博朋克城市，一个机器人在霓虹街道上奔跑，低角度，手持镜头", "style cyberpunk",
            "place neon-street", "robot run", "angle low", "camera handheld"),
        Expectation(
            "一位老爷爷在公园里打太极，晨雾，镜头环绕", "man old", "weather fog", "camera orbit"),
        Expectation(
            "三只小猫，一只白色，一只黑色，一只橙色，在草地上玩耍", "cat white", "cat black",
            "cat orange", "cast 3", "cat jump"),
        Expectation(
            "女孩看着一只追逐蝴蝶的小狗", "girl look dog", "dog chase butterfly", "dog baby"),
        Expectation("20只企鹅在冰面上跳舞", "penguin x12", "penguin dance"),
        Expectation(
            "一个小女孩在雪地里追着兔子，镜头慢慢推近", "girl chase rabbit", "weather snow",
            "season winter", "camera push-in"),
        Expectation(
            "一個小女孩在雪地裡追著兔子，鏡頭慢慢推近", "girl chase rabbit", "weather snow",
            "camera push-in"),
        Expectation("一个男孩和他的狗在草原上奔跑，镜头拉远", "boy run", "dog run", "camera pull-out"),
        Expectation("傍晚的海边，情侣手牵手散步，画面浪漫", "man walk", "woman walk", "time dusk"),
        Expectation("坐在椅子上的小猫看着窗外的雪", "cat sit", "weather snow", "cast 1"),
        Expectation("一群孩子在沙滩上放风筝", "boy x5", "boy has kite", "place beach"),
        Expectation("🐱🏄🌊", "cat surf", "place surf", "cast 1"),
        Expectation("小狗没有跳舞，没有音乐", "dog stand", "no music", without: ["dog dance"]),
        Expectation("一辆红色跑车在公路上飞驰", "place road", "cast 1", "car red"),
        Expectation("霓虹灯牌上写着“面馆”，雨夜", "caption 面馆", "weather rain", "time night"),
    ]

    static let moreChinese = [
        Expectation("一个女人牵着一只大狗在海滩散步，夕阳西下", "woman walk", "dog walk", "time golden-hour"),
        Expectation("不要出现人物，只有一只猫", "cat stand", "cast 1"),
        Expectation("男人坐在车里，雨点打在车窗上", "man sit", "weather rain", "shots 1"),
        Expectation("湖面上，一只熊游过，镜头从左向右移动", "bear swim", "camera truck-right"),
        Expectation("一只戴眼镜的熊在图书馆看书", "bear wears glasses", "bear stand", "bear has book", "cast 1"),
        Expectation("小狗追小猫，小猫追老鼠", "dog chase cat", "cat chase mouse", "cast 3"),
        Expectation("女孩在樱花树下跳舞，花瓣飘落", "girl dance", "petal float", "season spring"),
        Expectation("两个男孩踢足球", "boy x2", "boy has ball", "boy run"),
        Expectation("一只猫像老虎一样奔跑", "cat run", "cast 1"),
    ]

    static let moreEnglish = [
        Expectation(
            "First a cat sleeps on a chair, then a mouse runs by, finally the cat chases the mouse",
            "shots 3", "cat chase mouse", "cast 2", "mouse run"),
        Expectation(
            "Rain falls on an empty street at midnight. A black cat crosses the road and stops.",
            "weather rain", "time night", "cat black", "cat walk", "cast 1"),
        Expectation(
            "A girl blows bubbles while her brother tries to catch them", "girl stand bubble",
            "boy chase", "cast 3"),
        Expectation(
            "a teenage boy skateboards down a city street, tracking shot, upbeat music",
            "boy surf", "boy young", "boy has surfboard", "camera follow", "mood cheerful"),
        Expectation("She said \"I love you\" and smiled", "woman happy", "says I love you"),
        Expectation("a boy looks at a red balloon", "boy look balloon", "balloon red"),
        Expectation("A wolf runs like the wind through the snow", "wolf run", "weather snow"),
        Expectation("a man chased by three bears", "bear chase man", "bear x3"),
    ]

    static let english = [
        Expectation(
            "Shot 1: a boy walks on the beach at sunset. Shot 2: close-up of the boy smiling. "
                + "Shot 3: he waves goodbye.", "shots 3", "cast 1", "boy walk", "boy wave",
            "from close-up", "time golden-hour", "boy happy"),
        Expectation(
            "A black cat and a white dog dance together on a stage, anime style", "cat black",
            "dog white", "cat dance", "dog dance", "style anime"),
        Expectation(
            "A panda in a blue shirt rides a bicycle through a bamboo forest",
            "panda wears blue shirt", "panda has bicycle", "cast 1"),
        Expectation(
            "two rabbits and three bears are sitting under a tree, no people", "rabbit x2",
            "bear x3", "rabbit sit", "bear sit", "cast 2"),
        Expectation(
            "A man is being chased by a tiger in the jungle at night", "tiger chase man",
            "time night"),
        Expectation(
            "The cat is orange and very fluffy. It jumps over a fence, then runs away.",
            "cat orange", "shots 2", "cat jump", "cat run", "cast 1"),
        Expectation("a dog to the left of a cat", "dog at left", "cat at right"),
        Expectation(
            "A young woman in a yellow raincoat walks her dog on a rainy street at night",
            "woman wears yellow coat", "woman walk", "woman young", "place street", "time night",
            "weather rain"),
        Expectation(
            "A little girl with a red balloon runs across a meadow while the camera follows her",
            "girl has red balloon", "girl run", "camera follow", "place meadow"),
        Expectation(
            "Wide shot of the ocean, then close-up of a fox", "shots 2", "from wide",
            "from close-up", "cast 1"),
        Expectation("A girl watching a horse running in a field", "girl look horse", "horse run"),
        Expectation(
            "A surfing dog wearing sunglasses, slow push in from wide to close-up", "dog surf",
            "dog has surfboard", "dog wears glasses", "from wide", "to close-up"),
        Expectation(
            "Cut to a dragon flying over a castle at dawn; the camera cranes up", "time dawn",
            "camera crane-up", "shots 1"),
        Expectation("A neon sign reads \"OPEN\" in a rainy alley", "caption OPEN", "weather rain"),
        Expectation("no music, a bear sleeps in the forest", "no music", "bear sleepy"),
        Expectation(
            "a bear dances without an umbrella", "bear dance", without: ["bear has umbrella"]),
        Expectation(
            "Top-down view of seven mice running in a circle, film noir", "mouse x7", "mouse run",
            "angle top-down", "style black-and-white"),
        Expectation(
            "An old man sitting on a bench in an autumn park, melancholy piano music", "man old",
            "man sit", "season autumn", "mood melancholy"),
        Expectation(
            "A snowy night in winter, two wolves howl at the moon, camera pans left",
            "wolf x2", "weather snow", "time night", "camera pan-left", "season winter"),
        Expectation(
            "A boy, a girl and a dog swim in the lake", "boy swim", "girl swim", "dog swim"),
        Expectation(
            "Orbit around a tiny orange fox in a storm", "camera orbit", "fox orange",
            "fox scale 0.5", "weather storm", "bed thunder"),
        Expectation(
            "A happy panda waves at the camera. The camera slowly zooms out.", "panda wave",
            "panda happy", "camera zoom-out", "mood cheerful"),
    ]

    @Test(arguments: prompts)
    func `becomes the storyboard that it describes`(_ expectation: Expectation) throws {
        let board = try studio.storyboard(expectation.prompt)
        let facts = board.facts
        for fact in expectation.facts {
            #expect(facts.contains(fact), "\(facts.sorted())")
        }
        for fact in expectation.absent {
            #expect(!facts.contains(fact))
        }
        #expect(board.isSound)
    }

    @Test func `gives the same storyboard every time`() throws {
        let prompt = "A black cat and a white dog dance on a stage, then they sleep"
        #expect(try studio.storyboard(prompt) == Studio().storyboard(prompt))
    }

    @Test func `takes format, seed, style and music from the request`() throws {
        var request = studio.request("一只猫在跳舞，动漫风格", seconds: 4)
        request.style = "水墨"
        request.music = .off
        let board = try studio.director.storyboard(for: request)
        #expect(board.format == request.format)
        #expect(board.seed == 7)
        #expect(board.style == "ink-wash")
        #expect(board.sound.music == nil)
    }

    @Test func `shares its length among shots in whole frames`() throws {
        let board = try studio.storyboard("镜头1：一只猫，2秒。镜头2：一只狗，3秒。", seconds: 10)
        #expect(board.shots.map(\.seconds) == [4, 6])
        #expect(board.notes == ["片长按请求的10秒"])
        for shot in try studio.storyboard("a cat runs, then jumps, then sleeps").shots.dropLast() {
            let frames = shot.seconds * 24
            #expect(abs(frames - frames.rounded()) < 1e-9)
        }
    }

    @Test func `speaks the language of its text`() throws {
        #expect(try studio.storyboard("一只 cat 在跑").language == .chinese)
        #expect(try studio.storyboard("a 猫 runs fast").language == .english)
    }
}

@Suite struct `A note` {
    let studio: Studio

    init() throws {
        studio = try Studio()
    }

    @Test func `names every word that was not understood, in the prompt's language`() throws {
        #expect(
            try studio.storyboard("a zorgle cat eats blimflam").notes.prefix(2) == [
                "Not understood, so not shown: \"zorgle\"",
                "Not understood, so not shown: \"blimflam\"",
            ])
        #expect(
            try studio.storyboard("一只猫在饕餮").notes == ["没有看懂“饕餮”，画面里没有体现"])
    }

    @Test func `says what stands in for what cannot be drawn yet`() throws {
        #expect(try studio.storyboard("一只羚羊在跑").notes == ["“羚羊”：画成鹿"])
        #expect(
            try studio.storyboard("an antelope walks in a station").notes == [
                "\"station\": street stands in for it", "\"antelope\": drawn as deer",
            ])
        #expect(
            try studio.storyboard("一台电视机").notes.contains("“电视机”：暂时画不出来"))
    }

    @Test func `settles contradictions and says how`() throws {
        let board = try studio.storyboard("a sunny night, a cat runs")
        #expect(board.shots[0].setting.time == .night)
        #expect(board.shots[0].setting.weather == .clear)
        #expect(board.notes == ["No sun at night: shown as a clear night"])
        let rain = try studio.storyboard("sunny, a dog walks in heavy rain")
        #expect(rain.shots[0].setting.weather == .rain)
        #expect(rain.notes == ["The weather is contradictory: \"heavy rain\", not \"sunny\""])
    }

    @Test func `reports what twenty animals become`() throws {
        #expect(
            try studio.storyboard("20 cats").notes == ["\"cats\": 20 asked for, at most 12 drawn"])
    }

    @Test func `does not take the sound of a name for an animal`() throws {
        let board = try studio.storyboard("马克思")
        #expect(board.cast.isEmpty)
        #expect(board.notes.isEmpty == false)
    }

    @Test func `stays within a readable number`() throws {
        let words = (0..<500).map { "blim\($0)flam" }.joined(separator: " ")
        let board = try studio.storyboard(words)
        #expect(board.notes.count <= 25)
        #expect(board.isSound)
    }
}

@Suite struct `An understanding` {
    @Test func `has a row for each word, with what it belongs to`() throws {
        let understanding = try Studio().director.understanding(of: "两只橙色小猫在雨中跳舞")
        typealias Finding = Understanding.Finding
        #expect(understanding.language == .chinese)
        #expect(
            understanding.findings == [
                Finding(kind: "count", value: "2", words: "两只", of: "cat"),
                Finding(kind: "color", value: "orange", words: "橙色", of: "cat"),
                Finding(kind: "cast", value: "cat", words: "小猫"),
                Finding(kind: "weather", value: "rain", words: "雨中"),
                Finding(kind: "action", value: "dance", words: "跳舞"),
            ])
    }
}
