internal import SwiftProtobuf

/// A message that travels as one frame.
public protocol WireMessage: Equatable, Sendable {
    /// Reads either form; throws what is wrong with a message that breaks a bound.
    init(frame: [UInt8]) throws(WireError)

    func frame(as form: WireForm) -> [UInt8]
}

extension WireMessage {
    public var frame: [UInt8] { frame(as: .protobuf) }
}

/// A generated message that carries a version and a correlation id.
protocol Envelope: Message {
    var version: UInt32 { get set }
    var correlation: UInt64 { get set }
}

extension Reelmill_Client_Request: Envelope {}
extension Reelmill_Client_Reply: Envelope {}
extension Reelmill_Worker_Report: Envelope {}
extension Reelmill_Worker_Order: Envelope {}
extension Reelmill_Media_Request: Envelope {}
extension Reelmill_Media_Reply: Envelope {}

extension Envelope {
    /// An envelope of the version that this program speaks.
    static func current(correlation: UInt64, _ populate: (inout Self) -> Void) -> Self {
        .with {
            $0.version = WireProtocol.version
            $0.correlation = correlation
            populate(&$0)
        }
    }
}

/// Between frames and generated messages.
enum Codec {
    /// Decodes `frame` and hands it to `read`, whose errors then carry the correlation id.
    static func read<Message: Envelope, Value>(
        _ frame: [UInt8], atMost limit: Int, _ read: (Message) throws(WireError) -> Value
    ) throws(WireError) -> Value {
        guard frame.count <= limit else {
            throw unread(
                frame,
                WireError(
                    .tooLarge, field: "", value: "\(frame.count) bytes long",
                    limit: "at most \(limit) bytes"))
        }
        let message: Message
        do throws(WireError) {
            message = try decode(frame)
        } catch {
            throw unread(frame, error)
        }
        do throws(WireError) {
            guard WireProtocol.supportedVersions.contains(message.version) else {
                let versions = WireProtocol.supportedVersions
                throw WireError(
                    .unsupportedVersion, field: "version", value: "\(message.version)",
                    limit: "\(versions.lowerBound) to \(versions.upperBound)")
            }
            return try read(message)
        } catch {
            var error = error
            error.correlation = message.correlation
            throw error
        }
    }

    /// `error` with the correlation id that can be seen from outside.
    private static func unread(_ frame: [UInt8], _ error: WireError) -> WireError {
        var error = error
        error.correlation = Correlation.peek(frame)
        return error
    }

    /// Decodes either form.
    static func decode<Message: SwiftProtobuf.Message>(
        _ frame: [UInt8]
    ) throws(WireError) -> Message {
        do {
            switch WireForm(of: frame) {
            case .protobuf, .bundled:
                var options = BinaryDecodingOptions()
                options.messageDepthLimit = Limits.messageDepth
                options.discardUnknownFields = true
                return try Message(serializedBytes: frame, options: options)
            case .json:
                var options = JSONDecodingOptions()
                options.messageDepthLimit = Limits.messageDepth
                return try Message(jsonUTF8Bytes: frame, options: options)
            }
        } catch let error as JSONDecodingError {
            throw WireError(
                .malformed, field: "", value: "not readable (\(Bound.quoted("\(error)")))",
                limit: "the proto3 JSON form of \(Message.protoMessageName)")
        } catch {
            throw WireError(
                .malformed, field: "", value: "not readable",
                limit: "\(Message.protoMessageName) as protobuf")
        }
    }

    static func encode(_ message: some SwiftProtobuf.Message, as form: WireForm) -> [UInt8] {
        do {
            switch form {
            case .protobuf, .bundled: return try message.serializedBytes()
            case .json: return try message.jsonUTF8Bytes()
            }
        } catch {
            preconditionFailure("\(type(of: message)) has no required field and no Any: \(error)")
        }
    }
}
