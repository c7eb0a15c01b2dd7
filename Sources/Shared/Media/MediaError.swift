internal import CLibAV
public import FarmModel

/// Why media could not be made or read.
public enum MediaError: Error, Equatable, Sendable {
    /// A libav function refused; `code` is its AVERROR and `text` what `av_strerror` says of it.
    case library(call: String, code: Int32, text: String)

    /// A system call on a file failed.
    case file(path: String, call: String, errno: Int32)

    /// libav was built without an encoder or decoder.
    case codecMissing(name: String)

    /// A frame that H.264 4:2:0 cannot hold: both sides must be even and lie in `sides`.
    case frameSize(PixelSize, sides: ClosedRange<Int>)

    case frameRate(Int, allowed: ClosedRange<Int>)

    /// A still picture with no pixels or too many.
    case pictureSize(PixelSize, largestArea: Int)

    /// A chunk without frames, or one that starts before the film.
    case frameRange(first: Int, count: Int)

    /// A frame came out of turn, or a chunk does not continue where the one before it ended.
    case frameOrder(expected: Int, found: Int)

    case frameShape(expected: PixelSize, found: PixelSize)
    case frameCount(expected: Int, found: Int)

    /// Interleaved stereo needs an even number of samples.
    case sampleCount(Int)
    case soundFormat(codec: String, sampleRate: Int, channels: Int)

    /// The input has no stream of this kind.
    case streamMissing(Medium)

    /// The input ends inside a sample.
    case truncated(atByte: Int64)

    case malformed(Flaw)
    case cancelled

    /// The two kinds of stream.
    public enum Medium: String, Sendable {
        case picture
        case sound
    }

    /// What is wrong with a stream's own bytes.
    public enum Flaw: String, Sendable {
        case parameterSets = "no usable H.264 parameter sets"
        case timestamps = "missing, repeated or uneven timestamps"
        case accessUnit = "a sample is not a sequence of H.264 units"
        case frameLayout = "a picture in a layout that cannot be converted"
        case soundPriming = "sound whose first packets are missing"
        case emptySamples = "more samples than bytes"
        case changed = "the input changed while it was read"
    }
}

extension MediaError {
    init(code: Int32, call: String) {
        var text = [CChar](repeating: 0, count: 128)
        _ = av_strerror(code, &text, text.count)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        self = .library(call: call, code: code, text: String(decoding: bytes, as: UTF8.self))
    }
}

extension MediaError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .library(let call, let code, let text): "\(call): \(text) (\(code))"
        case .file(let path, let call, let errno): "\(call) \(path): error \(errno)"
        case .codecMissing(let name): "this libavcodec has no codec \(name)"
        case .frameSize(let size, let sides):
            "frame size \(size): both sides must be even, \(sides.lowerBound) to \(sides.upperBound)"
        case .frameRate(let rate, let allowed):
            "\(rate) frames a second: allowed are \(allowed.lowerBound) to \(allowed.upperBound)"
        case .pictureSize(let size, let largestArea):
            "picture size \(size): at least 1x1 and at most \(largestArea) pixels"
        case .frameRange(let first, let count):
            "a chunk of \(count) frames from frame \(first): needs at least one, from 0 or later"
        case .frameOrder(let expected, let found): "frame \(found) where \(expected) was due"
        case .frameShape(let expected, let found): "a frame of \(found) among frames of \(expected)"
        case .frameCount(let expected, let found): "\(found) frames instead of \(expected)"
        case .sampleCount(let count): "\(count) values are no whole number of stereo samples"
        case .soundFormat(let codec, let rate, let channels):
            "sound in \(codec), \(rate) Hz, \(channels) channels instead of aac, 48000 Hz, 2 channels"
        case .streamMissing(let medium): "the input has no \(medium.rawValue)"
        case .truncated(let byte): "the input ends within a sample near byte \(byte)"
        case .malformed(let flaw): flaw.rawValue
        case .cancelled: "cancelled"
        }
    }
}
