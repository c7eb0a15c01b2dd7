import FarmModel
import Picture

/// A camera that performs the move of a shot, and follows subjects that move on.
struct CameraRig: Equatable, Sendable {
    var plan: CameraPlan
    var terrain: Terrain
    var aspect: Float
    var duration: Float
    var extent: Extent
    var from: Framing
    var to: Framing

    /// Where the camera stands around the subjects: radians from +z towards +x.
    var azimuth: Float

    /// -1 left to 1 right: where the subjects are going in the picture; they get room there.
    var leading: Float

    /// Rows of subjects; those behind are seen over those in front from higher up.
    var rows: Int

    init(
        _ plan: CameraPlan, terrain: Terrain, format: FilmFormat, duration: Float, extent: Extent,
        wholeBody: Bool, azimuth: Float, leading: Float, rows: Int
    ) {
        self.plan = plan
        self.terrain = terrain
        self.duration = duration
        self.extent = extent
        self.azimuth = azimuth
        self.leading = leading
        self.rows = rows
        let aspect = Float(format.width) / Float(format.height)
        self.aspect = aspect
        func framing(_ size: CameraPlan.Size, isFarEnd: Bool) -> Framing {
            Framing(
                size, around: extent, aspect: aspect, wholeBody: wholeBody, isFarEnd: isFarEnd)
        }
        switch plan.move {
        case .pushIn, .zoomIn:
            from = framing(plan.from, isFarEnd: true)
            to = framing(plan.to, isFarEnd: false)
        case .pullOut, .zoomOut:
            from = framing(plan.from, isFarEnd: false)
            to = framing(plan.to, isFarEnd: true)
        case .static, .panLeft, .panRight, .tiltUp, .tiltDown, .truckLeft, .truckRight, .craneUp,
            .craneDown, .orbit, .handheld, .follow, .lead:
            from = framing(plan.from, isFarEnd: false)
            to = framing(plan.to, isFarEnd: false)
        }
    }

    /// 37 degrees high on a wide picture, a little more on an upright one.
    private var lens: Float { aspect < 0.8 ? 0.698 : 0.646 }

    private static func tangent(_ radians: Float) -> Float {
        Trigonometry.sine(radians / 2) / Trigonometry.cosine(radians / 2)
    }

    /// How much of the move is done, eased at both ends.
    ///
    /// A fast move is over early; a slow one takes the whole shot and goes less far.
    func progress(at time: Float) -> Float {
        let speed = max(Float(plan.speed ?? 1), 0)
        let part = time * max(speed, 1) / max(duration, 0.01)
        return Curve.smooth(0, 1, part) * min(1, 0.4 + 0.6 * speed)
    }

    /// What the camera does at one instant, in metres of the subject's plane and radians.
    private struct Offsets {
        var azimuth: Float = 0
        var raise: Float = 0
        var slide: Float = 0
        var pan: Float = 0
        var tilt: Float = 0
    }

    private func offsets(_ part: Float, span: Float, time: Float) -> Offsets {
        var offsets = Offsets()
        let angle = CameraRig.tangent(lens)
        let spare = max(aspect * span / 2 - extent.halfWidth * 1.12, 0.02 * span)
        let sweep = Curve.clamp(spare / span * 2 * angle, 0.02, 0.30)
        let back = Curve.mix(-1, 1, part)
        switch plan.move {
        case .static, .pushIn, .pullOut, .zoomIn, .zoomOut, .follow, .lead: break
        case .panRight: offsets.pan = sweep * back
        case .panLeft: offsets.pan = -sweep * back
        case .tiltUp: offsets.tilt = 0.13 * back
        case .tiltDown: offsets.tilt = -0.13 * back
        case .truckRight: offsets.slide = Curve.clamp(spare, 0, 0.4 * span) * back
        case .truckLeft: offsets.slide = -Curve.clamp(spare, 0, 0.4 * span) * back
        case .craneUp: offsets.raise = Curve.mix(-0.10, 0.75, part) * span
        case .craneDown: offsets.raise = Curve.mix(0.75, -0.10, part) * span
        case .orbit: offsets.azimuth = (terrain == .street ? 0.28 : 0.75) * back
        case .handheld:
            offsets.pan =
                0.009 * Trigonometry.sine(time * 1.9) + 0.005 * Trigonometry.sine(time * 4.7)
            offsets.tilt =
                0.008 * Trigonometry.sine(time * 2.3 + 1) + 0.004 * Trigonometry.sine(time * 5.3)
            offsets.slide = 0.012 * span * Trigonometry.sine(time * 1.1)
        }
        return offsets
    }

    private func raise(span: Float) -> Float {
        switch plan.angle {
        case .eyeLevel: (rows > 1 ? 0.16 * Float(rows) : -0.045) * span
        case .low: -0.22 * span
        case .high: 0.42 * span
        case .aerial: 1.1 * span
        case .topDown: 8 * span
        }
    }

    /// The camera that sees subjects whose middle stands at `anchor`.
    func camera(at time: Float, anchor: Vector) -> Camera {
        let part = progress(at: time)
        let framing = Framing.mix(from, to, part)
        let offsets = offsets(part, span: framing.span, time: time)
        let span = framing.span
        let isZoom = plan.move == .zoomIn || plan.move == .zoomOut
        let base = CameraRig.tangent(lens)
        let still = min(from.span, to.span) * 1.6
        let distance = (isZoom ? still : span) / (2 * base) + framing.depth
        let angle = azimuth + offsets.azimuth
        let toCamera = Vector(Trigonometry.sine(angle), 0, Trigonometry.cosine(angle))
        let right = Vector(toCamera.z, 0, -toCamera.x)
        let room = min(
            0.10 * span * min(aspect, 1.4), max(aspect * span / 2 - extent.halfWidth * 1.12, 0))
        var target =
            anchor + Vector(0, framing.center, 0)
            + right * (leading * room + offsets.slide + framing.aside)
        let dy = raise(span: isZoom ? still : span) + offsets.raise
        let reach = (distance * distance + min(dy * dy, 0)).squareRoot()
        let lift = Curve.clamp(dy, -0.75 * reach, 0.985 * reach)
        let level = (reach * reach - lift * lift).squareRoot()
        var eye = target + toCamera * level + Vector(0, lift, 0)
        if terrain == .street { eye.x = Curve.clamp(eye.x, -3.3, 3.3) }
        let ground = terrain.height(eye.x, eye.z, at: time)
        eye.y = max(eye.y, ground + (terrain.isSea ? 0.55 : 0.42))
        target = turned(target, about: eye, pan: offsets.pan, tilt: offsets.tilt)
        let narrowing = isZoom ? span / still : 1
        var camera = Camera(from: eye, to: target, verticalAngle: lens)
        camera.tangent = base * narrowing
        return camera
    }

    /// A point seen from `eye`, moved right by `pan` and up by `tilt` radians.
    private func turned(_ target: Vector, about eye: Vector, pan: Float, tilt: Float) -> Vector {
        let offset = target - eye
        let (sine, cosine) = (Trigonometry.sine(pan), Trigonometry.cosine(pan))
        let swung = Vector(
            offset.x * cosine - offset.z * sine, offset.y, offset.x * sine + offset.z * cosine)
        return eye + swung + Vector(0, offset.length * tilt, 0)
    }
}
