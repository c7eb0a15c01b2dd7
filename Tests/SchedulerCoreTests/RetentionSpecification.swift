import FarmModel
import SchedulerCore
import Testing

@Suite struct `An ended job` {
    let ada: WorkerID = 10

    private func farm(
        keeping limit: Int = 100, for retention: Duration = .seconds(1000)
    )
        -> VirtualFarm
    {
        var configuration = Scheduler.Configuration()
        configuration.endedJobLimit = limit
        configuration.retention = retention
        return VirtualFarm(configuration)
    }

    private func known(_ farm: VirtualFarm) -> [JobID] {
        farm.scheduler.jobs(of: nil, before: nil, limit: .max, at: farm.now).map(\.admission.id)
    }

    @Test func `is forgotten when it is old, and its key with it`() {
        var farm = farm()
        let job = farm.submit("film")
        farm.cancel(job)
        farm.advance(by: .milliseconds(999_999))
        #expect(farm.state(of: job) == .cancelled)
        farm.advance(by: .milliseconds(1))
        #expect(farm.state(of: job) == nil)
        #expect(farm.cancel(job) == .unknownJob(job))
        #expect(farm.submit("film") == 2)
        #expect(farm.scheduler.audit() == [])
    }

    @Test func `is forgotten when too many ended after it`() {
        var farm = farm(keeping: 2)
        for number in 1...5 { farm.cancel(farm.submit("film \(number)")) }
        farm.submit("open")
        farm.perform(.clockAdvanced)
        #expect(known(farm) == [6, 5, 4])
        #expect(farm.scheduler.audit() == [])
    }

    @Test func `that was requeued is kept until it ends again`() {
        var farm = farm()
        let job = farm.submitPlanned([.render()])
        farm.cancel(job)
        farm.advance(by: .seconds(900))
        farm.requeue(job)
        farm.advance(by: .seconds(900))
        #expect(farm.state(of: job) == .queued)
        farm.cancel(job)
        farm.advance(by: .seconds(999))
        #expect(farm.state(of: job) == .cancelled)
        farm.advance(by: .seconds(1))
        #expect(farm.state(of: job) == nil)
    }

    @Test func `never gives its number to another, over a restart either`() {
        var farm = farm(for: .seconds(1))
        farm.submitPlanned([.render()])
        farm.cancel(1)
        farm.advance(by: .seconds(2))
        farm.restart()
        #expect(known(farm) == [])
        #expect(farm.submit("next") == 2)
        farm.join(ada)
        #expect(farm.leases(of: ada).map(\.task) == [3])
        var restoration = Scheduler.Restoration()
        for record in farm.scheduler.records { restoration.add(record) }
        let rebuilt = restoration.scheduler(at: farm.now)
        #expect(rebuilt.records == farm.scheduler.records)
    }

    @Test func `gives up its media, but not what another job shares`() throws {
        var farm = farm(keeping: 1)
        for key in ["one", "two"] {
            let job = farm.submitPlanned([.render()], key: key)
            farm.join(ada)
            let token = try #require(farm.leases(of: ada).first)
            let shared = Chunk.sample(7, of: 0, bytes: 9)
            let own = Chunk.sample(0, of: token.task, bytes: 1)
            for (index, chunk) in [own, shared].enumerated() {
                let piece = Chunk(index: index, blob: chunk.blob, byteCount: 1, frameCount: 1)
                farm.perform(.chunkStored(piece, under: token))
            }
            farm.complete(token, chunks: 2)
            farm.perform(.assembled(job, .sample))
        }
        let effects = farm.perform(.clockAdvanced)
        #expect(effects == [.releaseBlobs([Chunk.sample(0, of: 2, bytes: 1).blob])])
        #expect(known(farm) == [2])
        #expect(farm.scheduler.referredBlobs.contains(Film.sample.video))
        #expect(farm.scheduler.referredBlobs.contains(Chunk.sample(7, of: 0, bytes: 9).blob))
        #expect(!farm.scheduler.referredBlobs.contains(Chunk.sample(0, of: 2, bytes: 1).blob))
        farm.restart()
        #expect(farm.scheduler.referredBlobs.contains(Chunk.sample(7, of: 0, bytes: 9).blob))
    }

    @Test func `is deaf to late words of its workers`() throws {
        var farm = farm(for: .seconds(1))
        farm.submit()
        farm.join(ada)
        let token = try #require(farm.lease(of: 1))
        farm.cancel(1)
        farm.advance(by: .seconds(2))
        #expect(farm.complete(token) == [.revoke(token, .stale)])
        #expect(farm.store(0, under: token) == [.revoke(token, .stale)])
    }

    @Test func `leaves a lasting farm as small as it was`() {
        var farm = farm(keeping: 10)
        farm.submit("old")
        for number in 0..<5000 {
            farm.cancel(farm.submit("film \(number)"))
            farm.perform(.clockAdvanced)
        }
        #expect(known(farm).count == 11)
        #expect(known(farm).last == 1)
        #expect(farm.scheduler.records.count < 100)
        #expect(farm.scheduler.audit() == [])
    }
}

@Suite struct `A list of jobs` {
    var farm = VirtualFarm()

    @Test mutating func `goes on where a page ended, whatever was looked at`() {
        for number in 1...50 {
            farm.submit("film \(number)", account: number.isMultiple(of: 10) ? "ada" : "bob")
        }
        var found: [JobID] = []
        var before: JobID?
        repeat {
            let page = farm.scheduler.page(
                of: nil, before: before, limit: 2, scanning: 7, at: farm.now
            ) { _, _, options in options == .usual }
            found += page.jobs.map(\.admission.id)
            before = page.next
        } while before != nil
        #expect(found == (1...50).reversed().map { JobID($0) })
        let own = farm.scheduler.jobs(of: "ada", before: 40, limit: 9, at: farm.now)
        #expect(own.map(\.admission.id) == [30, 20, 10])
        #expect(farm.scheduler.jobs(of: "eve", before: nil, limit: 9, at: farm.now).isEmpty)
    }
}
