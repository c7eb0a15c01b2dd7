import Picture

/// Reads the statements of a file into a ``Figure``.
struct FigureReading {
    private(set) var figure: Figure
    private var part = "body"

    static let degree: Float = 3.1415927 / 180
    static let solidLimit = 400
    static let boneLimit = 200

    /// A puppet of its own, or one that begins as another and changes it.
    init(name: String, like base: Figure?) {
        figure = base ?? Figure(name: name)
        figure.name = name
    }

    mutating func read(_ statement: FigureStatement) throws(FigureError) {
        switch statement.keyword {
        case "moves": try readManner(statement)
        case "faces", "altitude", "beat", "cruise", "grip": try readMeasure(statement)
        case "gait": try readGait(statement)
        case "ears", "muzzle", "tail", "iris", "with", "stripes", "beside-people":
            try readBreed(statement)
        case "paint": try readPaint(statement)
        case "bone", "pair": try readBone(statement)
        case "leg": try readLeg(statement)
        case "part": part = try subject(of: statement, "a name")
        case "without":
            let dropped = try subject(of: statement, "the name of a part")
            figure.solids.removeAll { $0.part == dropped }
            if dropped == "eyes" { figure.eyes = [] }
        case "ellipsoid", "cone", "box", "cylinder", "ring", "canopy":
            try readSolid(statement, isPaired: false)
        case "both": try readBoth(statement)
        case "eyes": try readEyes(statement)
        case "socket": try readSocket(statement)
        default:
            throw statement.error(
                .unknownStatement(statement.keyword, known: FigureReading.known))
        }
    }

    private static let known =
        "figure, like, moves, ears, muzzle, tail, iris, with, stripes, beside-people, faces, altitude, beat, cruise, grip, gait, paint, bone, pair, leg, "
        + "part, without, ellipsoid, cone, box, cylinder, ring, canopy, both, eyes, socket"

    private func subject(
        of statement: FigureStatement, _ what: String
    ) throws(FigureError) -> String {
        guard let word = statement.words.first else {
            throw statement.error(.missing(what, statement: statement.keyword))
        }
        return word
    }

    private mutating func readManner(_ statement: FigureStatement) throws(FigureError) {
        try statement.allow([])
        figure.manner = try statement.choice(
            subject(of: statement, "a manner"), "moves", of: Figure.Manner.self)
        guard figure.manner == .upright, figure.bones.isEmpty else { return }
        figure.breed = Breed()
        for name in ["head", "chest"] {
            figure.bones.append(
                Figure.Bone(name: name, parent: nil, offset: .zero, turn: Turn()))
        }
    }

    /// What sets an upright animal apart.
    private mutating func readBreed(_ statement: FigureStatement) throws(FigureError) {
        guard var breed = figure.breed else {
            throw statement.error(.missing("`moves upright` above", statement: statement.keyword))
        }
        guard let word = statement.words.first else {
            throw statement.error(.missing("a value", statement: statement.keyword))
        }
        switch statement.keyword {
        case "ears": breed.ears = try statement.choice(word, "ears", of: Breed.Ears.self)
        case "muzzle": breed.muzzle = try statement.choice(word, "muzzle", of: Breed.Muzzle.self)
        case "tail": breed.tail = try statement.choice(word, "tail", of: Breed.Tail.self)
        case "iris":
            breed.iris = try PaintReading(figure: figure).color(statement.words, statement)
        case "beside-people":
            breed.besidePeople = try statement.number(word, field: "beside-people", in: 0.1...2)
        case "stripes":
            breed.stripes = try statement.number(word, field: "stripes", in: 0...1)
        default:
            for trait in statement.words {
                switch trait {
                case "whiskers": breed.whiskers = true
                case "pied": breed.pied = true
                case "dark-ears": breed.darkEars = true
                case "pale-tail": breed.paleTail = true
                case "teeth": breed.teeth = true
                default:
                    throw statement.error(
                        .unknownChoice(
                            trait, field: "with",
                            known: "whiskers, pied, dark-ears, pale-tail, teeth"))
                }
            }
        }
        figure.breed = breed
    }

