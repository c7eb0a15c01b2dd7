import Foundation
import Soundtrack
import Testing

@Suite struct `The search for a soundfont` {
    private func withFolder(holding names: [String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("soundfonts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        for name in names {
            try Data("RIFF".utf8).write(to: folder.appendingPathComponent(name))
        }
        try body(folder.path)
    }

    @Test func `prefers the fullest instruments`() throws {
        let names = ["Another.sf2", "TimGM6mb.sf2", "FluidR3_GM.sf2", "default-GM.sf2"]
        for count in names.indices {
            let present = Array(names.prefix(count + 1))
            let best = ["Another.sf2", "TimGM6mb.sf2", "FluidR3_GM.sf2", "FluidR3_GM.sf2"][count]
            try withFolder(holding: present) { folder in
                let found = try SoundfontLocation.search(in: [folder])
                #expect(found.path == "\(folder)/\(best)")
            }
        }
    }

    @Test func `takes the file it is told to take`() throws {
        try withFolder(holding: ["mine.sf2", "FluidR3_GM.sf2"]) { folder in
            let path = "\(folder)/mine.sf2"
            let found = try SoundfontLocation.search(preferring: path, in: [folder])
            #expect(found.path == path)
        }
    }

    @Test func `names the places and the remedy when nothing is found`() {
        let error = #expect(throws: SoundtrackError.self) {
            try SoundfontLocation.search(in: ["/nowhere/sf2", "/nowhere/else"])
        }
        #expect(error == .noSoundfont(searched: ["/nowhere/sf2", "/nowhere/else"]))
        #expect(error?.description.contains("/nowhere/else") == true)
        #expect(error?.description.contains("timgm6mb-soundfont") == true)
    }

    @Test func `never replaces a missing choice by another file`() throws {
        try withFolder(holding: ["FluidR3_GM.sf2"]) { folder in
            #expect(throws: SoundtrackError.noSoundfont(searched: ["/nowhere/mine.sf2"])) {
                try SoundfontLocation.search(preferring: "/nowhere/mine.sf2", in: [folder])
            }
        }
    }
}
