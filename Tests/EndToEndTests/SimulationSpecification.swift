import Foundation
import Testing

@Suite struct `A simulated farm` {
    private let folder = FileManager.default.temporaryDirectory.appending(
        path: "simulate-\(UUID().uuidString)")

    private func write(_ text: String) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "farm.yaml")
        try Data(text.utf8).write(to: file)
        return file.path(percentEncoded: false)
    }

    private static let text = """
        name: small
        span: 2h
        workers:
          - { name: one, count: 1 }
        accounts:
          - name: ada
            jobs: [{ burst: 4, at: 1:00, film-seconds: 2, compute-per-second: 50 }]
        """

    @Test func `shows a day as it is and as it might be`() throws {
        defer { remove() }
        let file = try write(Self.text)
        let picture = folder.appending(path: "day.svg").path(percentEncoded: false)
        let result = try Binary.run([
            "simulate", file, "--set", "workers.one.count=4", "--svg", picture,
        ])
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.contains("small, workers.one.count=4"))
        let comparison = result.output.split(separator: "\n").first { $0.hasPrefix("wait p95") }
        #expect(comparison?.split(separator: "  ").map { $0.filter { $0 != " " } }.last == "0.0s")
        #expect(try String(contentsOfFile: picture, encoding: .utf8).hasPrefix("<svg "))
    }

    @Test func `names the line of a mistake`() throws {
        defer { remove() }
        let file = try write(Self.text.replacing("span: 2h", with: "span: soon"))
        let result = try Binary.run(["simulate", file])
        #expect(result.status == 65)
        #expect(result.error.contains("farm.yaml:2: `span` is soon"))
    }

    @Test func `is played for many seeds, and one is repeated`() throws {
        let many = try Binary.run(["simulate", "seeds", "--first", "7", "--count", "20"])
        #expect(many.status == 0, "\(many.output)")
        #expect(many.output.contains("20 farms, 0 violations"))
        let sabotaged = try Binary.run(["simulate", "seed", "7", "--mutant", "leaksSlots"])
        #expect(sabotaged.status == 70)
        #expect(sabotaged.output.contains("reelmill simulate seed 7 --trace --mutant leaksSlots"))
    }

    private func remove() {
        do { try FileManager.default.removeItem(at: folder) } catch { print(error) }
    }
}
