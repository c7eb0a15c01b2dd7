internal import FarmModel
internal import SwiftProtobuf

extension KeyReport {
    init(_ message: Reelmill_Client_KeyEntry, _ field: String) throws(WireError) {
        self.init(
            key: try Bound.name(message.key, "\(field).key"),
            identity: try Identity(message.identity, "\(field).identity"))
    }

    var message: Reelmill_Client_KeyEntry {
        .with {
            $0.key = key
            $0.identity = identity.message
        }
    }
}

extension ClientRequest.Audit {
    init(_ message: Reelmill_Client_ShowAudit) throws(WireError) {
        self.init(
            after: message.after, since: Instant(milliseconds: message.sinceMs),
            limit: message.limit == 0
                ? 500 : try Bound.count(message.limit, Limits.listLength, "audit.limit"))
    }

    var message: Reelmill_Client_ShowAudit {
        .with {
            $0.after = after
            $0.sinceMs = since.milliseconds
            $0.limit = UInt32(clamping: limit)
        }
    }
}

extension AuditEntry {
    init(_ message: Reelmill_Client_AuditEntry, _ field: String) throws(WireError) {
        self.init(
            id: message.id, instant: Instant(milliseconds: message.atMs),
            actor: try Bound.name(message.actor, "\(field).actor"),
            key: try Bound.name(message.key, "\(field).key"),
            action: try Bound.name(message.action, "\(field).action"),
            subject: try Bound.text(message.subject, "\(field).subject"),
            outcome: try Bound.name(message.outcome, "\(field).outcome"))
    }

    var message: Reelmill_Client_AuditEntry {
        .with {
            $0.id = id
            $0.atMs = instant.milliseconds
            $0.actor = actor
            $0.key = key
            $0.action = action
            $0.subject = subject.sendable
            $0.outcome = outcome
        }
    }
}

extension ClientReply.Body {
    static func keys(_ message: Reelmill_Client_KeyList) throws(WireError) -> Self {
        var reports: [KeyReport] = []
        let keys = try Bound.list(message.keys, atMost: Limits.keys, "keys.keys")
        for (index, entry) in keys.enumerated() {
            reports.append(try KeyReport(entry, "keys.keys[\(index)]"))
        }
        return .keys(reports)
    }

    static func audit(_ message: Reelmill_Client_AuditList) throws(WireError) -> Self {
        var entries: [AuditEntry] = []
        let list = try Bound.list(
            message.entries, atMost: Limits.listLength.upperBound, "audit.entries")
        for (index, entry) in list.enumerated() {
            entries.append(try AuditEntry(entry, "audit.entries[\(index)]"))
        }
        return .audit(entries)
    }
}
