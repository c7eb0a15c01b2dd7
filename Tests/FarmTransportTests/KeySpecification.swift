import FarmModel
import FarmTransport
import FarmWire
import Foundation
import Testing

@Suite struct `A key file` {
    let folder: TemporaryFolder
    let keys: KeyPair

    init() throws {
        folder = try TemporaryFolder()
        keys = try KeyPair.generate()
    }

    @Test func `brings back the key, and is its owner's alone`() throws {
        let path = "\(folder.path)/key.json"
        try keys.save(to: path)
        #expect(try KeyPair(file: path) == keys)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o601])
    func `is refused when others may look, with the remedy`(_ mode: Int) throws {
        let path = "\(folder.path)/key.json"
        try keys.save(to: path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let error = try #require(throws: PrivateFileError.self) { try KeyPair(file: path) }
        #expect(error == .exposed(path: path, mode: UInt32(mode)))
        #expect(error.description.hasSuffix("chmod 600 \(path)"))
    }

    @Test func `is made once and then kept`() throws {
        let path = "\(folder.path)/key.json"
        let made = try KeyPair.loadOrMake(at: path)
        #expect(try KeyPair.loadOrMake(at: path) == made)
    }

    @Test func `says what is wrong with it`() throws {
        #expect(throws: PrivateFileError.missing(path: "/nowhere/key.json")) {
            try KeyPair(file: "/nowhere/key.json")
        }
        let newer = try folder.write(#"{"version":2,"keys":[]}"#, to: "newer")
        #expect(throws: PrivateFileError.newer(path: newer, version: 2)) {
            try KeyPair(file: newer)
        }
        for text in ["", "{", #"{"version":1}"#, "\u{0}\u{1}"] {
            let path = try folder.write(text, to: "bad")
            #expect(throws: PrivateFileError.self) { try KeyPair(file: path) }
        }
        let path = "\(folder.path)/other.json"
        try keys.save(to: path)
        let other = try KeyPair.generate()
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacingOccurrences(of: keys.public.text, with: other.public.text)
        let mixed = try folder.write(text, to: "mixed")
        #expect(throws: PrivateFileError.self) { try KeyPair(file: mixed) }
    }

    @Test func `never shows its secret in a log`() {
        #expect("\(keys.secret)" == "(secret)")
        var dump = ""
        Swift.dump(keys.secret, to: &dump)
        #expect(!dump.contains("bytes"))
    }
}

@Suite struct `A key ring` {
    let folder: TemporaryFolder
    let path: String
    let farm: FarmAddress
    let start = Instant(milliseconds: 1_700_000_000_000)

    init() throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/identities.json"
        farm = FarmAddress(
            client: .tcp(host: "*", port: 7420), worker: .tcp(host: "*", port: 7421),
            media: .tcp(host: "*", port: 7422), serverKey: try KeyPair.generate().public)
    }

    private func token(_ ring: KeyRing) throws -> JoinToken {
        try ring.invite(
            .init(role: .worker, name: "render-01", lifetime: .seconds(60)), to: farm,
            host: "farm.example", at: start)
    }

    @Test func `remembers its members across a restart`() throws {
        let ring = try KeyRing(file: path)
        let ada = Identity(name: "ada", role: .client, account: "ada")
        let bob = Identity(name: "bob", role: .operator, account: "bob")
        let keys = [try KeyPair.generate().public, try KeyPair.generate().public]
        try ring.register(keys[0], as: ada)
        try ring.register(keys[1], as: bob)
        try ring.revoke(keys[0])
        let again = try KeyRing(file: path)
        #expect(again.identity(of: keys[0]) == nil)
        #expect(again.identity(of: keys[1]) == bob)
        #expect(again.members.map(\.identity) == [bob])
    }

