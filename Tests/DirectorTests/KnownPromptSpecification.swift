import Director
import FarmModel
import Testing

/// The prompts that the product is known by, element by element.
@Suite struct `A known prompt` {
    let studio: Studio

    init() throws {
        studio = try Studio()
    }

    @Test(arguments: [
        "一只橙色猫在阳光下的海浪上冲浪，镜头从远处慢慢推进",
        "An orange cat surfing an ocean wave in the sunlight, the camera slowly pushing in from afar",
    ])
    func `puts the orange cat on its board and comes closer`(_ prompt: String) throws {
        let board = try studio.storyboard(prompt)
        #expect(
            board.cast == [
                CastMember(id: "cast-1", concept: "cat", traits: Traits(color: "orange"))
            ])
        let shot = try #require(board.shots.first)
        #expect(board.shots.count == 1)
        #expect(
            shot.subjects == [
                ShotSubject(
                    cast: "cast-1", action: "surf", props: [ShotSubject.Prop(name: "surfboard")])
            ])
        #expect(shot.setting == Setting(place: "surf", time: .afternoon, weather: .clear))
        #expect(shot.camera == CameraPlan(move: .pushIn, from: .wide, to: .medium, speed: 0.6))
        #expect(board.sound.ambience == ["waves", "wind"])
        #expect(board.sound.effects == ["splash"])
        #expect(board.sound.music?.mood == "cheerful")
        #expect(board.notes.isEmpty)
    }

    @Test(arguments: ["一只猫在海边冲浪", "A cat surfing at the seaside"])
    func `surfs within sight of the beach`(_ prompt: String) throws {
        let board = try studio.storyboard(prompt)
        let shot = try #require(board.shots.first)
        #expect(board.cast.map(\.concept) == ["cat"])
        #expect(shot.setting.place == "beach")
        #expect(shot.subjects.map(\.action) == ["surf"])
        #expect(shot.subjects.first?.props.map(\.name) == ["surfboard"])
        #expect(board.sound.ambience == ["waves", "wind"])
        #expect(board.sound.music == SoundPlan.Music(mood: "cheerful", tempo: 116))
        #expect(board.notes.isEmpty)
    }

    @Test(arguments: [
        "夜晚街头下雨的场景，一位青年撑伞走过霓虹灯下",
        "A rainy street at night, a young man with an umbrella walks past under neon lights",
    ])
    func `walks a young man through the rain under neon lights`(_ prompt: String) throws {
        let board = try studio.storyboard(prompt)
        let shot = try #require(board.shots.first)
        #expect(
            board.cast == [
                CastMember(id: "cast-1", concept: "man", traits: Traits(age: "young"))
            ])
        #expect(shot.setting == Setting(place: "neon-street", time: .night, weather: .rain))
        #expect(
            shot.subjects == [
                ShotSubject(
                    cast: "cast-1", action: "walk", props: [ShotSubject.Prop(name: "umbrella")])
            ])
        #expect(board.sound.ambience == ["street", "rain"])
        #expect(board.sound.effects == ["footsteps"])
        #expect(board.notes.isEmpty)
    }

    @Test(arguments: [
        """
        阳光明媚的午后，一个小男孩在绿油油的草地上追逐五颜六色的泡泡，镜头从远处慢慢拉近，背景是蓝天白云，\
        风轻轻吹动草叶，画面温暖又梦幻。
        """,
        """
        On a sunny afternoon, a little boy chases colourful bubbles on the lush green grass, the \
        camera slowly moves closer from afar, blue sky and white clouds in the background, a gentle \
        wind sways the grass, the picture is warm and dreamy.
        """,
    ])
    func `lets a boy chase coloured bubbles on the meadow`(_ prompt: String) throws {
        let board = try studio.storyboard(prompt)
        let shot = try #require(board.shots.first)
        #expect(board.shots.count == 1)
        #expect(
            board.cast == [
                CastMember(id: "cast-1", concept: "boy"),
                CastMember(
                    id: "cast-2", concept: "bubble", count: 6, traits: Traits(color: "rainbow")),
            ])
        #expect(
            shot.subjects == [
                ShotSubject(cast: "cast-1", action: "chase", target: "cast-2"),
                ShotSubject(cast: "cast-2", action: "float"),
            ])
        #expect(shot.setting == Setting(place: "meadow", time: .afternoon, weather: .clouds))
        #expect(shot.camera == CameraPlan(move: .pushIn, from: .wide, to: .medium, speed: 0.6))
        #expect(board.mood == "warm")
        #expect(board.sound.music == SoundPlan.Music(mood: "warm", tempo: 80))
        #expect(board.sound.ambience == ["wind", "birds"])
        #expect(board.notes.isEmpty)
    }

    @Test(arguments: ["小猫眨眼睛", "A kitten blinks"])
    func `shows a kitten's face as it blinks`(_ prompt: String) throws {
        let board = try studio.storyboard(prompt)
        let shot = try #require(board.shots.first)
        #expect(
            board.cast == [
                CastMember(id: "cast-1", concept: "cat", traits: Traits(age: "baby"))
            ])
        #expect(shot.subjects.map(\.action) == ["blink"])
        #expect(shot.camera == CameraPlan(move: .static, from: .closeUp, to: .closeUp))
        #expect(board.notes.isEmpty)
    }

    @Test(arguments: ["旋转展示360度", "Rotate 360 degrees to show it"])
    func `turns when asked to rotate, and says that nobody was named`(_ prompt: String) throws {
        let understanding = try studio.director.understanding(of: prompt)
        #expect(understanding.findings.contains { $0.kind == "action" && $0.value == "turn" })
        #expect(understanding.notes.count == 1)
    }

    @Test(arguments: ["人物向镜头走来", "The person walks towards the camera"])
    func `walks a person towards the camera`(_ prompt: String) throws {
        let board = try studio.storyboard(prompt)
        #expect(board.cast.map(\.concept) == ["man"])
        #expect(board.shots.first?.subjects.map(\.action) == ["walk"])
        #expect(board.notes.isEmpty)
    }

    @Test(arguments: ["让这只猫跳起来", "Make this cat jump"])
    func `makes the cat jump`(_ prompt: String) throws {
        let board = try studio.storyboard(prompt)
        #expect(board.cast.map(\.concept) == ["cat"])
        #expect(board.shots.map { $0.subjects.map(\.action) } == [["jump"]])
        #expect(board.notes.isEmpty)
    }
}
