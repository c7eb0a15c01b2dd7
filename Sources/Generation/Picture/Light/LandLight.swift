extension Light {
    /// Turns the light over grass into that over other land.
    mutating func setLand(_ land: Scene.Land) {
        let day = 1 - night
        switch land {
        case .desert:
            bounce = Vector(0.95, 0.60, 0.26) * ambient
            skyHorizon = skyHorizon * (1 - 0.35 * day) + Vector(0.82, 0.66, 0.44) * 0.35 * day
            keyColor *= Vector(1.04, 0.96, 0.86)
            grade.z += 0.02
        case .snowfield:
            bounce = ambient * Vector(0.72, 0.80, 0.95)
            grade = SIMD3(grade.x, grade.y, grade.z - 0.045)
        case .mountains:
            bounce = Vector(0.42, 0.55, 0.22) * ambient
        case .volcano:
            bounce = Vector(0.75, 0.24, 0.08) * (0.35 + 0.25 * day)
            rimColor = Vector(2.6, 0.85, 0.25)
            skyZenith = skyZenith * 0.25 + Vector(0.060, 0.040, 0.050)
            skyHorizon = skyHorizon * 0.30 + Vector(0.42, 0.17, 0.085)
            keyColor *= Vector(0.86, 0.70, 0.60)
            ambient = ambient * Vector(0.62, 0.50, 0.50)
            cloudCover = max(cloudCover, 0.45)
            exposure *= 1.08
        case .road:
            bounce = Vector(0.42, 0.50, 0.28) * ambient
        case .moon:
            sun = Vector(-0.55, 0.34, -0.70).normalized
            sunColor = .zero
            key = Vector(0.72, 0.42, 0.50).normalized
            keyColor = Vector(2.35, 2.25, 2.10)
            rimColor = Vector(0.85, 1.10, 1.60)
            skyZenith = .zero
            skyHorizon = Vector(0.004, 0.005, 0.008)
            ambient = Vector(0.10, 0.12, 0.17)
            bounce = Vector(0.22, 0.22, 0.23)
            cloudCover = -1
            night = 1
            exposure = 0.9
            grade = SIMD3(0.45, 1.05, 0)
        case .mars:
            bounce = Vector(0.95, 0.45, 0.24) * ambient
            skyZenith = skyZenith * 0.2 + Vector(0.52, 0.30, 0.17) * (0.15 + 0.75 * day)
            skyHorizon = skyHorizon * 0.2 + Vector(0.86, 0.52, 0.30) * (0.12 + 0.78 * day)
            keyColor *= Vector(1.0, 0.86, 0.72)
            ambient = ambient * Vector(0.85, 0.62, 0.48)
            cloudCover = min(cloudCover, 0) - 1
            grade.z += 0.03
        }
    }
}
