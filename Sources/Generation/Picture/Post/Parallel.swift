internal import Dispatch
internal import Synchronization

/// Splits loops over threads; the order of iterations is not fixed, so they must be independent.
enum Parallel {
    /// Runs `body` for each number below `count` on at most `threads` threads at once.
    static func forEach(_ count: Int, threads: Int, _ body: (Int) -> Void) {
        if threads <= 1 || count <= 1 {
            for index in 0..<count { body(index) }
            return
        }
        withoutActuallyEscaping(body) { body in
            let work = Work(body: body)
            let next = Atomic(0)
            DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
                while true {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    if index >= count { return }
                    work.body(index)
                }
            }
        }
    }

    /// Safety: `concurrentPerform` returns after the last iteration, and iterations touch disjoint
    /// memory by this type's contract.
    private struct Work: @unchecked Sendable {
        let body: (Int) -> Void
    }
}
