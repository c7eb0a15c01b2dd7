internal import CLibAV
public import FarmModel

/// What a media file holds, found by reading all of its packets but decoding none.
public struct MediaProbe: Equatable, Sendable {
    public var picture: Picture?
    public var sound: Sound?

    /// Seconds, as the file's own header says.
    public var duration: Double
    public var title: String?
    public var comment: String?

    /// The implicit label of generated media (``FilmLabels``), a JSON object.
    public var implicitLabel: String?

    /// Whether the index comes before the media, so that playing starts with the first bytes.
    public var isFastStart: Bool

    public struct Picture: Equatable, Sendable {
        public var codec: String
        public var size: PixelSize
        public var framesPerSecond: Double
        public var frameCount: Int

        /// Number of the frame that is shown first: 0 in a film, any in a chunk.
        public var firstFrame: Int
        public var timing: Timing
    }

    /// Whether each frame is shown exactly when the frame rate says.
    public enum Timing: Equatable, Sendable {
        case constant
        case missing(frame: Int)
        case repeated(frame: Int)

        /// The frame nearest to the time in question.
        case uneven(frame: Int)
    }

    public struct Sound: Equatable, Sendable {
        public var codec: String
        public var samplesPerSecond: Int
        public var channelCount: Int

        /// When the last sample ends, in samples from the film's beginning.
        public var sampleCount: Int
    }

    public init(_ source: MediaSource) throws(MediaError) {
        isFastStart = try BoxScan(source).isFastStart
        let demuxer = try Demuxer(source)
        if let flaw = demuxer.inspect() { throw flaw }
        duration = demuxer.duration
        title = demuxer.label("title")
        comment = demuxer.label("comment")
        implicitLabel = demuxer.label("AIGC")
        var shown = [[(time: Int64, duration: Int64)]](repeating: [], count: demuxer.streamCount)
        let packet = try Packet()
        while try demuxer.read(packet) {
            guard let time = packet.presentationTime, packet.streamIndex < shown.count else {
                throw .malformed(.timestamps)
            }
            shown[packet.streamIndex].append((time, packet.duration))
        }
        for index in 0..<demuxer.streamCount {
            guard let stream = demuxer.stream(index), let parameters = stream.pointee.codecpar
            else { continue }
            let codec = String(cString: avcodec_get_name(parameters.pointee.codec_id))
            switch parameters.pointee.codec_type {
            case AVMEDIA_TYPE_VIDEO where picture == nil:
                picture = Picture(
                    codec: codec, stream.pointee, parameters.pointee,
                    times: shown[index].map(\.time))
            case AVMEDIA_TYPE_AUDIO where sound == nil:
                let rate = Int(parameters.pointee.sample_rate)
                sound = Sound(
                    codec: codec, samplesPerSecond: rate,
                    channelCount: Int(parameters.pointee.ch_layout.nb_channels),
                    sampleCount: stream.pointee.sampleCount(rate: rate, packets: shown[index]))
            default: continue
            }
        }
    }
}

extension MediaProbe.Picture {
    fileprivate init(
        codec: String, _ stream: AVStream, _ parameters: AVCodecParameters, times: [Int64]
    ) {
        self.codec = codec
        size = PixelSize(width: Int(parameters.width), height: Int(parameters.height))
        let rate = stream.framesPerSecond
        framesPerSecond = rate
        frameCount = times.count
        let exact = times.sorted().map { Double($0) * av_q2d(stream.time_base) * rate }
        firstFrame = Int(exactly: exact.first?.rounded() ?? 0) ?? 0
        timing = .constant
        for (position, time) in exact.enumerated() {
            let expected = Double(firstFrame + position)
            // Doubles of exact rationals: a thousandth of a frame is far above their rounding.
            if abs(time - expected) < 0.001 { continue }
            let nearest = Int(exactly: time.rounded()) ?? 0
            if abs(time - time.rounded()) >= 0.001 {
                timing = .uneven(frame: nearest)
            } else if time < expected {
                timing = .repeated(frame: nearest)
            } else {
                timing = .missing(frame: firstFrame + position)
            }
            return
        }
    }
}

extension AVStream {
    fileprivate func sampleCount(rate: Int, packets: [(time: Int64, duration: Int64)]) -> Int {
        let samplesPerTick = av_q2d(time_base) * Double(rate)
        let samples = { (ticks: Int64) -> Int in
            let exact = Int(exactly: (Double(ticks) * samplesPerTick).rounded()) ?? 0
            return min(max(exact, -maximum), maximum)
        }
        let end = packets.map { samples($0.time &+ $0.duration) }.max() ?? 0
        let first = packets.map { samples($0.time) }.min() ?? 0
        return SoundOutline.exactEnd(
            end, lastPacket: SoundEncoder.samplesPerPacket, of: samples(duration), priming: -first)
    }

    /// More samples than any film has, and few enough to calculate with.
    private var maximum: Int { 1 << 48 }
}

extension Demuxer {
    /// Seconds; 0 where the file does not say.
    fileprivate var duration: Double {
        let duration = context.pointee.duration
        return duration == CLIBAV_NO_PTS ? 0 : Double(duration) / Double(AV_TIME_BASE)
    }

    fileprivate func label(_ key: String) -> String? {
        guard let entry = av_dict_get(context.pointee.metadata, key, nil, 0) else { return nil }
        return String(cString: entry.pointee.value)
    }
}