    @Test func `keeps its members where the disk refuses`() throws {
        let ring = try KeyRing(file: "\(folder.path)/missing-folder/identities.json")
        let key = try KeyPair.generate().public
        #expect(throws: PrivateFileError.self) {
            try ring.register(key, as: Identity(name: "ada", role: .client, account: "ada"))
        }
        #expect(ring.identity(of: key) == nil)
    }

    @Test func `knows the bearer of a token as a joiner, until the token is spent`() throws {
        let ring = try KeyRing(file: path)
        let oneTime = try token(ring).keys()
        #expect(ring.identity(of: oneTime.public)?.role == .joiner)
        let keys = try KeyPair.generate()
        let join = Join(publicKey: keys.public.bytes, name: "ignored")
        let identity = try ring.join(join, with: oneTime.public, at: start)
        #expect(identity == Identity(name: "render-01", role: .worker, account: "render-01"))
        #expect(try KeyRing(file: path).identity(of: keys.public) == identity)
    }

    @Test func `lets a token be spent once, but answers twice`() throws {
        let ring = try KeyRing(file: path)
        let oneTime = try token(ring).keys()
        let join = Join(publicKey: try KeyPair.generate().public.bytes, name: "a")
        let identity = try ring.join(join, with: oneTime.public, at: start)
        let restarted = try KeyRing(file: path)
        #expect(try restarted.join(join, with: oneTime.public, at: start) == identity)
        let other = Join(publicKey: try KeyPair.generate().public.bytes, name: "b")
        #expect(throws: Refusal.self) {
            try restarted.join(other, with: oneTime.public, at: start)
        }
        #expect(restarted.members.count == 1)
    }

    @Test func `lets no token be spent late, and no key be joined twice`() throws {
        let ring = try KeyRing(file: path)
        let first = try token(ring).keys()
        let second = try token(ring).keys()
        let join = Join(publicKey: try KeyPair.generate().public.bytes, name: "a")
        #expect(throws: Refusal.self) {
            try ring.join(join, with: first.public, at: start.advanced(by: .seconds(60)))
        }
        _ = try ring.join(join, with: first.public, at: start.advanced(by: .seconds(59)))
        #expect(throws: Refusal.self) { try ring.join(join, with: second.public, at: start) }
        #expect(throws: Refusal.self) {
            try ring.join(join, with: try KeyPair.generate().public, at: start)
        }
    }
}

@Suite struct `A join token` {
    private func token(expiry: Int64 = 1_700_000_000_000) throws -> JoinToken {
        let farm = FarmAddress(
            client: .tcp(host: "*", port: 7420), worker: .tcp(host: "*", port: 7421),
            media: .tcp(host: "*", port: 65535), serverKey: try KeyPair.generate().public)
        return try KeyRing(file: nil).invite(
            .init(role: .gateway, host: "2001:db8::7"), to: farm, host: "farm.example",
            at: Instant(milliseconds: expiry))
    }

    @Test func `is one line that brings everything back`() throws {
        let token = try token()
        #expect(
            token.text.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0))
            })
        #expect(try JoinToken(text: "  \(token.text)\n") == token)
        #expect(token.address.client == .tcp(host: "2001:db8::7", port: 7420))
        #expect(token.address.media.description == "tcp://[2001:db8::7]:65535")
    }

    @Test func `says when it is cut, mistyped, or something else`() throws {
        let text = try token().text
        for count in 10..<text.count {
            #expect(throws: JoinTokenError.damaged) {
                try JoinToken(text: String(text.prefix(count)))
            }
        }
        var damagedCount = 0
        for index in text.indices.dropFirst(10) {
            var typo = text
            typo.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            do {
                // The last character holds bits that mean nothing.
                #expect(try JoinToken(text: typo).text == text)
            } catch {
                damagedCount += 1
            }
        }
        #expect(damagedCount >= text.count - 11)
        #expect(throws: JoinTokenError.notAToken) { try JoinToken(text: "hello") }
        #expect(throws: JoinTokenError.otherVersion) { try JoinToken(text: "reelmill2.AAAA") }
    }
}

@Suite struct `An address` {
    @Test(arguments: [
        "tcp://127.0.0.1:7420", "tcp://*:0", "tcp://[::1]:65535", "tcp://farm.example:1",
        "ipc:///run/reelmill/client", "inproc://a",
    ])
    func `is written as it is read`(_ text: String) {
        #expect(Endpoint(text)?.description == text)
    }

    @Test(arguments: [
        "", "tcp://", "tcp://a", "tcp://a:", "tcp://a:70000", "tcp://:1", "http://a:1", "ipc://",
    ])
    func `that makes no sense is none`(_ text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test func `of a farm is kept in a file`() throws {
        let folder = try TemporaryFolder()
        let farm = FarmAddress(
            client: .tcp(host: "farm.example", port: 7420), worker: .ipc(path: "/run/worker"),
            media: .tcp(host: "::1", port: 7422), serverKey: try KeyPair.generate().public)
        try farm.save(to: "\(folder.path)/farm.json")
        #expect(try FarmAddress(file: "\(folder.path)/farm.json") == farm)
    }
}
