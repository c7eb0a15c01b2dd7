public import FarmModel
public import FarmWire
internal import Foundation
internal import Synchronization

/// Who every known key belongs to, in memory and in one file; safe from any thread.
public final class KeyRing: Sendable {
    /// The farm's side of a join token.
    struct Invitation: Codable, Hashable, Sendable {
        var oneTimeKey: PublicKey
        var role: Role
        var name: String?
        var account: String?
        var expiry: Int64

        /// The lasting key that came of it.
        var spentOn: PublicKey?
    }

    struct Entry: Codable, Hashable, Sendable {
        var key: PublicKey
        var identity: Identity
    }

    /// What the file holds.
    private struct File: Codable {
        var version: Int
        var identities: [Entry]
        var invitations: [Invitation]

        /// Keys that were revoked, lest a start lets those in the data folder in again.
        var revoked: [PublicKey]?
    }

    private struct State {
        var identities: [PublicKey: Identity] = [:]
        var invitations: [PublicKey: Invitation] = [:]
        var revoked: Set<PublicKey> = []

        /// Keys that senders' user ids were read as: every message carries one.
        var keysOfUsers: [String: PublicKey] = [:]

        mutating func key(ofUser userID: String) -> PublicKey? {
            if let key = keysOfUsers[userID] { return key }
            guard let key = PublicKey(text: userID) else { return nil }
            if keysOfUsers.count >= KeyRing.rememberedUserIDs { keysOfUsers = [:] }
            keysOfUsers[userID] = key
            return key
        }

        func identity(of key: PublicKey) -> Identity? {
            if let identity = identities[key] { return identity }
            guard let invitation = invitations[key] else { return nil }
            return Identity(
                name: invitation.name ?? "joiner", role: .joiner,
                account: invitation.account ?? "joiner")
        }
    }

    /// User ids whose keys are kept at hand.
    static let rememberedUserIDs = 20_000

    /// Invitations that may be open at once.
    public static let invitationLimit = 10_000
    private static let fileVersion = 1

    private let path: String?
    private let state: Mutex<State>

    /// Reads the file at `path`, if there is one, and keeps it up to date; nil keeps nothing.
    public init(file path: String?) throws(PrivateFileError) {
        self.path = path
        var content = State()
        if let path {
            do throws(PrivateFileError) {
                let file: File = try JSONFile.read(path, newest: Self.fileVersion)
                for entry in file.identities { content.identities[entry.key] = entry.identity }
                content.revoked = Set(file.revoked ?? [])
                for entry in file.invitations { content.invitations[entry.oneTimeKey] = entry }
            } catch {
                guard case .missing = error else { throw error }
            }
        }
        state = Mutex(content)
    }

    /// Whose key this is; nil for one that is unknown or revoked.
    public func identity(of key: PublicKey) -> Identity? {
        state.withLock { $0.identity(of: key) }
    }

    /// The sender of a message, by the user id that came with it.
    public func identity(ofUser userID: String?) -> Identity? {
        guard let userID else { return nil }
        return state.withLock { state in
            state.key(ofUser: userID).flatMap { state.identity(of: $0) }
        }
    }

    /// Every lasting key, ordered by the owner's name.
    public var members: [(key: PublicKey, identity: Identity)] {
        state.withLock { state in
            state.identities.map { (key: $0.key, identity: $0.value) }
                .sorted { ($0.identity.name, $0.key.text) < ($1.identity.name, $1.key.text) }
        }
    }

    public func register(
        _ key: PublicKey, as identity: Identity
    ) throws(PrivateFileError) {
        try change { $0.identities[key] = identity }
    }

    /// From now on the key opens nothing, on connections that are open already too.
    public func revoke(_ key: PublicKey) throws(PrivateFileError) {
        try change { state in
            state.identities[key] = nil
            state.invitations[key] = nil
            state.revoked.insert(key)
        }
    }

    /// Whether the key was known once and is not to be let in again.
    public func isRevoked(_ key: PublicKey) -> Bool {
        state.withLock { $0.revoked.contains(key) }
    }

    /// Keys that one name may have at a time, while it goes over from one to the next.
    public static let keysOfName = 4

    /// Revokes a key, given as text, or every key of a name, for somebody who may do so.
    ///
    /// Operators may revoke every key but the last operator's, others their own.
    public func revoke(
        _ words: String, for asker: Identity
    ) throws -> [(key: PublicKey, identity: Identity)] {
        let key = PublicKey(text: words)
        let found = members.filter { $0.key == key || $0.identity.name == words }
            .filter { asker.role == .operator || $0.identity == asker }
        guard !found.isEmpty else {
            throw Refusal(
                .unknown, "there is no key \(words) that you may revoke", field: "revoke_key.key",
                value: words)
        }
        let operators = members.filter { $0.identity.role == .operator }.map(\.key)
        guard !Set(operators).isSubset(of: found.map(\.key)) || operators.isEmpty else {
            throw Refusal(
                .notNow, "nobody could steer the farm any more: let another operator join first",
                field: "revoke_key.key", value: words)
        }
        for member in found { try revoke(member.key) }
        return found
    }

