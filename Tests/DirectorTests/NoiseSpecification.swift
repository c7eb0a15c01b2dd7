import Director
import FarmModel
import Testing

@Suite struct `Any text` {
    let studio: Studio

    init() throws {
        studio = try Studio()
    }

    @Test(arguments: [
        "🙂", "?!?!", "——", "مرحبا يا قطة", "שלום", "こんにちは世界", "Привет, кот", "a\u{0}b\u{7}c",
        "\u{202E}tac a", "的的的的", "then then then", "镜头一：镜头二：镜头三：", "\"\"", "“", "1:1:1",
        "0只猫", "99999999999999999999 cats", "不不不", "the the the", "把换成", "cat\u{301}\u{302}",
        "Shot 1:", "cut to", "👨‍👩‍👧‍👦", "no no no people", "的猫的狗的", "by by by",
    ])
    func `becomes a film`(_ text: String) throws {
        #expect(try studio.storyboard(text).isSound)
    }

    @Test func `becomes a film whatever two thousand seeds make of it`() throws {
        let seeds = [
            "一只橙色猫在阳光下的海浪上冲浪，镜头从远处慢慢推进", "夜晚街头下雨的场景，一位青年撑伞走过霓虹灯下",
            "A black cat and a white dog dance together, then sleep. Cut to a beach.",
            "镜头一：女孩看着一只追逐蝴蝶的小狗。镜头二：\"你好\"，他说：走吧。",
            "a man with 3 red balloons is chased by two tigers without shoes, 9:16, 10 s",
        ].map { Array($0.unicodeScalars) }
        let pool = Array("猫狗的在追被和、，。：“”\"0 9三只不没有then cut 镜头一红色 ing🐱\u{200D}\u{0}é".unicodeScalars)
        for seed in 0..<2_000 {
            var chance = SplitMix64(seed: UInt64(seed))
            var scalars = seeds[Int(chance.next() % UInt64(seeds.count))]
            for _ in 0..<Int(chance.next() % 24) {
                let place = Int(chance.next() % UInt64(scalars.count + 1))
                switch chance.next() % 3 {
                case 0 where place < scalars.count: scalars.remove(at: place)
                case 1:
                    let end = min(scalars.count, place + Int(chance.next() % 12))
                    scalars += scalars[place..<end]
                default: scalars.insert(pool[Int(chance.next() % UInt64(pool.count))], at: place)
                }
            }
            if seed % 4 == 0 {
                scalars =
                    (0..<40).map { _ in pool[Int(chance.next() % UInt64(pool.count))] } + ["猫"]
            }
            let text = String(String.UnicodeScalarView(scalars))
            let board = try studio.storyboard(text, seconds: Double(1 + seed % 20))
            #expect(board.isSound, "seed \(seed): \(text)")
            #expect(try StoryboardDocument.decode(StoryboardDocument.encode(board)) == board)
        }
    }

    @Test func `of the greatest length becomes a film`() throws {
        for unit in ["一只猫追一只狗然后", "奔跑", "a cat ", "running ", "饕餮", "，", "\"", "镜头一：", "x"] {
            let count = 32_000 / unit.unicodeScalars.count
            let board = try studio.storyboard(String(repeating: unit, count: count))
            #expect(board.isSound)
            #expect(board.shots.count <= 64)
            #expect(board.cast.count <= 32)
        }
    }
}

@Suite struct `A prompt that is refused` {
    let studio: Studio

    init() throws {
        studio = try Studio()
    }

    @Test(arguments: ["", "   ", "\n\t", "\u{200B}\u{FEFF}"])
    func `is empty`(_ text: String) {
        #expect(throws: DirectorError.promptEmpty) { try studio.storyboard(text) }
    }

    @Test func `is too long, and hears by how much`() {
        let text = String(repeating: "猫", count: 32_001)
        #expect(
            throws: DirectorError.promptTooLong(length: 32_001, unit: .characters, limit: 32_000)
        ) { try studio.storyboard(text) }
        #expect(
            throws: DirectorError.promptTooLong(length: 10_000_000, unit: .bytes, limit: 128_000)
        ) { try studio.storyboard(String(repeating: "a", count: 10_000_000)) }
    }
}
