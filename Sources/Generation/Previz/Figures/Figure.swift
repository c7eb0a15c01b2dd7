import Picture

/// A puppet as its file declares it: bones, what is round them, and how it moves
/// (`docs/PUPPETS.md`).
///
/// Lengths are metres, angles radians; the puppet looks along +z, its left is +x, up is +y.
struct Figure: Equatable, Sendable {
    /// How it gets about.
    enum Manner: String, CaseIterable, Sendable {
        /// On legs.
        case walker

        /// On wings; on its legs when it rests.
        case flyer

        /// By swinging its body, in water or in the air.
        case swimmer

        /// On wheels.
        case roller

        /// On the water or in the air, without moving parts that carry it.
        case floater

        /// Not by itself.
        case still

        /// In a hand.
        case held

        /// On two legs like a person, as the built-in animals do (``Animal``).
        case upright
    }

    var name: String
    var manner = Manner.still

    /// Parents stand before their children.
    var bones: [Bone] = []
    var legs: [Leg] = []

    /// In the order of blending.
    var solids: [Solid] = []
    var eyes: [EyeDeclaration] = []
    var paints: [Paint] = []

    /// Places for others to hold on to or sit on, by name.
    var sockets: [String: Socket] = [:]
    var walk = Cycle(period: 1.1, stance: 0.62, speed: 1.2, lift: 0.10, phases: [])
    var run = Cycle(period: 0.55, stance: 0.36, speed: 3.6, lift: 0.22, phases: [])

    /// How it turns from the viewer at rest, so that its outline is told.
    var presentation: Float = 0

    /// How high its middle hangs in the air when it flies or floats.
    var altitude: Float = 0

    /// Wing or tail beats a second.
    var beat: Float = 1

    /// Metres a second by wheel, wing or fin.
    var cruise: Float = 2

    /// How a hand carries it, for what is ``Manner/held``.
    var grip = Grip.low

    enum Grip: String, CaseIterable, Sendable {
        /// In one hand, beside the hip.
        case low

        /// In one hand, up before the shoulder.
        case high

        /// In both hands before the chest.
        case both

        /// Across the trunk, both hands on it, as guitars are played.
        case across

        /// At the mouth, as cups are.
        case mouth
    }

    /// The body of what is ``Manner/upright``.
    var breed: Breed?

    struct Bone: Equatable, Sendable {
        var name: String
        var parent: Int?
        var offset: Vector
        var turn: Turn

        /// The turn in the air, where it differs, as of folded and spread wings.
        var aloft: Turn?
        var drives: [Drive] = []

        /// The share of the look towards something that this bone takes.
        var looks: Float = 0

        /// How far it bends down to eat or drink, in radians.
        var bows: Float = 0

        /// How far it turns when the mouth is wide open, in radians.
        var opens: Float = 0

        /// Size of what hangs on it when young, relative to the rest.
        var young: Float = 1
    }

    /// A motion of a bone: a turn about an axis that follows a channel.
    struct Drive: Equatable, Sendable {
        enum Axis: String, CaseIterable, Sendable { case pitch, yaw, roll }

        var axis: Axis
        var amplitude: Float
        var channel: Channel

        /// In turns of the channel.
        var offset: Float
    }

    /// What makes parts swing or go round.
    enum Channel: String, CaseIterable, Sendable {
        /// Always, slowly.
        case breath

        /// Always, as tails, ears and branches do.
        case sway

        /// With the steps.
        case stride

        /// With the wings' beat, while in the air.
        case flap

        /// With the beat of tail and fins.
        case swim

        /// Round and round, as rotors do; the amplitude is turns a second.
        case spin

        /// Round with the way; the amplitude is the wheel's radius.
        case wheel
    }

    /// Two bones and a foot that is planted on the ground.
    struct Leg: Equatable, Sendable {
        /// The bones of its parts; their y axes point down the leg.
        var upper: Int
        var lower: Int
        var foot: Int

        /// The bone that it hangs from, and where.
        var parent: Int
        var offset: Vector
        var upperLength: Float
        var lowerLength: Float

        /// Height of the ankle over the sole.
        var ankle: Float

        /// Where the sole stands at rest, in the frame of the ground under the middle.
        var home: Vector

        /// +1 knees bend forward, -1 backward.
        var bend: Float
    }

    /// Steps over and over: see ``Gait``.
    struct Cycle: Equatable, Sendable {
        var period: Float
        var stance: Float
        var speed: Float
        var lift: Float

        /// When each leg touches down, in turns; in the order of ``Figure/legs``.
        var phases: [Float]
    }

    struct Solid: Equatable, Sendable {
        enum Shape: Equatable, Sendable {
            case ellipsoid(radii: Vector)
            case cone(to: Vector, radii: SIMD2<Float>)
            case box(half: Vector, rounding: Float)
            case cylinder(radius: Float, half: Float, rounding: Float)
            case ring(radius: Float, tube: Float)
            case canopy(radius: Float, extent: Float, thickness: Float)
        }

        var part: String
        var bone: Int
        var at: Vector
        var turn: Turn
        var shape: Shape
        var blend: Float
        var paint: Int
    }

    struct EyeDeclaration: Equatable, Sendable {
        var bone: Int
        var at: Vector
        var radii: Vector
        var outward: Float
        var iris: Vector
        var lid: Int
        var side: Side
    }

    struct Socket: Equatable, Sendable {
        var bone: Int
        var at: Vector
        var turn: Turn
    }

    /// A named colour with its pattern.
    struct Paint: Equatable, Sendable {
        var name: String
        var color: Color
        var accent: Color?
        var pattern = Surface.Pattern.plain
        var gloss: Float = 0

        indirect enum Color: Equatable, Sendable {
            /// What the prompt asks for, else one of these in turn.
            case asked([Vector])
            case fixed(Vector)

            /// Towards white, into shade, and nearly black, of an earlier paint.
            case pale(Int)
            case deep(Int)
            case dark(Int)
            case same(Int)
        }
    }

    func bone(named name: String) -> Int? { bones.firstIndex { $0.name == name } }
}
