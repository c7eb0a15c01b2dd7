internal import Foundation

extension KeyPair {
    /// What a key file holds, as JSON.
    private struct File: Codable {
        var version: Int
        var publicKey: String
        var secretKey: String
    }

    private static let fileVersion = 1

    /// Reads a key file; refuses one that others may read.
    public init(file path: String) throws(PrivateFileError) {
        let file: File = try JSONFile.read(path, newest: KeyPair.fileVersion)
        guard let bytes = Z85.bytes(of: file.secretKey), let secret = SecretKey(bytes: bytes) else {
            throw .malformed(path: path, reason: "its secret key is not 40 characters of Z85")
        }
        do throws(TransportError) {
            self = try KeyPair(secret: secret)
        } catch {
            throw .malformed(path: path, reason: error.description)
        }
        guard file.publicKey == self.public.text else {
            throw .malformed(path: path, reason: "its two keys do not belong together")
        }
    }

    /// Writes a key file that only its owner may read.
    public func save(to path: String) throws(PrivateFileError) {
        let file = File(
            version: KeyPair.fileVersion, publicKey: self.public.text,
            secretKey: Z85.text(of: secret.bytes))
        try JSONFile.write(file, to: path)
    }

    /// The key in `path`, made there first if there is none.
    public static func loadOrMake(
        at path: String
    ) throws(PrivateFileError) -> KeyPair {
        do throws(PrivateFileError) {
            return try KeyPair(file: path)
        } catch {
            guard case .missing = error else { throw error }
        }
        let keys: KeyPair
        do throws(TransportError) {
            keys = try generate()
        } catch {
            throw .unwritable(path: path, reason: error.description)
        }
        try keys.save(to: path)
        return keys
    }
}

/// Private files of JSON that carry a version.
enum JSONFile {
    private struct Versioned: Decodable {
        var version: Int
    }

    static func read<Content: Decodable>(
        _ path: String, newest version: Int
    ) throws(PrivateFileError) -> Content {
        let data = Data(try PrivateFile.read(path))
        do {
            let written = try JSONDecoder().decode(Versioned.self, from: data).version
            guard written <= version else {
                throw PrivateFileError.newer(path: path, version: written)
            }
            return try JSONDecoder().decode(Content.self, from: data)
        } catch let error as PrivateFileError {
            throw error
        } catch {
            throw .malformed(path: path, reason: "\(error)")
        }
    }

    static func write(_ content: some Encodable, to path: String) throws(PrivateFileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data: Data
        do {
            data = try encoder.encode(content)
        } catch {
            throw .unwritable(path: path, reason: "\(error)")
        }
        try PrivateFile.write(Array(data) + [UInt8(ascii: "\n")], to: path)
    }
}
