internal import CLibAV
public import FarmModel

/// Decodes the picture of a film, a chunk or a still image.
///
/// Runs on the calling thread alone. Input is not trusted: whatever it holds, reading it ends with
/// frames or an error.
public struct FrameDecoder: ~Copyable {
    /// Of the frames that come out.
    public let size: PixelSize

    public let framesPerSecond: Double

    private let demuxer: Demuxer
    private let decoder: Decoder
    private let packet: Packet
    private let picture: Buffer
    private let streamIndex: Int

    /// Seconds a tick of the stream.
    private let tick: Double
    private var scaler: Scaler?
    private var ending = Ending.open

    /// What is wrong with the input further on, if anything is.
    private let flaw: MediaError?

    /// What the decoder still has to expect.
    private enum Ending {
        case open

        /// No more input; the frames inside come out first, then the error if there is one.
        case draining(MediaError?)
    }

    /// Opens `source`; frames come out in its own size unless `size` says otherwise.
    public init(_ source: MediaSource, size: PixelSize? = nil) throws(MediaError) {
        let demuxer = try Demuxer(source)
        let flaw = demuxer.inspect()
        let (index, stream) = try demuxer.first(.picture)
        guard let parameters = stream.pointee.codecpar else { throw .streamMissing(.picture) }
        demuxer.keepOnly(index)
        let own = PixelSize(
            width: Int(parameters.pointee.width), height: Int(parameters.pointee.height))
        let size = size ?? own
        try size.validatePicture()
        try own.validatePicture()
        let decoder = try Decoder(stream)
        let packet = try Packet()
        let picture = try Buffer()
        self.demuxer = demuxer
        self.decoder = decoder
        self.packet = packet
        self.picture = picture
        self.size = size
        self.flaw = flaw
        streamIndex = index
        framesPerSecond = stream.pointee.framesPerSecond
        tick = av_q2d(stream.pointee.time_base)
    }

    /// Every frame of `source`.
    public static func frames(
        of source: MediaSource, size: PixelSize? = nil
    ) throws(MediaError) -> [Frame] {
        var decoder = try FrameDecoder(source, size: size)
        var frames: [Frame] = []
        while let frame = try decoder.next() { frames.append(frame) }
        return frames
    }

    /// The next frame in order of presentation, numbered by its timestamp; nil after the last.
    ///
    /// Of a damaged input it yields what can be decoded, then throws.
    public mutating func next() throws(MediaError) -> Frame? {
        while true {
            switch try decoder.receive(picture) {
            case .frame: return try converted()
            case .needsInput: try feed()
            case .end:
                if case .draining(let failure?) = ending { throw failure }
                return nil
            }
        }
    }

    /// The frame of this number, reached through the key frame before it.
    public mutating func frame(at index: Int) throws(MediaError) -> Frame {
        let time = Int64((Double(index) / framesPerSecond / tick).rounded())
        try demuxer.seek(to: time, in: streamIndex)
        decoder.flush()
        ending = .open
        var last: Int?
        while let frame = try next() {
            if frame.index >= index { return frame }
            last = frame.index
        }
        throw .frameOrder(expected: index, found: last ?? -1)
    }

    private mutating func feed() throws(MediaError) {
        do throws(MediaError) {
            guard try demuxer.read(packet) else {
                ending = .draining(flaw)
                return try decoder.drain()
            }
        } catch {
            ending = .draining(error)
            return try decoder.drain()
        }
        guard packet.streamIndex == streamIndex else { return }
        try decoder.send(packet)
    }

    private mutating func converted() throws(MediaError) -> Frame {
        let layout = try picture.layout
        if let known = scaler?.source, known != layout {
            throw .frameShape(expected: known.size, found: layout.size)
        }
        if scaler == nil {
            try layout.size.validatePicture()
            scaler = try Scaler(
                from: layout, to: Scaler.Layout(size: size, pixels: AV_PIX_FMT_RGBA))
        }
        let time = picture.pointer.pointee.best_effort_timestamp
        let seconds = time == CLIBAV_NO_PTS ? 0 : Double(time) * tick
        guard let index = Int(exactly: (seconds * framesPerSecond).rounded()) else {
            throw .malformed(.timestamps)
        }
        guard let frame = try scaler?.frame(index, from: picture) else {
            throw .malformed(.frameLayout)
        }
        return frame
    }
}

extension AVStream {
    /// As the stream says, or 1 where it has no rate (a still image).
    var framesPerSecond: Double {
        for rate in [avg_frame_rate, r_frame_rate] where rate.num > 0 && rate.den > 0 {
            return av_q2d(rate)
        }
        return 1
    }
}

extension PixelSize {
    static let largestPictureArea = 8192 * 4320

    /// Throws unless a picture of this size fits into reasonable memory.
    func validatePicture() throws(MediaError) {
        guard width > 0, height > 0, width <= 65_535, height <= 65_535,
            area <= PixelSize.largestPictureArea
        else { throw .pictureSize(self, largestArea: PixelSize.largestPictureArea) }
    }
}

extension Buffer {
    /// Size, pixels and colours of a decoded picture; BT.709 unless it says otherwise.
    fileprivate var layout: Scaler.Layout {
        get throws(MediaError) {
            let frame = pointer.pointee
            let pixels = AVPixelFormat(frame.format)
            let isJPEG = [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P]
                .contains(pixels)
            let isOld = [AVCOL_SPC_SMPTE170M, AVCOL_SPC_BT470BG].contains(frame.colorspace)
            guard sws_isSupportedInput(pixels) != 0 else { throw .malformed(.frameLayout) }
            return Scaler.Layout(
                size: PixelSize(width: Int(frame.width), height: Int(frame.height)),
                pixels: pixels, color: isJPEG || isOld ? .bt601 : .bt709,
                range: isJPEG || frame.color_range == AVCOL_RANGE_JPEG ? .full : .limited)
        }
    }
}
