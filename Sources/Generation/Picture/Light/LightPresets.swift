public import FarmModel

extension Light {
    /// The light of a place at a time of day in some weather.
    ///
    /// Three looks were tuned by eye against the prototypes: the sea on a clear afternoon or at the
    /// golden hour, the meadow on a clear afternoon, the street on a rainy night. The others follow.
    public static func preset(
        place: Scene.Place, time: Setting.TimeOfDay, weather: Setting.Weather
    ) -> Light {
        var light = daylight(of: time, over: Terrain(place))
        guard place.isUnderSky else { return light }
        light.apply(weather, isStreet: Terrain(place) == .street)
        if case .interior(let interior) = place, interior.isSheltered { light.fogDensity = 0 }
        return light
    }

    /// What colours the light from below and the sky's depth.
    fileprivate enum Terrain: Equatable {
        case sea
        case grass
        case grounds(Scene.Grounds)
        case interior(Scene.Interior)
        case shore(Scene.Shore)
        case seabed
        case aloft(Scene.Aloft)
        case land(Scene.Land)
        case street

        init(_ place: Scene.Place) {
            switch place {
            case .surf: self = .sea
            case .meadow: self = .grass
            case .grounds(let grounds): self = .grounds(grounds)
            case .interior(let interior): self = .interior(interior)
            case .shore(let shore): self = .shore(shore)
            case .seabed: self = .seabed
            case .aloft(let aloft): self = .aloft(aloft)
            case .land(let land): self = .land(land)
            case .street: self = .street
            }
        }
    }
}

extension Light {
    fileprivate static func daylight(of time: Setting.TimeOfDay, over terrain: Terrain) -> Light {
        var light = base
        light.setTime(time)
        switch terrain {
        case .sea: light.setSea(time)
        case .grass: light.setGrass(time)
        case .grounds(let grounds):
            light.setGrass(time)
            light.setGrounds(grounds)
        case .interior(let interior):
            light.setGrass(time)
            light.setInterior(interior, time)
        case .shore(let shore):
            light.setGrass(time)
            light.setShore(shore, at: time)
        case .seabed:
            light.setGrass(time)
            light.setSeabed()
        case .aloft(let aloft):
            light.setGrass(time)
            light.setAloft(aloft, at: time)
        case .land(let land):
            light.setGrass(time)
            light.setLand(land)
        case .street: light.setStreet(time)
        }
        return light
    }

    /// A clear afternoon by the sea.
    private static var base: Light {
        Light(
            sun: Vector(0.40, 0.235, -0.88).normalized, sunColor: Vector(1, 0.62, 0.28),
            key: Vector(0.62, 0.60, 0.50).normalized, keyColor: Vector(2.55, 2.05, 1.45),
            rimColor: Vector(2.4, 1.45, 0.65), skyZenith: Vector(0.10, 0.30, 0.72),
            skyHorizon: Vector(0.62, 0.78, 0.95), ambient: Vector(0.42, 0.58, 0.85),
            bounce: Vector(0.10, 0.34, 0.34), cloudCover: 0.3,
            fogColor: Vector(0.62, 0.72, 0.82), fogDensity: 0, night: 0, exposure: 0.80,
            grade: SIMD3(0.55, 1.12, 0))
    }

