internal import CLibAV

/// Reads the packets of a film's sound in order.
struct SoundReader: ~Copyable {
    private let demuxer: Demuxer
    private let packet: Packet
    private let streamIndex: Int

    /// The AudioSpecificConfig.
    let configuration: [UInt8]

    /// Samples of the whole stream, priming included or not; 0 where the file does not say.
    let duration: Int

    /// A coded packet and its place in the film, in samples; the first ones may lie before 0.
    struct Unit {
        var start: Int
        var duration: Int
        var bytes: [UInt8]
    }

    init(_ source: MediaSource) throws(MediaError) {
        let demuxer = try Demuxer(source)
        let (index, stream) = try demuxer.first(.sound)
        guard let parameters = stream.pointee.codecpar?.pointee else {
            throw .streamMissing(.sound)
        }
        let timeBase = stream.pointee.time_base
        guard parameters.codec_id == AV_CODEC_ID_AAC,
            parameters.ch_layout.nb_channels == SoundEncoder.channelCount,
            parameters.sample_rate == SoundEncoder.samplesPerSecond,
            timeBase.num == 1, timeBase.den == SoundEncoder.samplesPerSecond,
            (2...64).contains(parameters.extradata_size)
        else {
            throw .soundFormat(
                codec: String(cString: avcodec_get_name(parameters.codec_id)),
                sampleRate: Int(parameters.sample_rate),
                channels: Int(parameters.ch_layout.nb_channels))
        }
        let packet = try Packet()
        demuxer.keepOnly(index)
        self.demuxer = demuxer
        self.packet = packet
        streamIndex = index
        configuration = parameters.headers
        duration = Int(max(stream.pointee.duration, 0))
    }

    /// The next packet; nil after the last.
    mutating func next() throws(MediaError) -> Unit? {
        while try demuxer.read(packet) {
            guard packet.streamIndex == streamIndex else { continue }
            guard let time = packet.presentationTime, let start = Int32(exactly: time) else {
                throw .malformed(.timestamps)
            }
            let full = SoundEncoder.samplesPerPacket
            let duration = Int(packet.duration)
            return Unit(
                start: Int(start), duration: (1...full).contains(duration) ? duration : full,
                bytes: packet.bytes)
        }
        return nil
    }
}

/// Everything about a film's sound but its media.
struct SoundOutline {
    /// Samples of the first packets that belong to nothing.
    let priming: Int

    /// Samples of the film that have sound.
    let sampleCount: Int
    let configuration: [UInt8]
    let samples: [Sample]

    /// Reads `source` once; what lies after `limit` samples is left out.
    init(_ source: MediaSource, limit: Int) throws(MediaError) {
        var reader = try SoundReader(source)
        var samples: [Sample] = []
        var first: Int?
        var end = 0
        while let unit = try reader.next(), unit.start < limit {
            guard first == nil || unit.start == end else { throw .malformed(.timestamps) }
            first = first ?? unit.start
            end = unit.start + unit.duration
            samples.append(
                Sample(
                    byteCount: unit.bytes.count, duration: unit.duration, compositionOffset: 0,
                    isSync: true))
        }
        guard let first, first <= 0, end > 0 else { throw .malformed(.soundPriming) }
        let exact = SoundOutline.exactEnd(
            end, lastPacket: samples[samples.count - 1].duration, of: reader.duration,
            priming: -first)
        samples[samples.count - 1].duration -= end - min(exact, limit)
        priming = -first
        sampleCount = min(exact, limit)
        configuration = reader.configuration
        self.samples = samples
    }

    /// The end of the last packet, as the stream's own duration puts it.
    ///
    /// libav reports every packet of a fragment as full, but adds durations up as they are written,
    /// in a fragmented file with the priming, in others without.
    static func exactEnd(_ end: Int, lastPacket: Int, of duration: Int, priming: Int) -> Int {
        let plausible = end - lastPacket + 1...end
        return [duration - priming, duration].first { plausible.contains($0) } ?? end
    }

    /// How many packets begin before a moment of the film, in samples.
    func packetCount(before moment: Int) -> Int {
        let full = SoundEncoder.samplesPerPacket
        return min(samples.count, max(0, (moment + priming + full - 1) / full))
    }
}
