public import FarmModel

/// Joins the chunks of a film and its sound into one MP4, without encoding them again.
///
/// The index comes before the media, so the film plays from its first byte. Frames are timed
/// exactly, k / rate. A chunk whose parameter sets differ from the others' (another x264) is
/// decoded and encoded again, as players expect one set for the whole film.
public struct FilmAssembler: Equatable, Sendable {
    public var format: FilmFormat
    public var labels: FilmLabels

    public init(format: FilmFormat, labels: FilmLabels) {
        self.format = format
        self.labels = labels
    }

    /// What was made.
    public struct Report: Equatable, Sendable {
        public var byteCount: Int
        public var frameCount: Int

        /// Positions of the chunks that had to be encoded again.
        public var reencodedChunks: [Int]
    }

    /// Writes the film to `path`, where it appears complete and synced to disk or not at all.
    ///
    /// `chunks` come in order and cover the film's frames; sound beyond the last frame is cut.
    /// Reads every chunk twice and holds one access unit at a time. `progress` hears fractions from
    /// 0 to 1, at least once a chunk; what it throws ends the assembly and leaves no file.
    @discardableResult
    public func assemble(
        chunks: [MediaSource], sound: MediaSource?, to path: String,
        progress: (Double) throws(MediaError) -> Void = { _ in }
    ) throws(MediaError) -> Report {
        let clock = try FilmClock(framesPerSecond: format.framesPerSecond)
        let steps = Double(2 * chunks.count)
        var parts: [Part] = []
        for (position, chunk) in chunks.enumerated() {
            try progress(Double(position) / steps)
            parts.append(Part(chunk, try ChunkOutline(chunk, clock: clock)))
        }
        let reencoded = try unify(&parts, clock: clock)
        try validate(parts)
        let outline = try sound.map { source throws(MediaError) in
            try SoundOutline(source, limit: clock.samples(before: format.frameCount))
        }
        let layout = FilmLayout(chunks: parts.map(\.outline.samples), sound: outline, clock: clock)
        let header = try head(layout, parts: parts, sound: outline, clock: clock)

        var file = try OutputFile(at: path)
        try file.write(header)
        var soundReader: SoundReader?
        if let sound { soundReader = try SoundReader(sound) }
        var writer = MediaWriter(clock: clock, sound: soundReader)
        for (position, part) in parts.enumerated() {
            try progress(Double(chunks.count + position) / steps)
            try writer.write(part.source, runs: layout.runs[position], to: &file)
        }
        try file.commit()
        try progress(1)
        return Report(
            byteCount: header.count + layout.byteCount, frameCount: format.frameCount,
            reencodedChunks: reencoded)
    }

    private struct Part {
        var source: MediaSource
        var outline: ChunkOutline

        init(_ source: MediaSource, _ outline: ChunkOutline) {
            self.source = source
            self.outline = outline
        }
    }

    /// Gives all chunks the same parameter sets and returns the positions of those changed.
    private func unify(_ parts: inout [Part], clock: FilmClock) throws(MediaError) -> [Int] {
        let first = parts.first?.outline.configuration
        if first != nil, parts.allSatisfy({ $0.outline.configuration == first }) { return [] }
        let own = try ChunkEncoder.configuration(of: format)
        let odd = parts.indices.filter { parts[$0].outline.configuration != own }
        for position in odd {
            let bytes = try ChunkEncoder.reencoded(
                parts[position].source, parts[position].outline, format: format)
            parts[position] = Part(.bytes(bytes), try ChunkOutline(.bytes(bytes), clock: clock))
        }
        return odd
    }

    private func validate(_ parts: [Part]) throws(MediaError) {
        var next = 0
        for part in parts {
            guard part.outline.size == format.size else {
                throw .frameShape(expected: format.size, found: part.outline.size)
            }
            guard part.outline.firstFrame == next else {
                throw .frameOrder(expected: next, found: part.outline.firstFrame)
            }
            next += part.outline.frameCount
        }
        guard next == format.frameCount else {
            throw .frameCount(expected: format.frameCount, found: next)
        }
    }

    /// All bytes before the media.
    private func head(
        _ layout: FilmLayout, parts: [Part], sound: SoundOutline?, clock: FilmClock
    ) throws(MediaError) -> [UInt8] {
        guard let configuration = parts.first?.outline.configuration else {
            throw .malformed(.parameterSets)
        }
        let duration = format.frameCount * clock.ticksPerFrame
        var picture = Track(picture: format.size, configuration: configuration, clock: clock)
        picture.edit?.duration = duration
        picture.table = layout.picture
        var tracks = [picture]
        if let sound {
            let heard = min(sound.sampleCount * clock.ticksPerSample, duration)
            var track = Track(
                sound: sound.configuration,
                edit: Track.Edit(skipped: sound.priming, duration: heard))
            track.table = layout.sound
            tracks.append(track)
        }
        let fileType = Movie.fileType(.whole(mediaOffset: 0))
        var movie = Movie(
            kind: .whole(mediaOffset: 0), timescale: clock.timescale, duration: duration,
            tracks: tracks, labels: labels)
        let media = BoxWriter.mediaHeader(byteCount: layout.byteCount)
        movie.kind = .whole(mediaOffset: fileType.count + movie.box.count + media.count)
        return fileType + movie.box + media
    }
}

/// Copies coded pictures and sound into a film in the order of its layout.
private struct MediaWriter: ~Copyable {
    private let clock: FilmClock
    private var sound: SoundReader?

    init(clock: FilmClock, sound: consuming SoundReader?) {
        self.clock = clock
        self.sound = sound
    }

    mutating func write(
        _ source: MediaSource, runs: [FilmLayout.Run], to file: inout OutputFile
    ) throws(MediaError) {
        var chunk = try ChunkReader(source, clock: clock)
        for run in runs {
            for sample in run.pictures {
                guard let unit = try chunk.next(), unit.bytes.count == sample.byteCount else {
                    throw .malformed(.changed)
                }
                try file.write(unit.bytes)
            }
            for sample in run.sounds {
                guard let unit = try sound?.next(), unit.bytes.count == sample.byteCount else {
                    throw .malformed(.changed)
                }
                try file.write(unit.bytes)
            }
        }
    }
}
