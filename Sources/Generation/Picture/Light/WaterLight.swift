internal import FarmModel

extension Light {
    /// Turns daylight into what reaches the bottom of a shallow sea.
    mutating func setSeabed() {
        let level = max(keyColor.dot(Vector(0.3, 0.59, 0.11)) / 1.9, 0.12)
        let day = 1 - night
        key = Vector(0.22, 0.90, 0.36).normalized
        keyColor = Vector(1.95, 1.88, 1.62) * (0.25 + 0.75 * min(level, 1.1))
        rimColor = Vector(0.55, 1.35, 1.45) * (0.3 + 0.7 * day)
        skyZenith = Vector(0.004, 0.050, 0.125) * (0.25 + 0.75 * day)
        skyHorizon = Vector(0.020, 0.235, 0.360) * (0.16 + 0.84 * day)
        sunColor = Vector(0.42, 0.92, 0.88) * (0.14 + 0.86 * day)
        ambient = Vector(0.30, 0.50, 0.60) * (0.35 + 0.65 * day)
        bounce = Vector(0.22, 0.34, 0.30) * (0.35 + 0.65 * day)
        cloudCover = min(cloudCover, 0.3)
        exposure = 0.95
        grade = SIMD3(0.58, 1.12, 0)
    }

    /// Turns the light over grass into that over water's edge.
    mutating func setShore(_ shore: Scene.Shore, at time: Setting.TimeOfDay) {
        switch shore {
        case .beach:
            bounce = Vector(0.80, 0.66, 0.42) * ambient
            grade.z += 0.01
        case .lake, .river: bounce = Vector(0.42, 0.55, 0.28) * ambient
        case .harbor, .bridge: bounce = Vector(0.50, 0.46, 0.40) * ambient
        }
        if time == .goldenHour || time == .dawn { setGlow() }
    }

    /// A low sun in the picture, and a sky that burns towards it.
    private mutating func setGlow() {
        sun = Vector(0.30, 0.095, -0.95).normalized
        sunColor = Vector(1.15, 0.50, 0.17)
        skyHorizon = Vector(0.98, 0.50, 0.24)
        skyZenith = Vector(0.13, 0.20, 0.48)
        ambient = Vector(0.40, 0.38, 0.52)
        fogColor = Vector(0.85, 0.50, 0.32)
        exposure = 0.74
    }

    /// Turns daylight into that above the clouds or beyond the air.
    mutating func setAloft(_ aloft: Scene.Aloft, at time: Setting.TimeOfDay) {
        switch aloft {
        case .clouds:
            bounce = skyHorizon * 0.75
            ambient = ambient * 1.05
            cloudCover = min(cloudCover, 0.35)
            exposure *= 0.92
            if time == .goldenHour || time == .dawn { setGlow() }
        case .space:
            sun = Vector(-0.62, 0.30, -0.72).normalized
            sunColor = Vector(1.0, 0.92, 0.80)
            key = Vector(-0.62, 0.48, 0.62).normalized
            keyColor = Vector(2.30, 2.15, 1.95)
            rimColor = Vector(0.75, 1.25, 2.3)
            skyZenith = Vector(0.003, 0.004, 0.010)
            skyHorizon = Vector(0.006, 0.007, 0.016)
            ambient = Vector(0.12, 0.15, 0.26)
            bounce = Vector(0.10, 0.20, 0.38)
            cloudCover = -1
            fogDensity = 0
            exposure = 0.95
            grade = SIMD3(0.60, 1.12, 0)
        }
    }
}
