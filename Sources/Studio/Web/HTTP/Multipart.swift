package import StudioCore

/// A form as browsers and programs upload it: `multipart/form-data` (RFC 7578).
///
/// Whatever the bytes are, reading them ends with fields or an objection; nothing is copied twice.
package enum Multipart {
    /// Parts of one form.
    static let partLimit = 64

    /// Bytes of the lines before a part's content.
    static let headBytes = 4096

    /// Bytes of a field that is no file.
    static let textBytes = 1 << 20

    /// The text between parts, as the content type says it; nil if this is no form.
    package static func boundary(of contentType: String) -> String? {
        let parts = contentType.split(separator: ";").map { $0.trimmingSpaces }
        guard parts.first?.lowercased() == "multipart/form-data" else { return nil }
        for part in parts.dropFirst() where part.lowercased().hasPrefix("boundary=") {
            var value = part.dropFirst("boundary=".count)
            if value.hasPrefix("\""), value.hasSuffix("\""), value.count > 1 {
                value = value.dropFirst().dropLast()
            }
            // RFC 2046, 5.1.1.
            guard 1...70 ~= value.utf8.count else { return nil }
            return String(value)
        }
        return nil
    }

    package static func form(_ bytes: [UInt8], boundary: String) throws(Objection) -> Form {
        let fence = Array("--\(boundary)".utf8)
        var fields: [String: JSON] = [:]
        var files: [String: Form.File] = [:]
        guard var place = bytes.firstIndex(of: fence, from: 0) else { throw broken("no boundary") }
        var count = 0
        while true {
            place += fence.count
            if bytes.has("--", at: place) { break }
            guard bytes.has("\r\n", at: place) else { throw broken("no line after a boundary") }
            let head = place + 2
            guard let blank = bytes.firstIndex(of: Array("\r\n\r\n".utf8), from: head - 2),
                blank - head < headBytes
            else { throw broken("no blank line after the head of a part") }
            let content = blank + 4
            guard let end = bytes.firstIndex(of: Array("\r\n".utf8) + fence, from: content - 2)
            else { throw broken("the last part is cut off") }
            count += 1
            guard count <= partLimit else {
                throw Objection(
                    .invalid, code: "too_large", "the form has more than \(partLimit) parts",
                    limit: String(partLimit))
            }
            let part = Part(bytes[min(head, blank)..<blank])
            let body = Array(bytes[min(content, end)..<end])
            guard let name = part.name, !name.isEmpty else { throw broken("a part has no name") }
            if let filename = part.filename {
                files[name] = Form.File(name: filename, type: part.type, bytes: body)
            } else {
                guard body.count <= textBytes else {
                    throw Objection(
                        .invalid, code: "too_large",
                        "the field \(name) has \(body.count) bytes, the limit is \(textBytes)",
                        field: name, limit: String(textBytes))
                }
                set(name, String(decoding: body, as: UTF8.self), in: &fields)
            }
            place = end + 2
        }
        return Form(fields, files: files)
    }

    /// `video[id]` is the member `id` of the object `video`; anything else is a name.
    private static func set(_ name: String, _ value: String, in fields: inout [String: JSON]) {
        guard name.hasSuffix("]"), let open = name.firstIndex(of: "["), open > name.startIndex
        else {
            fields[name] = .string(value)
            return
        }
        let object = String(name[..<open])
        let member = String(name[name.index(after: open)...].dropLast())
        guard !member.isEmpty, !member.contains("[") else {
            fields[name] = .string(value)
            return
        }
        var members: [JSON.Member] = []
        if case .object(let known)? = fields[object] { members = known }
        members.append(JSON.Member(name: member, value: .string(value)))
        fields[object] = .object(members)
    }

    private static func broken(_ reason: String) -> Objection {
        Objection(
            .invalid, code: "bad_form", "the form cannot be read: \(reason)")
    }
}

/// The head of a part: what it is called, and what it is.
private struct Part {
    var name: String?
    var filename: String?
    var type = "application/octet-stream"

    init(_ head: ArraySlice<UInt8>) {
        let text = String(decoding: head, as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingSpaces
            switch line[..<colon].lowercased() {
            case "content-disposition":
                name = Part.parameter("name", of: value)
                filename = Part.parameter("filename", of: value)
            case "content-type": type = String(value)
            default: continue
            }
        }
    }

    /// A quoted parameter, with `\"` and `%22` for a quote (WHATWG and RFC 7578).
    private static func parameter(_ name: String, of value: some StringProtocol) -> String? {
        var rest = value[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...]
            let start = rest.trimmingSpaces
            guard start.lowercased().hasPrefix("\(name)=") else { continue }
            let text = start.dropFirst(name.count + 1)
            guard text.hasPrefix("\"") else {
                return String(text.prefix { $0 != ";" }.trimmingSpaces)
            }
            var result = ""
            var isEscaped = false
            for character in text.dropFirst() {
                if isEscaped {
                    result.append(character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    return result
                } else {
                    result.append(character)
                }
            }
            return nil
        }
        return nil
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        let kept = drop { $0 == " " || $0 == "\t" }
        return String(kept.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

extension [UInt8] {
    fileprivate func has(_ text: String, at place: Int) -> Bool {
        place >= 0 && place + text.utf8.count <= count
            && self[place..<place + text.utf8.count].elementsEqual(text.utf8)
    }

    /// Where `needle` begins, at `start` or later; steps over what cannot match (Horspool 1980).
    fileprivate func firstIndex(of needle: [UInt8], from start: Int) -> Int? {
        let length = needle.count
        guard length > 0, start >= 0, count >= length else { return nil }
        var step = [Int](repeating: length, count: 256)
        for (place, byte) in needle.dropLast().enumerated() {
            step[Int(byte)] = length - 1 - place
        }
        var place = start
        while place + length <= count {
            var back = length - 1
            while back >= 0, self[place + back] == needle[back] { back -= 1 }
            if back < 0 { return place }
            place += step[Int(self[place + length - 1])]
        }
        return nil
    }
}
