/// What stands in the street at one instant, made from hashes of its endless grid.
///
/// The street runs along z between two rows of houses. Every property of a thing is a hash of its
/// index in the row, so any stretch of the street can be made alone, and looks the same in every frame.
struct StreetLayout {
    /// Half the width of the street between the fronts, and the length of a house.
    static let frontage: Float = 4.1
    static let houseLength: Float = 7.5

    /// Distance from the middle of the street to the posts of lamps.
    private static let postLine: Float = 2.62

    private(set) var boxes: [StreetBox] = []
    private(set) var lamps: [StreetLamp] = []

    private let scene: Scene
    private let night: Float

    /// -1 or 1 as the camera looks along the street, 0 across it.
    private let course: Float
    private let eye: Float

    init(_ scene: Scene, center: Vector) {
        self.scene = scene
        night = scene.light.night
        course = scene.camera.forward.z
        eye = scene.camera.origin.z
        addHouses()
        addSigns()
        addPosts()
        addCar(beside: center)
        keepStrongestLamps(14)
    }

    /// The height of a house, `side` being -1 or 1.
    ///
    /// The kernel's twin is in ``StreetWorld/sunshine(at:normal:)``.
    static func houseHeight(_ index: Int, side: Int, salt: Int32) -> Float {
        8 + 11 * cellHash(Int32(truncatingIfNeeded: index), salt &+ Int32(side))
    }

    /// ``Noise/hash(_:_:)-(LaneIntegers,_)`` of one cell.
    private static func cellHash(_ x: Int32, _ y: Int32) -> Float {
        var word =
            UInt32(bitPattern: x) &* 0x9E37_79B1 ^ UInt32(bitPattern: y) &* 0x85EB_CA77
        word = (word ^ (word >> 15)) &* 0x2C1B_3C6D
        word ^= word >> 12
        return Float(word & 0xFFFF) * (1 / 65535)
    }

    /// Sets films apart in the hashes of the kernel.
    static func salt(_ scene: Scene) -> Int32 {
        Int32(scene.seed % 8192) * 4
    }
}

/// An axis-aligned box.
struct StreetBox {
    /// How the kernel paints a box; raw values are compared there.
    enum Kind: Float {
        case house = 0
        case sign = 1

        /// Posts and bodies of cars: plain, and left out of mirrors.
        case plain = 2
        case lamp = 3
        case headlight = 4
    }

    var kind: Kind
    var center: Vector
    var half: Vector
    var color: Vector

    /// Feeds the hashes of what is painted on it.
    var seed: Float = 0.5

    /// Signs: style; headlights: strength.
    var parameter: Float = 0
}

/// A lamp as a short vertical line of light.
struct StreetLamp {
    var center: Vector
    var color: Vector

    /// Squared distance below which it grows no brighter; half its height.
    var softness: Float
    var half: Float

    /// 0 to 1, falling towards the ends of the stretch that lamps are kept for.
    var weight: Float
}

extension StreetLayout {
    /// Indices of cells of `period` between `behind` metres behind the camera and `ahead` before it.
    ///
    /// Looking across the street, both directions count alike.
    private func cells(of period: Float, ahead: Float, behind: Float) -> ClosedRange<Int> {
        let middle = eye + course * (ahead - behind) * 0.5
        let reach = (ahead + behind) * 0.5
        return Int(
            ((middle - reach) / period).rounded(.down))...Int(
                ((middle + reach) / period).rounded(.down))
    }

    /// How much a lamp at `z` counts: lamps fade in and out as the camera passes.
    private func weight(_ z: Float, ahead: Float, behind: Float) -> Float {
        let middle = eye + course * (ahead - behind) * 0.5
        let reach = (ahead + behind) * 0.5
        return smoothstep(reach, reach - 3, abs(z - middle)) * night
    }

