internal import CLibAV

/// Decodes the sound of a film as a player would, timestamps and edit lists respected.
public enum SoundDecoder {
    /// Interleaved stereo samples at 48 kHz, the first of which is heard at the film's beginning.
    public static func samples(of source: MediaSource) throws(MediaError) -> [Float] {
        var frames = try SoundFrames(source)
        var samples: [Float] = []
        while let (start, more) = try frames.next() {
            let missing = 2 * start - samples.count
            guard missing <= maximumSilence else { throw .malformed(.timestamps) }
            samples.append(contentsOf: repeatElement(0, count: max(0, missing)))
            samples.append(contentsOf: more.dropFirst(max(0, -missing)))
        }
        return samples
    }

    /// Ten minutes: a longer hole is not sound but a forged timestamp.
    private static let maximumSilence = 2 * 600 * FilmClock.samplesPerSecond
}

/// The decoded packets of a sound stream.
private struct SoundFrames: ~Copyable {
    private let demuxer: Demuxer
    private let decoder: Decoder
    private let packet: Packet
    private let buffer: Buffer
    private let streamIndex: Int

    /// What is wrong with the input further on, if anything is.
    private let flaw: MediaError?

    init(_ source: MediaSource) throws(MediaError) {
        let demuxer = try Demuxer(source)
        let flaw = demuxer.inspect()
        let (index, stream) = try demuxer.first(.sound)
        demuxer.keepOnly(index)
        let decoder = try Decoder(stream)
        let packet = try Packet()
        let buffer = try Buffer()
        self.demuxer = demuxer
        self.decoder = decoder
        self.packet = packet
        self.buffer = buffer
        streamIndex = index
        self.flaw = flaw
    }

    /// Samples and the moment of the first of them, which may lie before the film.
    mutating func next() throws(MediaError) -> (start: Int, samples: [Float])? {
        while true {
            switch try decoder.receive(buffer) {
            case .frame: return try samples()
            case .end:
                if let flaw { throw flaw }
                return nil
            case .needsInput:
                guard try demuxer.read(packet) else {
                    try decoder.drain()
                    continue
                }
                if packet.streamIndex == streamIndex { try decoder.send(packet) }
            }
        }
    }

    private func samples() throws(MediaError) -> (start: Int, samples: [Float]) {
        let frame = buffer.pointer.pointee
        let rate = Int(frame.sample_rate)
        guard frame.format == AV_SAMPLE_FMT_FLTP.rawValue, frame.ch_layout.nb_channels == 2,
            rate == FilmClock.samplesPerSecond, let left = frame.data.0, let right = frame.data.1
        else {
            throw .soundFormat(
                codec: "decoded", sampleRate: rate, channels: Int(frame.ch_layout.nb_channels))
        }
        guard let start = Int32(exactly: frame.best_effort_timestamp) else {
            throw .malformed(.timestamps)
        }
        let count = Int(frame.nb_samples)
        // Safety: planar floats, as the format says, `nb_samples` of them in each plane.
        let planes = [left, right].map {
            UnsafeRawPointer($0).assumingMemoryBound(to: Float.self)
        }
        var samples: [Float] = []
        samples.reserveCapacity(2 * count)
        for index in 0..<count {
            samples.append(planes[0][index])
            samples.append(planes[1][index])
        }
        return (Int(start), samples)
    }
}
