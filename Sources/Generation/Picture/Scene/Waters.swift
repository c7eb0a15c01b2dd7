extension Scene {
    /// Land before water.
    public enum Shore: String, CaseIterable, Equatable, Sendable {
        case beach
        case lake
        case river
        case harbor

        /// A bridge of stone; its water lies below.
        case bridge

        /// z of the water's edge at `x`, which winds a little; a quay is straight.
        static func edge(_ shore: Shore, x: Float) -> Float {
            switch shore {
            case .beach:
                -4.0 + 0.45 * approximateSine(x * 0.31 + 0.5) + 0.22 * approximateSine(x * 0.83 + 1)
            case .lake, .river:
                -4.6 + 0.45 * approximateSine(x * 0.31 + 0.5) + 0.22 * approximateSine(x * 0.83 + 1)
            case .harbor, .bridge: -4.2
            }
        }

        /// Height of the ground over the water: what feet stand on.
        public func height(x: Float, z: Float) -> Float {
            let inland = z - Shore.edge(self, x: x)
            switch self {
            case .harbor: return inland > 0 ? 0.45 : -1
            case .bridge: return inland > 0 ? 1.8 : -1
            case .beach, .lake, .river:
                if inland < 0 { return 0.22 * inland }
                let rise = 0.50 * (1 - 1 / (1 + 0.44 * inland))
                return rise + 0.035 * approximateSine(x * 0.9 + z * 0.5) * min(inland * 0.3, 1)
            }
        }
    }

    /// Places without ground.
    public enum Aloft: String, CaseIterable, Equatable, Sendable {
        /// A sea of clouds: feet stand in its tops.
        case clouds
        case space
    }
}
