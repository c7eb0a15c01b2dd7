internal import Foundation

/// The exponential distribution.
enum Exponential {
    /// The gap between two events of a Poisson process, by inversion of `unit`, uniform in `0..<1`.
    static func gap(_ unit: Double, rate: Double) -> Double {
        -log(1 - unit) / rate
    }
}