    /// Gives whoever has `identity` a further key, so that the old one can be revoked.
    public func add(_ bytes: [UInt8], for identity: Identity) throws {
        guard let key = PublicKey(bytes: bytes), !isRevoked(key) else {
            throw Refusal(
                .badField, "this is no new key: make another", field: "replace_key.public_key")
        }
        if let known = self.identity(of: key) {
            guard known == identity else {
                throw Refusal(
                    .badField, "this key belongs to somebody else: make another",
                    field: "replace_key.public_key")
            }
            return
        }
        let count = members.count { $0.identity == identity }
        guard count < KeyRing.keysOfName else {
            throw Refusal(
                .overLimit, "\(identity.name) has \(count) keys; revoke those not used any more",
                limit: String(KeyRing.keysOfName))
        }
        try register(key, as: identity)
    }

    /// Makes a token that lets somebody join once.
    public func invite(
        _ order: ClientRequest.JoinTokenOrder, to farm: FarmAddress, host: String, at now: Instant
    ) throws -> JoinToken {
        guard let serverKey = farm.serverKey, case .tcp(_, let clientPort) = farm.client,
            case .tcp(_, let workerPort) = farm.worker, case .tcp(_, let mediaPort) = farm.media
        else {
            throw Refusal(
                .notNow, "this farm listens without keys, on this machine only: nobody can join it")
        }
        let oneTime = try KeyPair.generate()
        let expiry = now.advanced(by: order.lifetime)
        let invitation = Invitation(
            oneTimeKey: oneTime.public, role: order.role, name: order.name, account: order.account,
            expiry: expiry.milliseconds)
        let isFull = state.withLock { state in
            state.invitations = state.invitations.filter { $0.value.expiry > now.milliseconds }
            return state.invitations.count >= Self.invitationLimit
        }
        guard !isFull else {
            throw Refusal(
                .overLimit, "too many join tokens are open; wait until some have expired",
                limit: "\(Self.invitationLimit)")
        }
        try change { $0.invitations[oneTime.public] = invitation }
        return JoinToken(
            host: order.host ?? host,
            ports: (
                UInt16(clamping: clientPort), UInt16(clamping: workerPort),
                UInt16(clamping: mediaPort)
            ), serverKey: serverKey, oneTimeKey: oneTime.secret, role: order.role, expiry: expiry)
    }

    /// Registers the lasting key of whoever holds a one-time key, and spends the latter.
    ///
    /// The same lasting key again is answered as before: the first answer may have been lost.
    public func join(
        _ join: Join, with oneTimeKey: PublicKey, at now: Instant
    ) throws -> Identity {
        guard let key = PublicKey(bytes: join.publicKey),
            var invitation = state.withLock({ $0.invitations[oneTimeKey] })
        else {
            throw Refusal(.badTicket, "this join token is not known here; ask for a new one")
        }
        guard now.milliseconds < invitation.expiry else {
            throw Refusal(
                .badTicket, "this join token has expired; ask for a new one",
                value: "\(now.milliseconds)", limit: "\(invitation.expiry)")
        }
        if let spentOn = invitation.spentOn {
            guard spentOn == key, let identity = identity(of: key) else {
                throw Refusal(
                    .badTicket, "this join token has been used already; ask for a new one")
            }
            return identity
        }
        if let known = state.withLock({ $0.identities[key] }) {
            throw Refusal(
                .badTicket, "this key belongs to \(known.name) already; join with a new one")
        }
        let name = invitation.name ?? join.name
        let identity = Identity(
            name: name, role: invitation.role, account: invitation.account ?? name)
        invitation.spentOn = key
        try change { [invitation] state in
            state.identities[key] = identity
            state.invitations[oneTimeKey] = invitation
        }
        return identity
    }

    /// Applies a change once it is on disk.
    private func change(_ edit: (inout State) -> Void) throws(PrivateFileError) {
        let failure = state.withLock { state -> PrivateFileError? in
            var draft = state
            edit(&draft)
            do throws(PrivateFileError) {
                try save(draft)
            } catch {
                return error
            }
            state = draft
            return nil
        }
        if let failure { throw failure }
    }

    private func save(_ state: State) throws(PrivateFileError) {
        guard let path else { return }
        let file = File(
            version: Self.fileVersion,
            identities: state.identities.map { Entry(key: $0.key, identity: $0.value) }
                .sorted { $0.key.text < $1.key.text },
            invitations: state.invitations.values.sorted {
                $0.oneTimeKey.text < $1.oneTimeKey.text
            },
            revoked: state.revoked.sorted { $0.text < $1.text })
        try JSONFile.write(file, to: path)
    }
}
