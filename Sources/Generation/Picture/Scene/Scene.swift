/// All that a picture is made of at one instant: plain values, ready to be flattened and drawn.
public struct Scene: Equatable, Sendable {
    /// Seconds since the start of the shot; waves, clouds and rain move by it.
    public var time: Float

    /// Feeds every hash of the picture, so that equal seeds give equal pictures.
    public var seed: UInt32
    public var camera: Camera
    public var place: Place
    public var light: Light
    public var weather: SceneWeather

    /// In the order of blending, puppet by puppet.
    public var primitives: [Primitive]

    /// One entry a puppet: a contiguous range of ``primitives`` that blends only with itself.
    public var puppets: [Range<Int>]
    public var particles: [Particle]

    /// How the drawn picture is painted.
    public var look: Look

    public init(
        time: Float, seed: UInt32, camera: Camera, place: Place, light: Light,
        weather: SceneWeather, primitives: [Primitive], puppets: [Range<Int>],
        particles: [Particle], look: Look = .realistic
    ) {
        self.time = time
        self.seed = seed
        self.camera = camera
        self.place = place
        self.light = light
        self.weather = weather
        self.primitives = primitives
        self.puppets = puppets
        self.particles = particles
        self.look = look
    }

    /// Where a scene takes place: which ground and which horizon.
    public enum Place: Equatable, Sendable {
        /// Open sea with one hero wave behind the origin; the wake follows `board`.
        case surf(board: Vector, beach: Beach)
        case meadow

        /// A meadow with more on it than grass.
        case grounds(Grounds)

        /// A level floor; rooms are open towards the camera.
        case interior(Interior)

        case shore(Shore)

        /// The bottom of a shallow sea, with the meadow's lie.
        case seabed
        case aloft(Aloft)

        /// Open land without grass, with the meadow's lie and ridges on the horizon.
        case land(Land)

        /// A street along z between shop fronts; `origin.z` follows the subject.
        case street(center: Vector)
    }

    /// Open land by what it is made of.
    public enum Land: String, CaseIterable, Equatable, Sendable {
        case desert
        case snowfield

        /// An alpine pasture under snowy peaks.
        case mountains
        case moon
        case mars

        /// Black rock with glowing cracks before a mountain of fire.
        case volcano

        /// Asphalt along z through green hills.
        case road

        /// Whether its sky is as black by day as by night.
        var isAirless: Bool { self == .moon }
    }

    /// Whether land is in view of the surf.
    public enum Beach: Equatable, Sendable {
        case none

        /// A strip of sand with palms and hills on the horizon.
        case distant
    }
}

/// A pinhole camera.
public struct Camera: Equatable, Sendable {
    public var origin: Vector
    public var right: Vector
    public var up: Vector
    public var forward: Vector

    /// Tangent of half the vertical angle of view.
    public var tangent: Float

    public init(from origin: Vector, to target: Vector, verticalAngle radians: Float) {
        self.origin = origin
        forward = (target - origin).normalized
        right = forward.cross(.up).normalized
        up = right.cross(forward)
        let half = radians * 0.5
        tangent = Trigonometry.sine(half) / Trigonometry.cosine(half)
    }
}

/// Sun, sky and air.
///
/// Colours are linear, intensities relative to a sunny day.
public struct Light: Equatable, Sendable {
    /// Towards the visible sun or moon.
    public var sun: Vector
    public var sunColor: Vector

    /// Towards the light that models the subjects; rarely the visible sun (picture.md, lighting).
    public var key: Vector
    public var keyColor: Vector
    public var rimColor: Vector
    public var skyZenith: Vector
    public var skyHorizon: Vector
    public var ambient: Vector
    public var bounce: Vector

    /// 0 none to 1 overcast.
    public var cloudCover: Float
    public var fogColor: Vector

    /// Extinction per metre.
    public var fogDensity: Float

    /// 0 by day, 1 by night: lamps, windows and stars.
    public var night: Float
    public var exposure: Float

    /// Bloom 0 to 1, saturation about 1, warmth about 0.
    public var grade: SIMD3<Float>

    public init(
        sun: Vector, sunColor: Vector, key: Vector, keyColor: Vector, rimColor: Vector,
        skyZenith: Vector, skyHorizon: Vector, ambient: Vector, bounce: Vector, cloudCover: Float,
        fogColor: Vector, fogDensity: Float, night: Float, exposure: Float, grade: SIMD3<Float>
    ) {
        self.sun = sun
        self.sunColor = sunColor
        self.key = key
        self.keyColor = keyColor
        self.rimColor = rimColor
        self.skyZenith = skyZenith
        self.skyHorizon = skyHorizon
        self.ambient = ambient
        self.bounce = bounce
        self.cloudCover = cloudCover
        self.fogColor = fogColor
        self.fogDensity = fogDensity
        self.night = night
        self.exposure = exposure
        self.grade = grade
    }
}

/// What falls and blows, 0 none to 1 heavy; it may happen in every place.
public struct SceneWeather: Equatable, Sendable {
    public var rain: Float
    public var snow: Float

    /// 1 is a breeze.
    public var wind: Float

    public init(rain: Float = 0, snow: Float = 0, wind: Float = 1) {
        self.rain = rain
        self.snow = snow
        self.wind = wind
    }
}

/// A small sphere drawn analytically, over whatever lies behind it.
public struct Particle: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// Spray, pollen, splashes: a soft disc of ``Particle/color``.
        case droplet

        /// A soap bubble: thin film colours, reflections.
        case bubble
    }

    public var kind: Kind
    public var center: Vector
    public var radius: Float
    public var color: Vector
    public var opacity: Float

    public init(kind: Kind, center: Vector, radius: Float, color: Vector, opacity: Float) {
        self.kind = kind
        self.center = center
        self.radius = radius
        self.color = color
        self.opacity = opacity
    }
}