    private mutating func readMeasure(_ statement: FigureStatement) throws(FigureError) {
        try statement.allow([])
        let word = try subject(of: statement, "a value")
        func number(_ range: ClosedRange<Float>) throws(FigureError) -> Float {
            try statement.number(word, field: statement.keyword, in: range)
        }
        switch statement.keyword {
        case "faces": figure.presentation = try number(-180...180) * FigureReading.degree
        case "altitude": figure.altitude = try number(0...30)
        case "beat": figure.beat = try number(0.05...20)
        case "cruise": figure.cruise = try number(0.05...30)
        default:
            figure.grip = try statement.choice(word, "grip", of: Figure.Grip.self)
        }
    }

    private mutating func readGait(_ statement: FigureStatement) throws(FigureError) {
        try statement.allow(["period", "stance", "speed", "lift", "phases"])
        var phases: [Float] = []
        let words = try statement.values("phases")
        for word in words {
            phases.append(try statement.number(word, field: "phases", in: -2...2))
        }
        let cycle = Figure.Cycle(
            period: try statement.scalar("period", in: 0.05...10),
            stance: try statement.scalar("stance", in: 0.1...0.95),
            speed: try statement.scalar("speed", in: 0.01...20),
            lift: try statement.scalar("lift", in: 0...2), phases: phases)
        switch try subject(of: statement, "`walk` or `run`") {
        case "walk": figure.walk = cycle
        case "run": figure.run = cycle
        case let word:
            throw statement.error(.unknownChoice(word, field: "gait", known: "walk, run"))
        }
    }

    // Bones and legs.

    private func bone(
        _ name: String, _ statement: FigureStatement
    ) throws(FigureError) -> Int {
        guard let index = figure.bone(named: name) else {
            throw statement.error(
                .unknownBone(name, known: figure.bones.map(\.name).joined(separator: ", ")))
        }
        return index
    }

    private mutating func add(
        _ bone: Figure.Bone, _ statement: FigureStatement
    ) throws(FigureError) {
        guard figure.bone(named: bone.name) == nil else {
            throw statement.error(.boneTwice(bone.name))
        }
        guard figure.bones.count < FigureReading.boneLimit else {
            throw statement.error(.tooMany("bones", limit: FigureReading.boneLimit))
        }
        figure.bones.append(bone)
    }

    private mutating func readBone(_ statement: FigureStatement) throws(FigureError) {
        try statement.allow([
            "of", "at", "turn", "aloft", "move", "looks", "bows", "opens", "young",
        ])
        let name = try subject(of: statement, "a name")
        var bone = Figure.Bone(
            name: name, parent: nil, offset: try statement.vector("at"),
            turn: try statement.turn("turn"))
        if statement.has("aloft") { bone.aloft = try statement.turn("aloft") }
        bone.looks = try statement.scalar("looks", in: 0...1, otherwise: 0)
        bone.bows =
            try statement.scalar("bows", in: -180...180, otherwise: 0) * FigureReading.degree
        bone.opens =
            try statement.scalar("opens", in: -180...180, otherwise: 0) * FigureReading.degree
        bone.young = try statement.scalar("young", in: 0.2...4, otherwise: 1)
        bone.drives = try drives(statement)
        let parent = statement.has("of") ? try statement.word("of") : nil
        if statement.keyword == "bone" {
            if let parent { bone.parent = try self.bone(parent, statement) }
            try add(bone, statement)
            return
        }
        for side in Side.both {
            var own = bone
            own.name = name + side.suffix
            if let parent {
                own.parent = try self.bone(
                    figure.bone(named: parent) == nil ? parent + side.suffix : parent, statement)
            }
            if side == .right { own.mirror() }
            try add(own, statement)
        }
    }

    /// The `move AXIS AMPLITUDE CHANNEL OFFSET` fields of a bone.
    private func drives(_ statement: FigureStatement) throws(FigureError) -> [Figure.Drive] {
        var drives: [Figure.Drive] = []
        for field in statement.fields where field.name == "move" {
            guard field.values.count == 3 || field.values.count == 4 else {
                throw statement.error(
                    .wrongCount(found: field.values.count, wanted: 4, field: "move"))
            }
            let axis = try statement.choice(field.values[0], "move", of: Figure.Drive.Axis.self)
            let channel = try statement.choice(field.values[2], "move", of: Figure.Channel.self)
            var amplitude = try statement.number(field.values[1], field: "move", in: -720...720)
            switch channel {
            case .breath, .sway, .stride, .flap, .swim: amplitude *= FigureReading.degree
            case .spin, .wheel: break
            }
            let offset =
                field.values.count == 4
                ? try statement.number(field.values[3], field: "move", in: -10...10) : 0
            drives.append(
                Figure.Drive(axis: axis, amplitude: amplitude, channel: channel, offset: offset))
        }
        return drives
    }