    private mutating func setTime(_ time: Setting.TimeOfDay) {
        switch time {
        case .dawn:
            sun = Vector(0.42, 0.09, -0.90).normalized
            sunColor = Vector(0.95, 0.47, 0.27)
            keyColor = Vector(1.95, 1.40, 1.12)
            rimColor = Vector(2.3, 1.15, 0.62)
            skyZenith = Vector(0.13, 0.21, 0.47)
            skyHorizon = Vector(0.86, 0.60, 0.52)
            ambient = Vector(0.36, 0.41, 0.60)
            exposure = 0.86
        case .morning:
            sun = Vector(0.46, 0.38, -0.80).normalized
            sunColor = Vector(0.95, 0.72, 0.44)
            keyColor = Vector(2.35, 2.02, 1.58)
            rimColor = Vector(2.1, 1.6, 0.98)
            skyZenith = Vector(0.07, 0.27, 0.70)
            skyHorizon = Vector(0.58, 0.76, 0.94)
        case .noon:
            sun = Vector(0.28, 0.84, -0.46).normalized
            key = Vector(0.42, 0.80, 0.42).normalized
            sunColor = Vector(0.80, 0.74, 0.60)
            keyColor = Vector(2.60, 2.40, 2.00)
            rimColor = Vector(1.7, 1.55, 1.2)
            skyZenith = Vector(0.05, 0.23, 0.68)
            skyHorizon = Vector(0.52, 0.72, 0.92)
            ambient = Vector(0.44, 0.62, 0.90)
            exposure = 0.76
        case .afternoon:
            break
        case .goldenHour:
            sun = Vector(0.40, 0.17, -0.90).normalized
            sunColor = Vector(1.05, 0.56, 0.20)
            keyColor = Vector(2.60, 1.85, 1.12)
            rimColor = Vector(2.7, 1.45, 0.55)
            skyZenith = Vector(0.11, 0.27, 0.62)
            skyHorizon = Vector(0.88, 0.74, 0.62)
            ambient = Vector(0.42, 0.50, 0.70)
        case .dusk:
            sun = Vector(0.42, 0.02, -0.91).normalized
            sunColor = Vector(0.80, 0.30, 0.16)
            keyColor = Vector(1.20, 0.86, 0.92)
            rimColor = Vector(1.7, 0.70, 0.55)
            skyZenith = Vector(0.055, 0.085, 0.27)
            skyHorizon = Vector(0.66, 0.34, 0.33)
            ambient = Vector(0.23, 0.25, 0.45)
            night = 0.45
            exposure = 0.95
        case .night:
            sun = Vector(0.30, 0.36, -0.88).normalized
            sunColor = Vector(0.13, 0.16, 0.22)
            keyColor = Vector(0.42, 0.51, 0.74)
            rimColor = Vector(0.48, 0.68, 1.02)
            skyZenith = Vector(0.008, 0.014, 0.048)
            skyHorizon = Vector(0.030, 0.050, 0.105)
            ambient = Vector(0.075, 0.115, 0.22)
            night = 1
            exposure = 1.0
            grade.y = 1.0
        }
        fogColor = skyHorizon * 0.75 + ambient * 0.25
    }

    /// At the golden hour the sea keeps its blue sky: the wave needs it.
    private mutating func setSea(_ time: Setting.TimeOfDay) {
        bounce = Vector(0.24, 0.59, 0.40) * ambient
        if time == .goldenHour {
            let golden = self
            self = Light.base
            sunColor = golden.sunColor
            keyColor = golden.keyColor * 0.7 + keyColor * 0.3
            skyHorizon = golden.skyHorizon * 0.6 + skyHorizon * 0.4
        }
    }

    private mutating func setGrass(_ time: Setting.TimeOfDay) {
        bounce = Vector(0.55, 0.63, 0.085) * ambient
        grade.z = 0.035
        if time == .afternoon {
            sun = Vector(0.50, 0.36, -0.80).normalized
            key = Vector(0.52, 0.66, 0.56).normalized
            sunColor = Vector(1, 0.66, 0.30)
            keyColor = Vector(2.05, 1.66, 1.18)
            rimColor = Vector(2.5, 1.75, 0.90)
            skyZenith = Vector(0.025, 0.15, 0.60)
            skyHorizon = Vector(0.42, 0.64, 0.88)
            ambient = Vector(0.40, 0.54, 0.82)
            bounce = Vector(0.22, 0.34, 0.07)
        }
    }

