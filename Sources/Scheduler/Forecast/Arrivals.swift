import FarmModel
import Foundation

/// A job that is to come.
struct Arrival: Equatable {
    /// Since the day began.
    var moment: Duration

    /// Position in ``FarmPlan/accounts``; nil for an account that only a trace knows.
    var group: Int?
    var account: String
    var filmSeconds: Double

    /// Seconds of compute time of each second of film.
    var computePerSecond: Double
    var engine: EngineID
    var gpuMemory: UInt64
    var tags: [String]
    var priority: Int

    /// Its pieces: a task for each second of film.
    var pieceCount: Int { max(1, Int(filmSeconds.rounded(.up))) }

    var compute: Double { computePerSecond * filmSeconds }
}

extension FarmPlan {
    /// Every job of the day, in the order of their moments.
    var arrivals: [Arrival] {
        var arrivals: [Arrival] = []
        for (index, group) in accounts.enumerated() {
            for (number, account) in group.accounts.enumerated() {
                for (place, source) in group.jobs.enumerated() {
                    // Each account draws from a sequence of its own, so that what is changed about
                    // one does not change the others' day.
                    var random = SplitMix64(
                        seed: SplitMix64.mix(seed)
                            ^ SplitMix64.mix(
                                UInt64(index) << 40 | UInt64(place) << 32 | UInt64(number)))
                    for moment in source.arrivals.moments(within: span, &random) {
                        arrivals.append(
                            Arrival(moment, index, account, source.film, &random))
                    }
                }
            }
        }
        arrivals += trace.filter { $0.at < span }.map { job in
            Arrival(job, group: accounts.firstIndex { $0.accounts.contains(job.account) })
        }
        return arrivals.enumerated()
            .sorted { ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset) }
            .map(\.element)
    }
}

extension Arrival {
    fileprivate init(
        _ moment: Duration, _ group: Int, _ account: String, _ film: FarmPlan.Film,
        _ random: inout SplitMix64
    ) {
        self.moment = moment
        self.group = group
        self.account = account
        filmSeconds = film.seconds.point(at: random.unit())
        computePerSecond = film.computePerSecond.point(at: random.unit())
        engine = film.engine
        gpuMemory = film.gpuMemory
        tags = film.tags
        priority = film.priority
    }

    fileprivate init(_ job: FarmPlan.TracedJob, group: Int?) {
        moment = job.at
        self.group = group
        account = job.account
        filmSeconds = job.filmSeconds
        computePerSecond = job.compute / job.filmSeconds
        engine = .previz
        gpuMemory = 0
        tags = []
        priority = job.priority
    }
}

extension FarmPlan.Arrivals {
    fileprivate func moments(
        within span: Duration, _ random: inout SplitMix64
    ) -> [Duration] {
        switch self {
        case .burst(let count, let at):
            var moments: [Duration] = []
            var day = Duration.zero
            while day + at < span {
                moments += Array(repeating: day + at, count: count)
                day += .seconds(86_400)
            }
            return moments
        case .daily(let rate, let weights):
            let mean = weights.reduce(0, +) / Double(weights.count)
            return poisson(
                within: Double(span.milliseconds) / 3_600_000, &random,
                highest: (weights.max() ?? 0) / mean * rate / 24
            ) { hour in
                weights[Int(hour) % weights.count] / mean * rate / 24
            }
        }
    }

    /// A Poisson process whose rate changes, by thinning one of the highest rate.
    ///
    /// Lewis and Shedler, *Simulation of nonhomogeneous Poisson processes by thinning* (1979).
    private func poisson(
        within hours: Double, _ random: inout SplitMix64, highest: Double,
        rate: (Double) -> Double
    ) -> [Duration] {
        guard highest > 0 else { return [] }
        var moments: [Duration] = []
        var clock = 0.0
        while true {
            clock -= log(1 - random.unit()) / highest
            guard clock < hours else { return moments }
            guard random.unit() * highest < rate(clock) else { continue }
            moments.append(.milliseconds(Int64(clock * 3_600_000)))
        }
    }
}

extension SplitMix64 {
    /// Seconds until something happens that happens every `mean` seconds on average.
    mutating func exponential(mean: Double) -> Double { -log(1 - unit()) * mean }
}

extension ClosedRange<Double> {
    fileprivate func point(at part: Double) -> Double {
        lowerBound + (upperBound - lowerBound) * part
    }
}
