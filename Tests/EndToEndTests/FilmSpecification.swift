import FarmMedia
import FarmModel
import Foundation
import Testing

@Suite(.serialized) struct `A film` {
    /// The picture of an undisturbed run on one worker: what every other run must equal.
    static let reference = Result { () throws -> Picture in
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("alone")
        return try frames(of: farm.film(of: farm.submit(.init())))
    }

    @Test
    func `is whole: exact length, constant rate, sound and picture, playable from its first byte`()
        throws
    {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("alone")
        let file = try farm.film(of: farm.submit(.init()))
        let probe = try MediaProbe(.file(file.path()))
        let picture = try #require(probe.picture)
        #expect(picture.frameCount == 96)
        #expect(picture.framesPerSecond == 24)
        #expect(picture.timing == .constant)
        #expect(probe.sound?.codec == "aac")
        #expect(probe.isFastStart)
        #expect(try Self.frames(of: file) == Self.reference.get())
    }

    @Test func `is the same on three workers`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        for name in ["a", "b", "c"] { try farm.startWorker(name) }
        let film = try farm.film(of: farm.submit(.init()))
        #expect(try Self.frames(of: film) == Self.reference.get())
    }

    @Test func `survives the death of a worker in the middle of a chunk`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("doomed")
        let job = try farm.submit(.init())
        try farm.watch(job) { $0.contains("\"chunk\"") }
        farm.killWorker("doomed")
        try farm.startWorker("heir")
        #expect(try Self.frames(of: farm.film(of: job)) == Self.reference.get())
    }

    @Test func `survives the death of the scheduler in the middle of a job`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("patient")
        let job = try farm.submit(.init())
        try farm.watch(job) { $0.contains("\"chunk\"") }
        farm.killScheduler()
        try farm.startScheduler()
        #expect(try Self.frames(of: farm.film(of: job)) == Self.reference.get())
    }

    @Test func `survives the death of both`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("doomed")
        let job = try farm.submit(.init())
        try farm.watch(job) { $0.contains("\"chunk\"") }
        farm.killScheduler()
        farm.killWorker("doomed")
        try farm.startScheduler()
        try farm.startWorker("heir")
        #expect(try Self.frames(of: farm.film(of: job)) == Self.reference.get())
    }

    @Test func `goes on elsewhere when its worker is asked to stop`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("leaving")
        let job = try farm.submit(.init())
        try farm.watch(job) { $0.contains("\"chunk\"") }
        #expect(farm.stopWorker("leaving") == 0)
        try farm.startWorker("heir")
        #expect(try Self.frames(of: farm.film(of: job)) == Self.reference.get())
    }

    @Test func `plays up to wherever the stream of it was cut`() throws {
        let farm = try FarmProcesses()
        try farm.startScheduler()
        try farm.startWorker("alone")
        let job = try farm.submit(.init())
        let stream = try farm.run(["watch", String(job), "--output", "-"])
        #expect(stream.status == 0)
        let whole = try Self.frames(of: [UInt8](stream.outputBytes))
        #expect(whole == (try Self.reference.get()))
        #expect(whole.digests.count == 96)
        for cut in [0.3, 0.6, 0.9] {
            let part = stream.outputBytes.prefix(Int(Double(stream.outputBytes.count) * cut))
            let frames = try Self.frames(of: [UInt8](part))
            // Of the fragment that was cut, half a second, nothing is promised.
            let complete = frames.digests.dropLast(12)
            #expect(complete.count >= Int(96 * cut) - 36)
            #expect(complete == whole.digests.prefix(complete.count))
        }
    }

    /// The frames of a film, each as the hash of its pixels.
    struct Picture: Equatable {
        var digests: [UInt64] = []

        mutating func append(_ frame: Frame) {
            var word: UInt64 = 0
            for byte in frame.rgba { word = SplitMix64.mix(word ^ UInt64(byte)) &+ 1 }
            digests.append(word)
        }
    }

    static func frames(of file: URL) throws -> Picture {
        var decoder = try FrameDecoder(.file(file.path()))
        var picture = Picture()
        while let frame = try decoder.next() { picture.append(frame) }
        return picture
    }

    /// The frames of a stream that may end anywhere: what can be decoded.
    static func frames(of bytes: [UInt8]) throws -> Picture {
        var decoder = try FrameDecoder(.bytes(bytes))
        var picture = Picture()
        do {
            while let frame = try decoder.next() { picture.append(frame) }
        } catch {
            return picture  // The decoder says what it could not read; what came before counts.
        }
        return picture
    }
}