    private mutating func readLeg(_ statement: FigureStatement) throws(FigureError) {
        try statement.allow(["of", "at", "upper", "lower", "ankle", "bends", "home"])
        let name = try subject(of: statement, "a name")
        let parent = try bone(try statement.word("of"), statement)
        let offset = try statement.vector("at")
        let upper = try statement.scalar("upper", in: 0.005...5)
        let lower = try statement.scalar("lower", in: 0.005...5)
        let ankle = try statement.scalar("ankle", in: 0...1, otherwise: 0.02)
        let forward: Float
        switch try statement.word("bends") {
        case "forward": forward = 1
        case "back": forward = -1
        case let word:
            throw statement.error(.unknownChoice(word, field: "bends", known: "forward, back"))
        }
        for side in Side.both {
            let place = Vector(offset.x * side.sign, offset.y, offset.z)
            let first = figure.bones.count
            for piece in [".upper", ".lower", ".foot"] {
                try add(
                    Figure.Bone(
                        name: name + side.suffix + piece, parent: nil, offset: .zero, turn: Turn()),
                    statement)
            }
            let rest = figure.restFrames()[parent].point(place)
            let home =
                statement.has("home") ? try statement.vector("home") : Vector(rest.x, 0, rest.z)
            figure.legs.append(
                Figure.Leg(
                    upper: first, lower: first + 1, foot: first + 2, parent: parent, offset: place,
                    upperLength: upper, lowerLength: lower, ankle: ankle,
                    home: statement.has("home") && side == .right
                        ? Vector(-home.x, home.y, home.z) : home,
                    bend: forward))
        }
    }

    // What is seen.

    private mutating func readBoth(_ statement: FigureStatement) throws(FigureError) {
        var inner = statement
        inner.keyword = try subject(of: statement, "a solid")
        inner.subject.removeFirst()
        inner.words.removeFirst()
        try readSolid(inner, isPaired: true)
    }

    /// A solid on a bone; on a pair of bones, or by `both`, one a side.
    private mutating func readSolid(
        _ statement: FigureStatement, isPaired: Bool
    ) throws(FigureError) {
        let name = try subject(of: statement, "a bone")
        var solid = Figure.Solid(
            part: part, bone: 0, at: .zero, turn: try statement.turn("turn"),
            shape: try shape(statement),
            blend: try statement.scalar("blend", in: 0...1, otherwise: 0.03),
            paint: try paint(named: try statement.word("paint"), statement))
        solid.at = try statement.vector(statement.keyword == "cone" ? "from" : "at")
        if figure.bone(named: name) != nil {
            solid.bone = try bone(name, statement)
            try add(solid, statement)
            if isPaired { try add(solid.mirrored(on: solid.bone), statement) }
            return
        }
        let (left, right) = try sides(name, statement)
        solid.bone = left
        try add(solid, statement)
        try add(solid.mirrored(on: right), statement)
    }

    /// The two bones of a pair, or of a part of a pair of legs such as `front.upper`.
    private func sides(
        _ name: String, _ statement: FigureStatement
    ) throws(FigureError) -> (Int, Int) {
        let pieces = name.split(separator: ".", maxSplits: 1).map(String.init)
        let stem = pieces.first ?? name
        let rest = pieces.count == 2 ? "." + pieces[1] : ""
        guard let left = figure.bone(named: stem + Side.left.suffix + rest),
            let right = figure.bone(named: stem + Side.right.suffix + rest)
        else {
            throw statement.error(
                .unknownBone(name, known: figure.bones.map(\.name).joined(separator: ", ")))
        }
        return (left, right)
    }

    private mutating func add(
        _ solid: Figure.Solid, _ statement: FigureStatement
    ) throws(FigureError) {
        guard figure.solids.count < FigureReading.solidLimit else {
            throw statement.error(.tooMany("solids", limit: FigureReading.solidLimit))
        }
        figure.solids.append(solid)
    }

