/// The sea: one hero wave behind the origin, and waves from every side on it.
public enum Ocean {
    /// Height of the water in metres, as the picture shows it, for floating boards on it.
    ///
    /// The octaves beyond the fourth, which only roughen the shading, are left out. `wind` is
    /// ``SceneWeather/wind``.
    public static func height(x: Float, z: Float, time: Float, wind: Float = 1) -> Float {
        let crest = -1.9 + 0.16 * x + 0.25 * approximateSine(x * 0.45)
        let u = z - crest
        let amplitude: Float =
            1.75 * smoothstep(7, -3.5, x) * smoothstep(-16, -5, x) + 0.12
        let profile = 1 / (1 + u * u * (u > 0 ? 0.62 : 0.14))
        var position = SIMD2(x, z)
        var sum: Float = 0
        for octave in Octaves(count: 4, wind: wind) {
            let phase = (octave.direction * position).sum() * octave.frequency
            let angle = phase + time * octave.speed
            let crest = 0.5 + 0.5 * approximateSine(angle)
            sum += octave.amplitude * crest * crest
            let slope = approximateSine(angle + 1.57079633) * crest
            position -= octave.direction * (slope * octave.amplitude * 0.55)
        }
        return amplitude * profile * profile + sum - 0.22
    }

    /// The octaves of waves: each turned by 68.75 degrees, shorter, lower and faster.
    struct Octaves: Sequence, IteratorProtocol {
        private var upcoming: Octave
        private var remaining: Int

        struct Octave {
            var direction: SIMD2<Float>
            var frequency: Float
            var amplitude: Float
            var speed: Float
        }

        @inline(__always)
        init(count: Int, wind: Float) {
            remaining = count
            upcoming = Octave(
                direction: SIMD2(0.80, 0.60), frequency: 0.85,
                amplitude: 0.16 * (0.55 + 0.45 * wind), speed: 1.1)
        }

        @inline(__always)
        mutating func next() -> Octave? {
            guard remaining > 0 else { return nil }
            remaining -= 1
            let current = upcoming
            let d = current.direction
            upcoming.direction = SIMD2(
                d.x * 0.3624 - d.y * 0.9320, d.x * 0.9320 + d.y * 0.3624)
            upcoming.frequency *= 1.58
            upcoming.amplitude *= 0.60
            upcoming.speed *= 1.26
            return current
        }
    }
}

extension Ocean {
    /// z of the hero wave's crest.
    @inline(__always)
    static func crest(_ x: Lanes) -> Lanes { -1.9 + 0.16 * x + 0.25 * sine(x * 0.45) }

    /// The hero wave alone: a steep front, a long back.
    @inline(__always)
    static func hero(_ x: Lanes, _ z: Lanes) -> Lanes {
        let u = z - crest(x)
        let width = select(u .> 0, 0.62, 0.14)
        let amplitude = 1.75 * smoothstep(7, -3.5, x) * smoothstep(-16, -5, x) + 0.12
        let profile = 1 / (1 + u * u * width)
        return amplitude * profile * profile
    }

    /// Four octaves: the shape that rays meet.
    @inline(never)
    static func surface(_ x: Lanes, _ z: Lanes, _ sea: Sea) -> Lanes {
        var waves = Waves(x, z)
        for octave in Octaves(count: 4, wind: sea.wind) { waves.add(octave, sea.time) }
        return hero(x, z) + waves.height - 0.22
    }

    /// Six octaves, and three more as far as `detail` says: the shape that light sees.
    @inline(never)
    static func rippled(_ x: Lanes, _ z: Lanes, _ sea: Sea, detail: Lanes) -> Lanes {
        var waves = Waves(x, z)
        let hasDetail = (detail .> 0).any
        var index = 0
        for octave in Octaves(count: hasDetail ? 9 : 6, wind: sea.wind) {
            if index < 6 {
                waves.add(octave, sea.time)
            } else {
                waves.add(octave, sea.time, share: detail)
            }
            index += 1
        }
        return hero(x, z) + waves.height - 0.22
    }

    /// Where rays are over the hero wave, seen from above; `start` is far where they never are.
    @inline(__always)
    static func heroSpan(of rays: Rays) -> (start: Lanes, end: Lanes) {
        let x = slab(rays.origin.x, rays.direction.x, -16.5, 7.5)
        let z = slab(rays.origin.z, rays.direction.z, -12, 5)
        let start = greater(x.start, z.start)
        let end = lesser(x.end, z.end)
        let meets = start .< end
        return (select(meets, start, .far), select(meets, end, .far))
    }

    @inline(__always)
    private static func slab(
        _ origin: Lanes, _ direction: Lanes, _ low: Float, _ high: Float
    ) -> (start: Lanes, end: Lanes) {
        let safe = select(magnitude(direction) .< 1e-5, 1e-5, direction)
        let first = (low - origin) / safe
        let second = (high - origin) / safe
        return (lesser(first, second), greater(first, second))
    }

    /// Above every wave but the hero; above that, too, where its amplitude ends.
    static func highestWave(wind: Float) -> Float {
        Octaves(count: 4, wind: wind).reduce(-0.08) { $0 + $1.amplitude }
    }

    /// What the waves depend on.
    struct Sea {
        var time: Float
        var wind: Float
    }

    /// A sum of waves that drag each other towards their crests.
    private struct Waves {
        var x: Lanes
        var z: Lanes
        var height = Lanes.zero

        @inline(__always)
        init(_ x: Lanes, _ z: Lanes) {
            self.x = x
            self.z = z
        }

        @inline(__always)
        mutating func add(_ octave: Octaves.Octave, _ time: Float) {
            let d = octave.direction
            let phase = (d.x * x + d.y * z) * octave.frequency + time * octave.speed
            let crest = 0.5 + 0.5 * sine(phase)
            height += octave.amplitude * crest * crest
            let drag = cosine(phase) * crest * (octave.amplitude * 0.55)
            x -= d.x * drag
            z -= d.y * drag
        }

        @inline(__always)
        mutating func add(_ octave: Octaves.Octave, _ time: Float, share: Lanes) {
            let d = octave.direction
            let phase = (d.x * x + d.y * z) * octave.frequency + time * octave.speed
            let crest = 0.5 + 0.5 * sine(phase)
            height += octave.amplitude * crest * crest * share
            let drag = cosine(phase) * crest * (octave.amplitude * 0.55)
            x -= d.x * drag
            z -= d.y * drag
        }
    }
}
