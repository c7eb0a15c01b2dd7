internal import CLibAV

/// Encodes the sound of a whole film: stereo, 48 kHz, AAC at 160 kb/s in a fragmented MP4.
///
/// AAC begins with samples that belong to nothing (the encoder's priming); an edit list tells
/// players to skip them, so that sample 0 is heard at time 0. The last packet's duration ends the
/// sound at the exact sample.
public struct SoundEncoder: ~Copyable {
    public static let samplesPerSecond = FilmClock.samplesPerSecond
    public static let channelCount = 2

    static let bitsPerSecond = 160_000
    static let samplesPerPacket = 1024

    /// Samples of each channel taken so far.
    public private(set) var sampleCount = 0

    private let encoder: Encoder
    private let buffer: Buffer
    private let packet: Packet

    /// Interleaved samples that do not fill a packet yet.
    private var pending: [Float] = []
    private var packets: [[UInt8]] = []

    public init() throws(MediaError) {
        let encoder = try Encoder("aac") {
            $0.sample_rate = Int32(SoundEncoder.samplesPerSecond)
            $0.sample_fmt = AV_SAMPLE_FMT_FLTP
            $0.bit_rate = Int64(SoundEncoder.bitsPerSecond)
            $0.time_base = AVRational(num: 1, den: Int32(SoundEncoder.samplesPerSecond))
            av_channel_layout_default(&$0.ch_layout, Int32(SoundEncoder.channelCount))
            $0.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
        }
        let buffer = try Buffer()
        buffer.pointer.pointee.format = AV_SAMPLE_FMT_FLTP.rawValue
        buffer.pointer.pointee.nb_samples = Int32(SoundEncoder.samplesPerPacket)
        buffer.pointer.pointee.sample_rate = Int32(SoundEncoder.samplesPerSecond)
        av_channel_layout_default(
            &buffer.pointer.pointee.ch_layout, Int32(SoundEncoder.channelCount))
        try Libav.check(av_frame_get_buffer(buffer.pointer, 0), "av_frame_get_buffer")
        let packet = try Packet()
        self.encoder = encoder
        self.buffer = buffer
        self.packet = packet
    }

    /// What every sound of this encoder begins with: its AudioSpecificConfig and its priming.
    static var headers: (configuration: [UInt8], priming: Int) {
        get throws(MediaError) {
            let sound = try SoundEncoder()
            return (sound.encoder.headers, sound.encoder.priming)
        }
    }

    /// Takes samples, left and right in turn, in -1...1.
    public mutating func append(_ interleaved: [Float]) throws(MediaError) {
        guard interleaved.count.isMultiple(of: SoundEncoder.channelCount) else {
            throw .sampleCount(interleaved.count)
        }
        sampleCount += interleaved.count / SoundEncoder.channelCount
        pending.append(contentsOf: interleaved)
        let valuesPerPacket = SoundEncoder.samplesPerPacket * SoundEncoder.channelCount
        var start = 0
        while pending.count - start >= valuesPerPacket {
            try encode(pending[start..<start + valuesPerPacket])
            start += valuesPerPacket
        }
        pending.removeFirst(start)
    }

    /// Ends the sound and returns its file; needs at least one sample.
    public consuming func finish() throws(MediaError) -> [UInt8] {
        guard sampleCount > 0 else { throw .sampleCount(0) }
        if !pending.isEmpty { try encode(pending[...]) }
        try encoder.send(nil)
        try collect()
        return try file()
    }

    /// Encodes one packet's worth of samples, filled up with silence.
    private mutating func encode(_ interleaved: ArraySlice<Float>) throws(MediaError) {
        try Libav.check(av_frame_make_writable(buffer.pointer), "av_frame_make_writable")
        let planes = [buffer.pointer.pointee.data.0, buffer.pointer.pointee.data.1]
        for (channel, plane) in planes.enumerated() {
            guard let plane else { throw MediaError(code: CLIBAV_ERROR_EINVAL, call: "aac") }
            // Safety: av_frame_get_buffer made each plane hold a packet of 32-bit floats.
            let values = UnsafeMutableRawPointer(plane).assumingMemoryBound(to: Float.self)
            for index in 0..<SoundEncoder.samplesPerPacket {
                let position = interleaved.startIndex + 2 * index + channel
                let value = position < interleaved.endIndex ? interleaved[position] : 0
                values[index] = value.isFinite ? value : 0
            }
        }
        try encoder.send(buffer.pointer)
        try collect()
    }

    private mutating func collect() throws(MediaError) {
        while try encoder.receive(packet) { packets.append(packet.bytes) }
    }

    /// A fragment a second, each decodable as soon as it has arrived.
    private func file() throws(MediaError) -> [UInt8] {
        let priming = encoder.priming
        let total = priming + sampleCount
        let needed = (total + SoundEncoder.samplesPerPacket - 1) / SoundEncoder.samplesPerPacket
        guard packets.count >= needed else {
            throw .frameCount(expected: needed, found: packets.count)
        }
        var boxes: [UInt8] = []
        let packetsPerFragment = SoundEncoder.samplesPerSecond / SoundEncoder.samplesPerPacket
        for start in stride(from: 0, to: needed, by: packetsPerFragment) {
            var fragment = Fragment(
                track: Track.soundID, sequence: UInt32(start / packetsPerFragment + 1),
                decodeTime: start * SoundEncoder.samplesPerPacket)
            for index in start..<min(start + packetsPerFragment, needed) {
                let end = min((index + 1) * SoundEncoder.samplesPerPacket, total)
                let sample = Sample(
                    byteCount: packets[index].count,
                    duration: end - index * SoundEncoder.samplesPerPacket, compositionOffset: 0,
                    isSync: true)
                fragment.append(sample, media: packets[index])
            }
            boxes += fragment.boxes
        }
        let track = Track(
            sound: encoder.headers, edit: Track.Edit(skipped: priming, duration: sampleCount))
        let movie = Movie(
            kind: .fragmented, timescale: SoundEncoder.samplesPerSecond, duration: 0,
            tracks: [track])
        return Movie.fileType(.fragmented) + movie.box + boxes
    }
}
