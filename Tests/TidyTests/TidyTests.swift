import Testing

@Suite struct `The source tree` {
    let tree = Tree()

    /// Modules whose values must be the same in every process and on every machine.
    static let cores = [
        "Sources/Shared/Model", "Sources/Scheduler/Core", "Sources/Worker/Core",
        "Sources/Scheduler/Simulator", "Sources/Generation/Previz",
    ]

    @Test func `keeps clocks, chance and Foundation out of its cores`() throws {
        let forbidden =
            #/\bimport (Foundation|Glibc|Dispatch)|SystemRandomNumberGenerator|ContinuousClock|SuspendingClock|\bDate\(|\.random\(in: [^,]*\)$|\.shuffled\(\)|\.randomElement\(\)/#
        #expect(try tree.places(of: forbidden, below: Self.cores).isEmpty)
    }

    @Test func `never walks a dictionary or set in its cores`() throws {
        let unordered = #/\bfor .* in .*\.(keys|values)\b(?!.*sorted)/#
        let ordered = ["OrderedDictionary"]
        let places = try tree.places(of: unordered, below: Self.cores)
            .filter { place in
                let path = String(place.prefix { $0 != ":" })
                let uses = try? tree.files(below: "Sources", suffix: ".swift")
                    .first { $0.path == path }?.text
                return !ordered.contains { uses?.contains($0) ?? false }
            }
        #expect(places.isEmpty)
    }

    @Test func `explains every unsafe construct`() throws {
        let unsafety =
            #/@unchecked Sendable|nonisolated\(unsafe\)|Unsafe(Mutable|Raw|Buffer|Pointer)|withUnsafe|unsafeBitCast/#
        let files = try tree.files(below: "Sources", suffix: ".swift")
            .filter { $0.code.contains { $0.firstMatch(of: unsafety) != nil } }
            .filter { !$0.text.contains("Safety:") && !$0.path.hasSuffix(".pb.swift") }
        #expect(files.map(\.path).isEmpty)
    }

    @Test func `never forces`() throws {
        let force = #/\btry!|\bas!|\btry\?|fatalError\(/#
        #expect(try tree.places(of: force, below: ["Sources"], except: [".pb.swift"]).isEmpty)
    }

    @Test func `leaves nothing unfinished`() throws {
        let marks = #/\b(TODO|FIXME|XXX|HACK)\b/#
        let files = try tree.files(below: "Sources", suffix: ".swift")
        let places = files.flatMap { file in
            file.lines.filter { $0.firstMatch(of: marks) != nil }.map { "\(file.path): \($0)" }
        }
        #expect(places.isEmpty)
    }

    @Test func `names only files that exist in its documents`() throws {
        let path =
            #/(?:`|\()((?:Sources|Tests|docs|scripts|deploy|clients|Benchmarks)\/[A-Za-z0-9_.\/-]+)(?:`|\)|#)/#
        let documents =
            try tree.files(below: "docs", suffix: ".md")
            + tree.files(below: "", suffix: ".md")
            .filter { !$0.path.contains("/") }
        let missing = documents.flatMap { document in
            document.text.matches(of: path).map { String($0.1) }
                .filter { !tree.exists($0) }.map { "\(document.path): \($0)" }
        }
        #expect(missing.isEmpty)
    }

    @Test func `has a folder for every target and a target for every folder`() throws {
        let manifest = try tree.files(below: "", suffix: "Package.swift")
            .first { $0.path == "Package.swift" }
        let text = try #require(manifest).text
        let folders = Set(
            try tree.files(below: "Sources", suffix: ".swift").compactMap { file in
                let parts = file.path.split(separator: "/")
                return parts.count > 3 ? parts[1...2].joined(separator: "/") : nil
            })
        let unused = folders.sorted().filter { !text.contains("\"\($0)\"") && !$0.hasPrefix("CLI") }
        #expect(unused.isEmpty)
    }

    @Test func `names no module as a type`() throws {
        let manifest = try tree.files(below: "", suffix: "Package.swift")
            .first { $0.path == "Package.swift" }
        let modules = try #require(manifest).text.matches(of: #/library\(\s*"(\w+)"/#)
            .map { String($0.1) }
        try #require(modules.count > 10)
        let types = try tree.places(
            of: Regex(
                "\\b(struct|class|enum|actor|protocol) (\(modules.joined(separator: "|")))\\b"),
            below: ["Sources"])
        #expect(types.filter { $0.contains(": public ") }.isEmpty)
    }

    @Test func `shows its longest files`() throws {
        let files = try tree.files(below: "Sources", suffix: ".swift")
            .filter { !$0.path.hasSuffix(".pb.swift") }
            .sorted { ($1.lines.count, $0.path) < ($0.lines.count, $1.path) }
        for file in files.prefix(8) where file.lines.count > 300 {
            print("\(file.lines.count) lines: \(file.path)")
        }
        #expect(!files.isEmpty)
    }
}
