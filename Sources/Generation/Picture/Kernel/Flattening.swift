/// Turns a scene into the rows that the kernel reads, and keeps their memory.
struct Flattening {
    private(set) var rows: [SIMD4<Float>] = []
    private(set) var layout = FlatScene.Layout()
    private let scene: Scene

    init(_ scene: Scene) {
        self.scene = scene
        layout.solidCount = scene.primitives.count
        let puppets = scene.puppets.filter { !$0.isEmpty }
        layout.puppetCount = puppets.count
        layout.longestPuppet = puppets.map(\.count).max() ?? 0
        layout.particleCount = scene.particles.count
        layout.puppets = layout.solidCount * SolidRows.stride
        layout.particles = layout.puppets + layout.puppetCount * PuppetRows.stride
        layout.heads = layout.particles + layout.particleCount * ParticleRows.stride
        rows.reserveCapacity(layout.heads + 16 * HeadRows.stride)
        for primitive in scene.primitives {
            rows += SolidFlattening(primitive).rows
        }
        rows += Array(
            repeating: .zero,
            count: layout.puppetCount * PuppetRows.stride
                + layout.particleCount * ParticleRows.stride)
        appendHeads()
        for (index, range) in puppets.enumerated() {
            setReachingBlends(of: range)
            setPuppet(index, range)
        }
        setParticles()
    }

    /// Lends the flat scene for the time of `body`; `table` holds the world's rows.
    func withFlatScene<Result>(
        table: [SIMD4<Float>], _ body: (FlatScene) -> Result
    ) -> Result {
        rows.withUnsafeBufferPointer { rows in
            table.withUnsafeBufferPointer { table in
                // Safety: a place holder for the addresses of empty arrays; counts forbid reading it.
                let nothing = UnsafePointer<SIMD4<Float>>(bitPattern: 16).unsafelyUnwrapped
                return body(
                    FlatScene(
                        camera: scene.camera, light: scene.light, time: scene.time,
                        seed: scene.seed, weather: scene.weather,
                        rows: rows.baseAddress ?? nothing, layout: layout,
                        table: table.baseAddress ?? nothing))
            }
        }
    }

    /// Appends each face's head once and notes its place beside the solid's accent.
    private mutating func appendHeads() {
        var heads: [Placement] = []
        for (index, primitive) in scene.primitives.enumerated() {
            guard case .face(let paint) = primitive.surface.pattern else { continue }
            let head = heads.firstIndex(of: paint.head) ?? heads.count
            if head == heads.count { heads.append(paint.head) }
            rows[index * SolidRows.stride + SolidRows.accent].w =
                Float(layout.heads + head * HeadRows.stride)
        }
        for head in heads {
            rows += [
                SIMD4(head.origin, 0), SIMD4(head.x, 0), SIMD4(head.y, 0), SIMD4(head.z, 0),
            ]
        }
    }

    /// A solid shows as far as its own blend radius or that of any solid after it.
    private mutating func setReachingBlends(of range: Range<Int>) {
        var reach: Float = 0
        for index in range.reversed() {
            let base = index * SolidRows.stride
            reach = max(reach, rows[base + SolidRows.x].w)
            rows[base + SolidRows.patternMore].w = reach
            let sphere = rows[base + SolidRows.sphere]
            rows[base + SolidRows.extent] = scene.camera.extent(
                center: Vector(sphere.x, sphere.y, sphere.z), radius: sphere.w + reach)
        }
    }

    private mutating func setPuppet(_ index: Int, _ range: Range<Int>) {
        let spheres = range.map { rows[$0 * SolidRows.stride + SolidRows.sphere] }
        let reach = rows[range.lowerBound * SolidRows.stride + SolidRows.patternMore].w
        let sphere = boundingSphere(of: spheres)
        let center = Vector(sphere.x, sphere.y, sphere.z)
        let radius = sphere.w + 0.25 * reach + 0.01
        let base = layout.puppets + index * PuppetRows.stride
        rows[base + PuppetRows.sphere] = SIMD4(center, radius)
        rows[base + PuppetRows.range] = SIMD4(
            Float(range.lowerBound), Float(range.count),
            (center - scene.camera.origin).dot(scene.camera.forward), 0)
        rows[base + PuppetRows.extent] = scene.camera.extent(
            center: center, radius: radius + reach)
    }

    private mutating func setParticles() {
        let camera = scene.camera
        let depths = scene.particles.map { ($0.center - camera.origin).dot(camera.forward) }
        let order = scene.particles.indices.sorted {
            depths[$0] != depths[$1] ? depths[$0] > depths[$1] : $0 < $1
        }
        let glow = scene.light.keyColor * 0.4 + scene.light.ambient * 0.4
        for (place, index) in order.enumerated() {
            let particle = scene.particles[index]
            let base = layout.particles + place * ParticleRows.stride
            let seed = particle.radius * 977
            rows[base + ParticleRows.sphere] = SIMD4(particle.center, particle.radius)
            rows[base + ParticleRows.color] = SIMD4(particle.color * glow, particle.opacity)
            rows[base + ParticleRows.kind] = SIMD4(
                particle.kind == .bubble ? 1 : 0, (seed - seed.rounded(.down)) * 20,
                particle.opacity < 1 ? particle.radius * 0.35 : 0, 0)
            rows[base + ParticleRows.extent] = camera.extent(
                center: particle.center, radius: particle.radius)
        }
    }
}

/// A sphere round all of `spheres`, centred on their bounding box.
private func boundingSphere(of spheres: [SIMD4<Float>]) -> SIMD4<Float> {
    var low = Vector(repeating: .greatestFiniteMagnitude)
    var high = -low
    for sphere in spheres {
        let center = Vector(sphere.x, sphere.y, sphere.z)
        low = pointwiseMin(low, center - sphere.w)
        high = pointwiseMax(high, center + sphere.w)
    }
    let middle = (low + high) * 0.5
    let radius = spheres.reduce(0) {
        max($0, (Vector($1.x, $1.y, $1.z) - middle).length + $1.w)
    }
    return SIMD4(middle, radius)
}

extension Camera {
    /// What the camera sees of a sphere: left, right, bottom, top on the plane at unit distance.
    ///
    /// Empty (left beyond right) for a sphere behind the camera; everything for one that reaches the
    /// camera's plane.
    func extent(center: Vector, radius: Float) -> SIMD4<Float> {
        let offset = center - origin
        let depth = offset.dot(forward)
        guard depth > -radius else { return SIMD4(1, -1, 1, -1) }
        let horizontal = Camera.interval(offset.dot(right), depth, radius)
        let vertical = Camera.interval(offset.dot(up), depth, radius)
        return SIMD4(horizontal.x, horizontal.y, vertical.x, vertical.y)
    }

    /// The two tangents from the eye to a circle, as slopes.
    private static func interval(_ across: Float, _ depth: Float, _ radius: Float) -> SIMD2<Float> {
        let everything = SIMD2<Float>(-1e6, 1e6)
        let square = across * across + depth * depth - radius * radius
        guard depth > radius, square > 0 else { return everything }
        let tangent = square.squareRoot()
        let left = depth * tangent + across * radius
        let right = depth * tangent - across * radius
        guard left > 0, right > 0 else { return everything }
        return SIMD2(
            (across * tangent - depth * radius) / left,
            (across * tangent + depth * radius) / right)
    }
}
