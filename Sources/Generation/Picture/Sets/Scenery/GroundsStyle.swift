/// How the meadow's grass and air differ where it is more than a meadow.
struct GroundsStyle {
    /// Tint of blades and turf.
    var grass = Vector(1, 1, 1)

    /// Factor of the number of flowers.
    var flowers: Float = 1

    /// How far flowers stand in bands of one colour, 0 to 1.
    var bands: Float = 0

    /// How much sun leaves keep off the ground, 0 to 1.
    var dapple: Float = 0

    /// Half the width of a path across the picture, 0 for none.
    var path: Float = 0

    /// Strength of the shafts of light between trees.
    var shafts: Float = 0

    /// Share of mist per metre, and the colour it takes from the light.
    var mist: Float = 0
    var mistTint = Vector(1, 1, 1)

    static var meadow: GroundsStyle { GroundsStyle() }

    init() {}

    init(_ grounds: Scene.Grounds) {
        switch grounds {
        case .forest:
            grass = Vector(0.62, 0.70, 0.70)
            flowers = 0.30
            dapple = 0.80
            shafts = 1
            mist = 0.040
            mistTint = Vector(0.80, 0.95, 0.72)
        case .bambooGrove:
            grass = Vector(0.70, 0.74, 0.60)
            flowers = 0
            dapple = 0.65
            shafts = 0.8
            mist = 0.055
            mistTint = Vector(0.92, 1.0, 0.58)
        case .park:
            path = 1.15
            flowers = 1.3
            mist = 0.006
        case .flowerField:
            flowers = 6
            bands = 1
            mist = 0.004
        case .farm:
            grass = Vector(1.30, 0.98, 0.75)
            flowers = 0.25
            mist = 0.007
        case .castle:
            mist = 0.008
            flowers = 1.2
        case .ruins:
            grass = Vector(0.86, 0.84, 0.92)
            flowers = 0.5
            mist = 0.015
            mistTint = Vector(1.05, 0.98, 0.88)
        }
    }

    /// The path's middle lies at this z; it winds a little.
    static var pathMiddle: Float { -2.9 }
}