    private func shape(_ statement: FigureStatement) throws(FigureError) -> Figure.Solid.Shape {
        let size: ClosedRange<Float> = 0.0005...30
        let common = ["at", "turn", "blend", "paint"]
        switch statement.keyword {
        case "ellipsoid":
            try statement.allow(common + ["radii"])
            return .ellipsoid(radii: try statement.vector("radii", in: size))
        case "cone":
            try statement.allow(["from", "to", "radii", "blend", "paint"])
            let radii = try statement.numbers("radii", 2, in: size)
            return .cone(to: try statement.vector("to"), radii: SIMD2(radii[0], radii[1]))
        case "box":
            try statement.allow(common + ["half", "round"])
            return .box(
                half: try statement.vector("half", in: size),
                rounding: try statement.scalar("round", in: 0...5, otherwise: 0.01))
        case "cylinder":
            try statement.allow(common + ["radius", "half", "round"])
            return .cylinder(
                radius: try statement.scalar("radius", in: size),
                half: try statement.scalar("half", in: size),
                rounding: try statement.scalar("round", in: 0...5, otherwise: 0.005))
        case "ring":
            try statement.allow(common + ["radius", "tube"])
            return .ring(
                radius: try statement.scalar("radius", in: size),
                tube: try statement.scalar("tube", in: size))
        default:
            try statement.allow(common + ["radius", "extent", "thick"])
            return .canopy(
                radius: try statement.scalar("radius", in: size),
                extent: try statement.scalar("extent", in: size),
                thickness: try statement.scalar("thick", in: size))
        }
    }

    private mutating func readEyes(_ statement: FigureStatement) throws(FigureError) {
        try statement.allow(["at", "radii", "outward", "iris", "lid"])
        let bone = try bone(try subject(of: statement, "a bone"), statement)
        let at = try statement.vector("at")
        for side in Side.both {
            figure.eyes.append(
                Figure.EyeDeclaration(
                    bone: bone, at: Vector(at.x * side.sign, at.y, at.z),
                    radii: try statement.vector("radii", in: 0.001...2),
                    outward: try statement.scalar("outward", in: -90...90, otherwise: 10)
                        * FigureReading.degree,
                    iris: try PaintReading(figure: figure).color(
                        try statement.values("iris"), statement),
                    lid: try paint(named: try statement.word("lid"), statement), side: side))
        }
    }

    private mutating func readSocket(_ statement: FigureStatement) throws(FigureError) {
        try statement.allow(["of", "at", "turn"])
        figure.sockets[try subject(of: statement, "a name")] = Figure.Socket(
            bone: try bone(try statement.word("of"), statement),
            at: try statement.vector("at"), turn: try statement.turn("turn"))
    }

    private func paint(
        named name: String, _ statement: FigureStatement
    ) throws(FigureError) -> Int {
        try PaintReading(figure: figure).index(of: name, statement)
    }

    private mutating func readPaint(_ statement: FigureStatement) throws(FigureError) {
        let paint = try PaintReading(figure: figure).paint(statement)
        if let index = figure.paints.firstIndex(where: { $0.name == paint.name }) {
            figure.paints[index] = paint
        } else {
            figure.paints.append(paint)
        }
    }
}

extension Side {
    /// What the name of a paired bone ends in.
    var suffix: String {
        switch self {
        case .left: "-left"
        case .right: "-right"
        }
    }
}

extension Turn {
    /// The same turn on the other side of the body.
    var mirrored: Turn { Turn(pitch: pitch, yaw: -yaw, roll: -roll) }
}

extension Figure.Bone {
    fileprivate mutating func mirror() {
        offset.x = -offset.x
        turn = turn.mirrored
        aloft = aloft?.mirrored
        for index in drives.indices where drives[index].axis != .pitch {
            drives[index].amplitude = -drives[index].amplitude
        }
    }
}

extension Figure.Solid {
    fileprivate func mirrored(on bone: Int) -> Figure.Solid {
        var solid = self
        solid.bone = bone
        solid.at.x = -at.x
        solid.turn = turn.mirrored
        if case .cone(let end, let radii) = shape {
            solid.shape = .cone(to: Vector(-end.x, end.y, end.z), radii: radii)
        }
        return solid
    }
}
