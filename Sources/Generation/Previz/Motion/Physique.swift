import Picture

/// The lengths of a body that motion must know, in metres of the world.
///
/// Every puppet walks on two legs, so one set of lengths serves animals, children and grown-ups.
struct Physique: Equatable, Sendable {
    /// Height of the hip joints when standing at ease.
    var hip: Float

    /// Half the distance between the hip joints, and between the soles.
    var hipHalf: Float
    var thigh: Float
    var shin: Float

    /// Height of the ankle over the sole, and how far ball and heel are from it.
    var ankle: Float
    var ball: Float
    var heel: Float

    /// The left shoulder over the hips, in the frame of the chest.
    var shoulder: Vector
    var upperArm: Float
    var forearm: Float

    /// The middle of the head over the hips, in the frame of the chest.
    var head: Vector

    /// Half the width of the head with cheeks and hair.
    var headRadius: Float

    /// From the middle of the head down to the chin.
    var chin: Float

    /// Height of the highest part when standing, ears included.
    var top: Float

    /// What the elbow and the wrist need as distance from the middle of the body: the half width
    /// of the trunk.
    var girth: Float

    var arm: Float { upperArm + forearm }
    var leg: Float { thigh + shin }

    func scaled(by factor: Float) -> Physique {
        Physique(
            hip: hip * factor, hipHalf: hipHalf * factor, thigh: thigh * factor,
            shin: shin * factor, ankle: ankle * factor, ball: ball * factor, heel: heel * factor,
            shoulder: shoulder * factor, upperArm: upperArm * factor, forearm: forearm * factor,
            head: head * factor, headRadius: headRadius * factor, chin: chin * factor,
            top: top * factor,
            girth: girth * factor)
    }
}
