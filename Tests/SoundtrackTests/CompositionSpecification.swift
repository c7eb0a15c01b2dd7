import FarmModel
import Soundtrack
import Testing

@Suite struct `A composed score` {
    static let moods = MusicalMood.allCases
    static let lengths: [Double] = [0.5, 2, 4, 5, 8, 10, 12, 15, 20, 25, 61]

    private func score(
        _ mood: MusicalMood, tempo: Int = 100, seconds: Double = 10, seed: UInt64 = 7
    ) -> Score {
        let plan = SoundPlan.Music(mood: mood.rawValue, tempo: tempo)
        return Composer(plan: plan, seconds: seconds, seed: seed).score
    }

    private func melody(of score: Score) throws -> [Note] {
        try #require(score.parts.first { $0.role == .melody }).notes
    }

    @Test(arguments: moods, lengths)
    func `ends on its tonic chord and rings until the film ends`(
        mood: MusicalMood, seconds: Double
    ) throws {
        let score = score(mood, seconds: seconds)
        let final = try #require(try melody(of: score).last)
        #expect((final.pitch - score.key.tonic) % 12 == 0)
        #expect(score.chords.last?.root == 0)
        #expect(abs(final.start - score.cadence) < 0.05)
        #expect(final.start + final.duration > seconds - 0.2)
        #expect(score.parts.flatMap(\.notes).allSatisfy { $0.start + $0.duration <= seconds })
        if seconds >= 4 {
            #expect((0.8...4).contains(seconds - score.cadence))
        }
    }

    @Test(arguments: moods, [5, 10, 25] as [Double])
    func `keeps near the tempo it was asked for`(mood: MusicalMood, seconds: Double) {
        let tempo = score(mood, tempo: 100, seconds: seconds).beatsPerMinute
        #expect((75...133).contains(tempo))
    }

    @Test(arguments: moods)
    func `stays in its key but for the dominant's leading tone`(mood: MusicalMood) throws {
        let score = score(mood, seconds: 20)
        let scale = Set((score.chords.map(\.scale) + [score.key.scale]).flatMap(\.semitones))
        #expect(scale.subtracting(score.key.scale.semitones).isSubset(of: [2, 11]))
        for part in score.parts where !part.instrument.isDrumKit && part.role != .percussion {
            for note in part.notes {
                #expect(scale.contains(((note.pitch - score.key.tonic) % 12 + 12) % 12))
            }
        }
    }

    @Test(arguments: moods)
    func `moves its melody mostly by step`(mood: MusicalMood) throws {
        let pitches = try melody(of: score(mood, seconds: 25)).map(\.pitch)
        let leaps = zip(pitches, pitches.dropFirst()).map { abs($0 - $1) }
        let small = leaps.count { $0 <= 5 }
        #expect(Double(small) >= 0.75 * Double(leaps.count))
        #expect(leaps.allSatisfy { $0 <= 14 })
    }

    @Test(arguments: moods)
    func `repeats its opening rhythm`(mood: MusicalMood) throws {
        let score = score(mood, seconds: 25)
        let starts = try melody(of: score).map(\.start)
        let gaps = zip(starts, starts.dropFirst()).map { Int((10 * ($1 - $0)).rounded()) }
        let motif = gaps.prefix(2)
        let statements = gaps.indices.dropLast(2).count { index in
            zip(gaps[index...], motif).allSatisfy { abs($0 - $1) <= 1 }
        }
        #expect(statements >= 3)
    }

    @Test func `is bright and quick when cheerful, dark and slow when melancholy`() {
        let cheerful = score(.cheerful, tempo: 120)
        let melancholy = score(.melancholy, tempo: 66)
        #expect(!cheerful.key.scale.isMinor)
        #expect(melancholy.key.scale.isMinor)
        #expect(cheerful.beatsPerMinute > 1.3 * melancholy.beatsPerMinute)
        let thirds = [cheerful, melancholy].map { score in
            Set(score.parts.flatMap(\.notes).map { ($0.pitch - score.key.tonic + 120) % 12 })
        }
        #expect(thirds[0].contains(4))
        #expect(thirds[1].contains(3))
    }

    @Test func `is the same for the same seed and another for another`() {
        #expect(score(.warm, seed: 3) == score(.warm, seed: 3))
        let scores = (0..<12).map { score(.warm, seed: $0) }
        let distinct = scores.indices.count { index in
            !scores[..<index].contains { $0.parts == scores[index].parts }
        }
        #expect(distinct == 12)
        #expect(Set(scores.map(\.key)).count >= 3)
        #expect(Set(scores.map(\.chords)).count >= 4)
    }

    @Test(arguments: moods)
    func `is played with human touch`(mood: MusicalMood) throws {
        let notes = score(mood, seconds: 20).parts.flatMap(\.notes)
        #expect(Set(notes.map(\.velocity)).count > 8)
        #expect(notes.allSatisfy { (1...127).contains($0.velocity) })
    }

    @Test func `hears an unknown mood as neutral and a synonym as its mood`() {
        #expect(MusicalMood(named: "Joyful") == .cheerful)
        #expect(MusicalMood(named: "sad") == .melancholy)
        #expect(MusicalMood(named: "fluorescent") == .neutral)
    }
}
