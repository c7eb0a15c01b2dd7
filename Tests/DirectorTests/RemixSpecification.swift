import Director
import FarmModel
import Testing

@Suite struct `A remix` {
    let studio: Studio
    let kitten: Storyboard

    init() throws {
        studio = try Studio()
        kitten = try studio.storyboard("戴着红帽子的小猫在草地上眨眼睛，旁边有一只熊猫")
    }

    private func remix(_ instruction: String) throws -> Storyboard {
        try studio.director.edit(kitten, by: instruction)
    }

    @Test(arguments: [
        "把小猫换成小狗", "将猫改成小狗", "小猫换成一只小狗", "replace the kitten with a puppy",
        "swap the cat for a puppy", "change the kitten into a puppy", "把小貓換成小狗",
        "a puppy instead of the kitten",
    ])
    func `swaps one of the cast and keeps everything else`(_ instruction: String) throws {
        var expected = kitten
        expected.cast[0].concept = "dog"
        #expect(try remix(instruction) == expected)
    }

    @Test(arguments: ["make it night", "换成夜晚", "改成晚上", "change it to night"])
    func `changes the time of day and its sounds`(_ instruction: String) throws {
        var expected = kitten
        expected.shots[0].setting.time = .night
        expected.sound.ambience = ["wind", "crickets"]
        #expect(try remix(instruction) == expected)
    }

    @Test(arguments: ["add rain", "加上雨", "make it rain", "改成下雨"])
    func `changes the weather and its sounds`(_ instruction: String) throws {
        var expected = kitten
        expected.shots[0].setting.weather = .rain
        expected.sound.ambience = ["wind", "rain"]
        #expect(try remix(instruction) == expected)
    }

    @Test(arguments: ["改成水墨风格", "in ink-wash style", "change the style to ink wash"])
    func `changes the style`(_ instruction: String) throws {
        var expected = kitten
        expected.style = "ink-wash"
        #expect(try remix(instruction) == expected)
    }

    @Test(arguments: ["make the cat black", "把猫变成黑色", "change the kitten's color to black"])
    func `changes a colour`(_ instruction: String) throws {
        var expected = kitten
        expected.cast[0].traits.color = "black"
        #expect(try remix(instruction) == expected)
    }

    @Test(arguments: ["remove the panda", "去掉熊猫", "不要熊猫"])
    func `takes one of the cast away`(_ instruction: String) throws {
        var expected = kitten
        expected.cast.remove(at: 1)
        expected.shots[0].subjects.removeAll { $0.cast == "cast-2" }
        #expect(try remix(instruction) == expected)
    }

    @Test func `changes count, action, clothing and camera`() throws {
        #expect(try remix("two pandas instead of one").cast.map(\.count) == [1, 2])
        #expect(
            try remix("让熊猫跳舞").shots[0].subjects.map(\.action)
                == [kitten.shots[0].subjects[0].action, "dance"])
        #expect(
            try remix("给熊猫加一条蓝色围巾").cast[1].traits.clothing
                == [Traits.Garment(name: "scarf", color: "blue")])
        let camera = try remix("镜头改成拉远").shots[0].camera
        #expect(camera.move == .pullOut)
        #expect(try remix("no music").sound.music == nil)
    }

    @Test func `adds somebody`() throws {
        let board = try remix("add a white rabbit")
        #expect(board.cast.map(\.concept) == ["cat", "panda", "rabbit"])
        #expect(board.cast[2].traits.color == "white")
        #expect(board.shots[0].subjects.map(\.cast) == ["cast-1", "cast-2", "cast-3"])
        #expect(board.isSound)
    }

    @Test func `says so when nothing was understood or nobody is there`() throws {
        var expected = kitten
        expected.notes += [
            "Not understood, so not shown: \"qwertz\"",
            "It is not clear what to change: the storyboard stays as it was",
        ]
        #expect(try remix("qwertz") == expected)
        #expect(try remix("把老虎换成小狗").notes.contains("分镜里没有“老虎”"))
        #expect(throws: DirectorError.instructionEmpty) { try remix("  ") }
    }

    @Test func `survives any instruction`() throws {
        let pieces = [
            "换成", "猫", "把", "replace", "with", "the", "and", "，", "add", "remove", "没有", "夜晚",
            "2", "instead of", "红色", "dance", "镜头", "🐶", "to",
        ]
        for seed in 0..<300 {
            var chance = SplitMix64(seed: UInt64(seed))
            let text = (0..<8).map { _ in
                pieces[Int(chance.next() % UInt64(pieces.count))]
            }.joined(separator: seed % 2 == 0 ? " " : "")
            #expect(try remix(text).isSound, "\(text)")
        }
    }
}
