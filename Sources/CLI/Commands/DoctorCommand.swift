import ArgumentParser
import Director
import Foundation
import Soundtrack
import WorkerEngines

/// Says what is missing on this machine.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check this machine: what works, what is missing, and what helps.",
        discussion: "Exits with 78 if something that films need is missing.")

    @OptionGroup var farm: FarmOptions
    @OptionGroup var common: CommonOptions

    private struct Finding: Encodable {
        let subject: String
        let ok: Bool

        /// What was found, or what helps.
        let detail: String
    }

    func run() async throws {
        try await common.runBlocking {
            let findings = engines() + [sound(), vocabulary(), dataFolder(), space()]
            for finding in findings {
                if common.json {
                    try Output.json(finding)
                } else {
                    let mark = finding.ok ? "ok     " : "MISSING"
                    Output.line("\(mark)  \(finding.subject): \(finding.detail)")
                }
            }
            guard findings.allSatisfy(\.ok) else { throw ExitCode(78) }
        }
    }

    private func engines() -> [Finding] {
        EngineRegistry().report.map { id, availability in
            switch availability {
            case .available:
                Finding(subject: "engine \(id)", ok: true, detail: "can run here")
            case .unavailable(let reason):
                Finding(subject: "engine \(id)", ok: false, detail: reason)
            }
        }
    }

    private func sound() -> Finding {
        do {
            let preferred = ProcessInfo.processInfo.environment["REELMILL_SOUNDFONT"]
            let font = try SoundfontLocation.search(preferring: preferred)
            return Finding(subject: "soundfont", ok: true, detail: font.path)
        } catch {
            return Finding(subject: "soundfont", ok: false, detail: "\(error)")
        }
    }

    private func vocabulary() -> Finding {
        do {
            _ = try FilmDirector()
            return Finding(subject: "vocabulary", ok: true, detail: "read")
        } catch {
            return Finding(subject: "vocabulary", ok: false, detail: "\(error)")
        }
    }

    private func dataFolder() -> Finding {
        let path = farm.path
        let writable = access(existing(path), W_OK) == 0
        return Finding(
            subject: "data folder", ok: writable,
            detail: writable ? path : "\(path) cannot be written: choose another with --data")
    }

    private func space() -> Finding {
        let subject = "disk space"
        do {
            let attributes = try FileManager.default.attributesOfFileSystem(
                forPath: existing(farm.path))
            let free = (attributes[.systemFreeSize] as? Int ?? 0) >> 20
            return Finding(
                subject: subject, ok: free > 512,
                detail: "\(free) MiB free" + (free > 512 ? "" : ": films need at least 512 MiB"))
        } catch {
            return Finding(subject: subject, ok: false, detail: "\(error)")
        }
    }

    /// The nearest folder above `path`, or itself, that is there.
    private func existing(_ path: String) -> String {
        var folder = path
        while !FileManager.default.fileExists(atPath: folder), let slash = folder.lastIndex(of: "/")
        {
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
        return folder
    }
}
