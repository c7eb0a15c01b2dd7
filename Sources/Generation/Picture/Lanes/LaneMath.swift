internal import CLanes

@inline(__always)
func lesser(_ a: Lanes, _ b: Lanes) -> Lanes {
    Lanes(lanes_lesser(a.low, b.low), lanes_lesser(a.high, b.high))
}

@inline(__always)
func lesser(_ a: Lanes, _ b: Float) -> Lanes { lesser(a, Lanes(repeating: b)) }

@inline(__always)
func greater(_ a: Lanes, _ b: Lanes) -> Lanes {
    Lanes(lanes_greater(a.low, b.low), lanes_greater(a.high, b.high))
}

@inline(__always)
func greater(_ a: Lanes, _ b: Float) -> Lanes { greater(a, Lanes(repeating: b)) }

@inline(__always)
func magnitude(_ a: Lanes) -> Lanes {
    Lanes(lanes_magnitude(a.low), lanes_magnitude(a.high))
}

@inline(__always)
func root(_ a: Lanes) -> Lanes { Lanes(lanes_root(a.low), lanes_root(a.high)) }

@inline(__always)
func floor(_ a: Lanes) -> Lanes { Lanes(lanes_floor(a.low), lanes_floor(a.high)) }

/// What is left above the floor, in `0..<1`.
@inline(__always)
func fraction(_ a: Lanes) -> Lanes { a - floor(a) }

@inline(__always)
func squared(_ a: Lanes) -> Lanes { a * a }

/// Lane by lane, `a` where the mask is set and `b` elsewhere.
@inline(__always)
func select(_ mask: LaneMask, _ a: Lanes, _ b: Lanes) -> Lanes {
    Lanes(lanes_select(mask.low, a.low, b.low), lanes_select(mask.high, a.high, b.high))
}

@inline(__always)
func select(_ mask: LaneMask, _ a: Float, _ b: Float) -> Lanes {
    select(mask, Lanes(repeating: a), Lanes(repeating: b))
}

@inline(__always)
func select(_ mask: LaneMask, _ a: Lanes, _ b: Float) -> Lanes {
    select(mask, a, Lanes(repeating: b))
}

@inline(__always)
func select(_ mask: LaneMask, _ a: Float, _ b: Lanes) -> Lanes {
    select(mask, Lanes(repeating: a), b)
}

/// Clamped to `0...1`.
@inline(__always)
func saturate(_ a: Lanes) -> Lanes { lesser(greater(a, 0), 1) }

@inline(__always)
func mix(_ a: Lanes, _ b: Lanes, _ share: Lanes) -> Lanes { a + (b - a) * share }

/// 0 below `start`, 1 beyond `end`, a cubic between; `start` may exceed `end`.
@inline(__always)
func smoothstep(_ start: Float, _ end: Float, _ x: Lanes) -> Lanes {
    let t = saturate((x - start) * (1 / (end - start)))
    return t * t * (3 - 2 * t)
}

@inline(__always)
func smoothstep(_ start: Lanes, _ end: Lanes, _ x: Lanes) -> Lanes {
    let t = saturate((x - start) / (end - start))
    return t * t * (3 - 2 * t)
}

@inline(__always)
func smoothstep(_ start: Lanes, _ end: Float, _ x: Lanes) -> Lanes {
    smoothstep(start, Lanes(repeating: end), x)
}

@inline(__always)
func smoothstep(_ start: Float, _ end: Lanes, _ x: Lanes) -> Lanes {
    smoothstep(Lanes(repeating: start), end, x)
}

/// 1 at 0, falling to 0 at distance `width` either side.
@inline(__always)
func bump(_ x: Lanes, _ width: Lanes) -> Lanes {
    let k = saturate(1 - x * x / (width * width))
    return k * k
}

@inline(__always)
func bump(_ x: Lanes, _ width: Float) -> Lanes {
    let k = saturate(1 - x * x * (1 / (width * width)))
    return k * k
}

/// Two parabolas a period; error below 2e-3, the same bits everywhere.
@inline(__always)
func sine(_ x: Lanes) -> Lanes {
    let y = x - floor(x * 0.15915494 + 0.5) * 6.2831853
    let a = y * (1.27323954 - 0.405284735 * magnitude(y))
    return a * (0.775 + 0.225 * magnitude(a))
}

@inline(__always)
func cosine(_ x: Lanes) -> Lanes { sine(x + 1.57079633) }

/// The same parabolas for one number, so that staging agrees with the kernel.
func approximateSine(_ x: Float) -> Float {
    let y = x - (x * 0.15915494 + 0.5).rounded(.down) * 6.2831853
    let a = y * (1.27323954 - 0.405284735 * abs(y))
    return a * (0.775 + 0.225 * abs(a))
}

func smoothstep(_ start: Float, _ end: Float, _ x: Float) -> Float {
    let t = min(max((x - start) * (1 / (end - start)), 0), 1)
    return t * t * (3 - 2 * t)
}
