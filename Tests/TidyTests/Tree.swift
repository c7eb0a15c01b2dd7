import Foundation

/// The repository as text.
struct Tree {
    struct File {
        /// Relative to the repository's root.
        let path: String
        let text: String

        var lines: [String] {
            text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }

        /// The lines with comments and string literals blanked, so that only code is judged.
        var code: [String] {
            lines.map { line in
                var code = line
                if let comment = code.range(of: "//") {
                    code.removeSubrange(comment.lowerBound...)
                }
                return code.replacing(#/"(\\.|[^"\\])*"/#, with: "\"\"")
            }
        }
    }

    let root: URL

    init() {
        root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// All files below `folder` whose names end with `suffix`, sorted by path.
    func files(below folder: String, suffix: String) throws -> [File] {
        let start = root.appending(path: folder)
        let names = FileManager.default.enumerator(atPath: start.path(percentEncoded: false))
        var paths: [String] = []
        for case let name as String in names ?? FileManager.DirectoryEnumerator() {
            let hidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
            if name.hasSuffix(suffix), !hidden { paths.append(name) }
        }
        return try paths.sorted().map { name in
            let text = try String(contentsOf: start.appending(path: name), encoding: .utf8)
            return File(path: folder.isEmpty ? name : folder + "/" + name, text: text)
        }
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(
            atPath: root.appending(path: path).path(percentEncoded: false))
    }

    /// `path:line` of every line of code in which `pattern` is found.
    func places(
        of pattern: Regex<some Any>, below folders: [String], except: [String] = []
    ) throws -> [String] {
        try folders.flatMap { try files(below: $0, suffix: ".swift") }
            .filter { file in !except.contains { file.path.contains($0) } }
            .flatMap { file in
                file.code.enumerated().filter { $0.element.firstMatch(of: pattern) != nil }
                    .map { "\(file.path):\($0.offset + 1): \($0.element)" }
            }
    }
}
