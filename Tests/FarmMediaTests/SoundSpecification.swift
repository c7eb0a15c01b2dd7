import FarmMedia
import Testing

@Suite struct `A sound` {
    let film = SyntheticFilm(frameCount: 48)

    @Test func `is as long as its samples`() throws {
        for count in [1, 1023, 1024, 1025, 50_000, 96_000] {
            let file = try film.sound(sampleCount: count, click: count / 2)
            let sound = try #require(try MediaProbe(.bytes(file)).sound)
            #expect(sound.codec == "aac")
            #expect(sound.samplesPerSecond == 48_000)
            #expect(sound.channelCount == 2)
            #expect(sound.sampleCount == count)
        }
    }

    @Test(arguments: [1_000, 24_000, 48_000, 95_000])
    func `is heard when it was meant to be`(click: Int) throws {
        let file = try film.sound(sampleCount: 96_000, click: click)
        let heard = try #require(loudest(try SoundDecoder.samples(of: .bytes(file))))
        #expect(abs(heard - click) <= 1)
    }

    @Test func `has the same bytes whatever the portions it arrives in`() throws {
        let samples = (0..<20_000).map { Float($0 % 97) / 100 }
        var files: [[UInt8]] = []
        for portion in [20_000, 2, 1_500, 2_048] {
            var encoder = try SoundEncoder()
            for start in stride(from: 0, to: samples.count, by: portion) {
                try encoder.append(Array(samples[start..<min(start + portion, samples.count)]))
            }
            files.append(try encoder.finish())
        }
        #expect(Set(files).count == 1)
    }

    @Test func `survives samples that are no numbers`() throws {
        var encoder = try SoundEncoder()
        try encoder.append([.nan, .infinity, -.infinity, 5, -5, 0])
        let decoded = try SoundDecoder.samples(of: .bytes(encoder.finish()))
        #expect(decoded.allSatisfy { $0.isFinite })
    }

    @Test func `refuses half a stereo sample and no samples at all`() throws {
        #expect(throws: MediaError.sampleCount(3)) {
            var encoder = try SoundEncoder()
            try encoder.append([0, 0, 0])
        }
        #expect(throws: MediaError.sampleCount(0)) {
            let encoder = try SoundEncoder()
            _ = try encoder.finish()
        }
    }
}
