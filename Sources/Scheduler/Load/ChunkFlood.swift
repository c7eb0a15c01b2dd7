internal import Crypto
internal import FarmModel
internal import FarmTransport
internal import FarmWire

/// Uploads chunks as workers do, as fast as the depot takes them.
///
/// No lease stands behind them: the depot verifies and syncs each, and the core then has no use for it.
public struct ChunkFlood: ~Copyable {
    /// Chunks that wait for credit or for their last bytes at the same time.
    static let openLimit = 8

    private let socket: Socket
    private let context: Context
    private var poller: Poller
    private let slot: Poller.Slot
    private let watch = Stopwatch()
    private let chunks: [Chunk]
    private var base: [UInt8]

    /// Prepares `count` chunks of `byteCount` bytes, no two alike.
    public init(_ target: LoadTarget, count: Int, byteCount: Int) throws {
        precondition(byteCount >= 8, "chunks tell themselves apart by their first eight bytes")
        let (base, chunks) = try ChunkFlood.prepared(count: count, byteCount: byteCount)
        let context = try Context()
        let socket = try Socket(.dealer, in: context, try target.options(target.workerKeys))
        try socket.connect(target.farm.media)
        var poller = Poller()
        slot = poller.add(socket)
        self.context = context
        self.socket = socket
        self.poller = poller
        self.base = base
        self.chunks = chunks
    }

    /// Bytes that differ from chunk to chunk in the first eight only, and their digests.
    private static func prepared(
        count: Int, byteCount: Int
    ) throws -> (base: [UInt8], chunks: [Chunk]) {
        var base: [UInt8] = (0..<byteCount).map { _ in UInt8.random(in: 0...255) }
        let chunks = try (0..<count).map { number in
            mark(&base, number)
            guard let blob = BlobID(digest: Array(SHA256.hash(data: base))) else {
                throw LoadError.illegible("a digest of another length")
            }
            return Chunk(index: number, blob: blob, byteCount: byteCount, frameCount: 0)
        }
        return (base, chunks)
    }

    private static func mark(_ bytes: inout [UInt8], _ number: Int) {
        for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
    }

    /// How long it takes until the depot has stored every chunk.
    public mutating func run() throws -> Duration {
        let token = Lease.Token(
            task: 1, worker: WorkerID(UInt64.random(in: 1...UInt64.max)), attempt: 1)
        let start = watch.elapsed
        var lastNews = start
        var begun = 0
        var stored = 0
        while stored < chunks.count {
            while begun < chunks.count, begun - stored < ChunkFlood.openLimit {
                try send(MediaRequest(.begin(token, chunks[begun])), nil)
                begun += 1
            }
            try poller.wait(atMost: .milliseconds(100))
            while case .parcel(let parcel) = try socket.receive(
                atMostFrames: 2, bytes: Limits.schedulerMessageBytes)
            {
                lastNews = watch.elapsed
                if try follow(reply(parcel.frames[0])) { stored += 1 }
            }
            guard watch.elapsed - lastNews < LoadClient.patience else {
                throw LoadError.silent(LoadClient.patience)
            }
        }
        return watch.elapsed - start
    }

    private func reply(_ frame: [UInt8]) throws -> MediaReply {
        do {
            return try MediaReply(frame: frame)
        } catch {
            throw LoadError.illegible("\(error)")
        }
    }

    /// Goes on with an upload; true once it is stored.
    private mutating func follow(_ reply: MediaReply) throws -> Bool {
        switch reply.body {
        case .stored: return true
        case .refused(let refusal): throw refusal
        case .portion: return false
        case .credit(let id, let offset, let window):
            // Only the first credit is for all of a chunk that fits into the window.
            guard offset == 0 else { return false }
            ChunkFlood.mark(&base, id.chunk)
            var next = 0
            while next < min(base.count, window) {
                let stop = min(base.count, next + Limits.attachmentBytes)
                try send(MediaRequest(.part(id, offset: next)), Array(base[next..<stop]))
                next = stop
            }
            return false
        }
    }

    private func send(_ request: MediaRequest, _ attachment: [UInt8]?) throws {
        let frames = [request.frame] + (attachment.map { [$0] } ?? [])
        guard try socket.send(frames) == .sent else {
            throw LoadError.illegible("the media port takes no more")
        }
    }
}