    /// Names a thing for ``scalarHash(_:_:)``.
    private func id(_ index: Int, _ side: Int, _ kind: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: index * 2 + (side > 0 ? 1 : 0))
            &+ kind &+ scene.seed &* 0x9E37_79B9
    }

    private mutating func addHouses() {
        let salt = StreetLayout.salt(scene)
        for index in cells(of: StreetLayout.houseLength, ahead: 78, behind: 9) {
            for side in [-1, 1] {
                let id = id(index, side, 4096)
                let height = StreetLayout.houseHeight(index, side: side, salt: salt)
                let tone = scalarHash(id, 2)
                let setBack = 0.5 * tone
                let grime = Vector(
                    0.045 + 0.04 * tone, 0.05 + 0.02 * scalarHash(id, 1), 0.065 + 0.03 * (1 - tone))
                let paint = StreetLayout.paint(scalarHash(id, 7))
                boxes.append(
                    StreetBox(
                        kind: .house,
                        center: Vector(
                            Float(side) * (StreetLayout.frontage + setBack + 3), height * 0.5,
                            (Float(index) + 0.5) * StreetLayout.houseLength),
                        half: Vector(3, height * 0.5, StreetLayout.houseLength * 0.5 - 0.06),
                        color: paint + (grime - paint) * night,
                        seed: (scalarHash(id, 8) * 96).rounded(.down) + 0.5))
            }
        }
    }

    /// Colours of fronts by day.
    private static func paint(_ chance: Float) -> Vector {
        let paints = [
            Vector(0.22, 0.055, 0.03), Vector(0.27, 0.15, 0.05), Vector(0.12, 0.14, 0.17),
            Vector(0.05, 0.12, 0.12), Vector(0.25, 0.12, 0.03), Vector(0.21, 0.12, 0.09),
        ]
        return paints[min(Int(chance * 6), 5)]
    }

    /// Signs hang low, or a lens at eye level never sees them.
    private mutating func addSigns() {
        let period: Float = 4.6
        for index in cells(of: period, ahead: 43, behind: 4) {
            for side in [-1, 1] {
                let id = id(index, side, 8192)
                let place = scalarHash(id, 3)
                let z = (Float(index) + 0.30 + 0.5 * place) * period
                let half = 0.75 + 0.75 * scalarHash(id, 4)
                let lift = scalarHash(id, 5)
                let width = 0.34 + 0.10 * lift
                let distant = smoothstep(22, 30, abs(z - eye))
                let y = 2.75 + half + 1.5 * lift + distant
                let color = StreetLayout.neon(id)
                let x = Float(side) * (StreetLayout.frontage - width - 0.10)
                let offset = scene.camera.origin - Vector(x, y, z)
                guard offset.length > 1 + half else { continue }
                boxes.append(
                    StreetBox(
                        kind: .sign, center: Vector(x, y, z), half: Vector(width, half, 0.07),
                        color: color, seed: (scalarHash(id, 9) * 60).rounded(.down) + 0.5,
                        parameter: scalarHash(id, 6)))
                lamps.append(
                    StreetLamp(
                        center: Vector(x - Float(side) * 0.15, y, z + 0.12),
                        color: color * (2.6 * half), softness: 0.55, half: half * 0.8,
                        weight: weight(z, ahead: 20, behind: 1)))
            }
        }
    }

    /// One of seven hues of neon.
    private static func neon(_ id: UInt32) -> Vector {
        let hues = [
            Vector(1, 0.06, 0.38), Vector(0.04, 0.75, 1), Vector(1, 0.33, 0.04),
            Vector(0.55, 0.10, 1), Vector(0.10, 1, 0.55), Vector(1, 0.10, 0.10),
            Vector(0.15, 0.35, 1),
        ]
        return hues[min(Int(scalarHash(id, 10) * 7), 6)]
    }

    private mutating func addPosts() {
        let period: Float = 9.2
        let metal = Vector(0.05, 0.055, 0.06)
        let glow = Vector(1, 0.72, 0.42)
        for index in cells(of: period, ahead: 45, behind: 3) {
            for side in [-1, 1] {
                let z = (Float(index) + (side > 0 ? 0.1 : 0.6)) * period
                let s = Float(side)
                let x = s * StreetLayout.postLine
                boxes.append(
                    StreetBox(
                        kind: .plain, center: Vector(x, 2.05, z), half: Vector(0.045, 2.05, 0.045),
                        color: metal))
                boxes.append(
                    StreetBox(
                        kind: .plain, center: Vector(x - s * 0.35, 4.06, z),
                        half: Vector(0.38, 0.03, 0.04), color: metal))
                boxes.append(
                    StreetBox(
                        kind: .lamp, center: Vector(x - s * 0.62, 3.99, z),
                        half: Vector(0.20, 0.045, 0.09), color: glow))
                lamps.append(
                    StreetLamp(
                        center: Vector(x - s * 0.62, 3.9, z), color: Vector(2.2, 1.5, 0.85),
                        softness: 0.5, half: 0.05, weight: weight(z, ahead: 12, behind: 1)))
            }
        }
    }

    /// A car far behind the subject, as the camera sees it, that comes slowly closer.
    private mutating func addCar(beside center: Vector) {
        let gap = 14 + 10 / (1 + 0.16 * max(scene.time, 0))
        let side: Float = course > 0 ? -1 : 1
        let x = 1.05 * side
        let nose = center.z - gap * side
        func z(_ back: Float) -> Float { nose - back * side }
        let red = Vector(0.42, 0.035, 0.03)
        let paint = red + (Vector(0.03, 0.032, 0.045) - red) * night
        boxes.append(
            StreetBox(
                kind: .plain, center: Vector(x, 0.55, z(2.2)), half: Vector(0.86, 0.34, 2.0),
                color: paint))
        boxes.append(
            StreetBox(
                kind: .plain, center: Vector(x, 1.05, z(2.7)), half: Vector(0.70, 0.24, 1.1),
                color: Vector(0.02, 0.022, 0.03)))
        for lamp: Float in [-0.62, 0.62] {
            boxes.append(
                StreetBox(
                    kind: .headlight, center: Vector(x + lamp, 0.64, z(0.15)),
                    half: Vector(0.13, 0.06, 0.06), color: Vector(1, 0.93, 0.80),
                    parameter: 1 + 7 * night))
            lamps.append(
                StreetLamp(
                    center: Vector(x + lamp, 0.64, z(-0.1)), color: Vector(1.7, 1.55, 1.3),
                    softness: 0.4, half: 0.02, weight: night))
        }
    }

    /// Drops lamps that have faded most; ties are kept in the order in which lamps were made.
    private mutating func keepStrongestLamps(_ limit: Int) {
        let shining = lamps.filter { $0.weight > 0.01 }
        let order = shining.indices.sorted { first, second in
            let (one, other) = (shining[first].weight, shining[second].weight)
            return one == other ? first < second : one > other
        }
        lamps = order.prefix(limit).sorted().map { shining[$0] }
    }
}
