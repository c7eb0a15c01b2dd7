import SchedulerSimulator
import Testing

@Suite struct `The simulator` {
    /// Each block is a test of its own, so that blocks run beside each other.
    @Test(arguments: 0..<20)
    func `finds nothing wrong in a hundred farms`(block: UInt64) {
        for seed in (block * 100)..<(block * 100 + 100) {
            var simulation = Simulation(seed: seed)
            let report = simulation.run()
            #expect(report.violation == nil, "seed \(seed)")
        }
    }

    /// Each broke a rule once: a long run found it, and what it found was mended.
    @Test(
        arguments: [
            3666, 8535, 30753, 48250, 74434, 99800, 515_204, 615_984, 729_052, 756_727,
        ] as [UInt64])
    func `finds nothing wrong in a farm that broke a rule once`(seed: UInt64) {
        var simulation = Simulation(seed: seed)
        let report = simulation.run()
        #expect(report.violation == nil)
    }

    @Test func `finds nothing wrong in a farm of a hundred workers`() {
        var simulation = Simulation(seed: 2, size: .large(100))
        let report = simulation.run()
        #expect(report.violation == nil)
        #expect(report.completedJobs > 100)
    }

    @Test func `meets every fault`() {
        var faults = Array(repeating: 0, count: Report.Fault.allCases.count)
        for seed in UInt64(0)..<150 {
            var simulation = Simulation(seed: seed)
            let report = simulation.run()
            for index in faults.indices { faults[index] += report.faults[index] }
        }
        for fault in Report.Fault.allCases {
            #expect(faults[fault.rawValue] > 0, "\(fault)")
        }
    }

    @Test func `repeats a run exactly`() {
        func trace(of seed: UInt64) -> [String] {
            var lines: [String] = []
            var simulation = Simulation(seed: seed)
            _ = simulation.run { lines.append($0) }
            return lines
        }
        #expect(trace(of: 7) == trace(of: 7))
        #expect(trace(of: 7) != trace(of: 8))
    }

    /// The checker of the mutant's own invariant must notice, with all others off.
    @Test(arguments: Mutant.allCases)
    func `catches each mutant`(mutant: Mutant) {
        let catcher = (UInt64(0)..<300).first { seed in
            var simulation = Simulation(
                seed: seed, mutant: mutant, checking: [mutant.target])
            return simulation.run().violation?.invariant == mutant.target
        }
        #expect(catcher != nil)
    }

    @Test func `has a mutant for every invariant`() {
        for invariant in Invariant.allCases {
            #expect(Mutant.allCases.contains { $0.target == invariant }, "\(invariant)")
        }
    }
}