    private mutating func setStreet(_ time: Setting.TimeOfDay) {
        bounce = Vector(0.30, 0.30, 0.34) * ambient
        if time == .night || time == .dusk {
            // The key is a shop window in front of the subject.
            key = Vector(-0.42, 0.42, 0.85).normalized
            keyColor = Vector(1.50, 1.18, 1.05)
            rimColor = Vector(1.1, 0.72, 1.40)
            bounce = Vector(0.20, 0.06, 0.16)
            grade = SIMD3(0.62, 1.15, 0)
        }
        if time == .night {
            sunColor = Vector(repeating: 0.02)
            skyZenith = Vector(0.004, 0.008, 0.020)
            skyHorizon = Vector(0.040, 0.026, 0.066)
            ambient = Vector(0.13, 0.20, 0.30)
            fogColor = Vector(0.030, 0.024, 0.064)
            exposure = 1.05
        }
    }
}

extension Light {
    fileprivate mutating func apply(_ weather: Setting.Weather, isStreet: Bool) {
        switch weather {
        case .clear: break
        case .clouds: veil(Veil(cover: 0.55, key: 0.95, gray: 0.05, level: 1), isStreet)
        case .overcast: veil(Veil(cover: 1, key: 0.50, gray: 0.85, level: 0.82), isStreet)
        case .rain:
            veil(Veil(cover: 1, key: 0.42, gray: 0.90, level: 0.62), isStreet)
            fogDensity = 0.008
        case .storm:
            veil(Veil(cover: 1.1, key: 0.30, gray: 0.92, level: 0.36), isStreet)
            fogDensity = 0.014
        case .snow:
            veil(Veil(cover: 1, key: 0.48, gray: 0.85, level: 0.92), isStreet)
            fogDensity = 0.012
        case .fog:
            veil(Veil(cover: 0.8, key: 0.50, gray: 0.88, level: 0.88), isStreet)
            fogDensity = 0.045
        }
    }

    /// What a layer of cloud does to the light.
    private struct Veil {
        var cover: Float

        /// What is left of direct light.
        var key: Float

        /// How grey the sky becomes.
        var gray: Float

        /// How bright the sky stays.
        var level: Float
    }

    /// Lamps are not dimmed by clouds, so night in the street keeps its key.
    private mutating func veil(_ veil: Veil, _ isStreet: Bool) {
        let direct = isStreet ? veil.key + (1 - veil.key) * night : veil.key
        cloudCover = veil.cover
        keyColor = Light.grayed(keyColor, 0.5 * veil.gray * (1 - night)) * direct
        sunColor *= max(0, (direct - 0.5) * 2)
        rimColor = Light.grayed(rimColor, 0.5 * veil.gray * (1 - night)) * direct
        let whiteness = 0.55 * min(1, 1.2 * veil.gray)
        skyZenith =
            Light.grayed(
                skyZenith * (1 - whiteness) + skyHorizon * whiteness, veil.gray) * veil.level
        if isStreet && night == 1 { skyZenith = Vector(0.004, 0.008, 0.020) }
        skyHorizon = Light.grayed(skyHorizon, veil.gray * (1 - 0.3 * night)) * veil.level
        let lifted = Light.grayed(ambient, 0.7 * veil.gray * (1 - night))
        ambient = lifted * (night == 1 ? 1 : 0.55 + 0.5 * veil.level)
        fogColor = Light.grayed(fogColor, veil.gray * (1 - night)) * veil.level
    }

    /// Towards a grey of the same brightness with a trace of blue.
    private static func grayed(_ color: Vector, _ share: Float) -> Vector {
        let level = color.dot(Vector(0.3, 0.59, 0.11))
        return color + (Vector(0.96, 1, 1.07) * level - color) * share
    }
}

extension Light {
    /// A look that the constants of a set were tuned under.
    struct Reference {
        var key: Vector
        var ambient: Vector

        static var clearSurf: Reference {
            Reference(key: Vector(2.55, 2.05, 1.45), ambient: Vector(0.42, 0.58, 0.85))
        }

        static var clearMeadow: Reference {
            Reference(key: Vector(2.05, 1.66, 1.18), ambient: Vector(0.40, 0.54, 0.82))
        }
    }

    /// How bright it is, channel by channel, against the look that constants were tuned under.
    func illumination(against reference: Reference) -> Vector {
        (keyColor * 0.6 + ambient) / (reference.key * 0.6 + reference.ambient)
    }
}
