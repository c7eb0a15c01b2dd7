internal import FarmModel

extension Light {
    /// Turns daylight into that of a wood or of tended grounds.
    mutating func setGrounds(_ grounds: Scene.Grounds) {
        switch grounds {
        case .forest, .bambooGrove:
            ambient = ambient * Vector(0.66, 0.84, 0.62)
            bounce = ambient * Vector(0.40, 0.62, 0.20)
            keyColor *= 0.92
            rimColor *= 1.15
        case .ruins:
            grade.z -= 0.01
        case .park, .flowerField, .farm, .castle: break
        }
    }

    /// Turns daylight into what a room or a hall gets of it.
    mutating func setInterior(_ interior: Scene.Interior, _ time: Setting.TimeOfDay) {
        switch interior {
        case .room, .kitchen, .classroom, .library, .cafe: setRoom(time)
        case .stage:
            key = Vector(0.10, 0.86, 0.50).normalized
            keyColor = Vector(2.35, 2.05, 1.65)
            rimColor = Vector(1.9, 0.55, 1.8)
            ambient = Vector(0.13, 0.10, 0.20)
            bounce = Vector(0.20, 0.09, 0.08)
            skyZenith = Vector(0.012, 0.008, 0.020)
            skyHorizon = Vector(0.030, 0.018, 0.042)
            sunColor = .zero
            exposure = 1
            grade = SIMD3(0.62, 1.12, 0)
        case .studio:
            let dim = 1 - 0.45 * night
            key = Vector(-0.50, 0.62, 0.60).normalized
            keyColor = Vector(2.15, 2.05, 1.92) * dim
            rimColor = Vector(1.5, 1.55, 1.7)
            ambient = Vector(0.62, 0.65, 0.70) * dim
            bounce = Vector(0.40, 0.40, 0.41) * dim
            skyZenith = Vector(0.55, 0.57, 0.60) * dim
            skyHorizon = skyZenith
            sunColor = .zero
            exposure = 0.82
            grade = SIMD3(0.40, 1.06, 0)
        case .oldTown:
            bounce = ambient * Vector(0.55, 0.42, 0.30)
            if night > 0 {
                keyColor = keyColor * (1 - 0.6 * night) + Vector(1.45, 0.86, 0.46) * (0.75 * night)
                key = Vector(-0.30, 0.52, 0.80).normalized
                rimColor = rimColor * (1 - night) + Vector(1.6, 0.55, 0.25) * night
                ambient = ambient * 1.25
                exposure = 1.05
            }
        }
    }

    /// Sun through the windows by day, lamps in the evening.
    private mutating func setRoom(_ time: Setting.TimeOfDay) {
        let day = 1 - night
        key = Vector(-0.66, 0.50, 0.40).normalized
        let low: Float = time == .goldenHour || time == .dawn || time == .dusk ? 0.36 : 0.50
        key = Vector(-0.66, low, 0.42).normalized
        keyColor = keyColor * day + Vector(1.75, 1.12, 0.62) * night
        rimColor = rimColor * (0.5 * day) + Vector(0.9, 0.60, 0.32) * night
        ambient =
            ambient * (0.80 * day) + Vector(0.16, 0.10, 0.03) * day + Vector(0.30, 0.21, 0.135)
            * night
        bounce = ambient * Vector(0.70, 0.55, 0.40)
        exposure = 0.92
        grade.z += 0.015
    }
}
