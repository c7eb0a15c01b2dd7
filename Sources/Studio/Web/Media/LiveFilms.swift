internal import FarmMedia
internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import StudioCore

/// Films under way as they can be watched: fragmented MP4, made once however many watch.
///
/// Pieces come in order, since each one's clock depends on those before it. What nobody has looked at
/// for longest is forgotten beyond a bound, and made again when somebody does.
actor LiveFilms {
    /// Bytes that are kept of all films together.
    static let byteLimit = 256 << 20

    private let farm: any FilmFarm
    private var films: [Int64: Film] = [:]
    private var uses = 0

    init(_ farm: any FilmFarm) {
        self.farm = farm
    }

    private struct Film {
        var muxer: LiveMuxer

        /// `ftyp` and `moov`: what a player needs first.
        var header: [UInt8] = []

        /// One for each piece of the picture, with the sound that belongs to it.
        var segments: [[UInt8]] = []
        var durations: [Double] = []
        var lastUse = 0
        var isBusy = false
    }

    /// What can be played now.
    struct Outline: Sendable {
        var durations: [Double]
        var isComplete: Bool
    }

    /// How long each segment lasts, as far as they are made; nil while there is no sound yet.
    func outline(of video: Video, playable: Int) async throws -> Outline? {
        let total = LiveFilms.pieceCount(of: video)
        let target = video.state == .completed ? total : playable
        guard let film = try await film(of: video, upTo: target) else { return nil }
        return Outline(durations: film.durations, isComplete: film.segments.count >= total)
    }

    func header(of video: Video) async throws -> [UInt8] {
        guard let film = try await film(of: video, upTo: 1), !film.segments.isEmpty else {
            throw Objection.unknown("piece")
        }
        return film.header
    }

    /// Segment `index`; throws where it is not made yet.
    func segment(_ index: Int, of video: Video) async throws -> [UInt8] {
        guard index >= 0, index < LiveFilms.pieceCount(of: video) else {
            throw Objection.unknown("piece")
        }
        guard let film = try await film(of: video, upTo: index + 1), index < film.segments.count
        else { throw Objection(.notNow, code: "not_now", "this piece is not rendered yet") }
        return film.segments[index]
    }

    /// One second each: the grid of every farm.
    static func pieceCount(of video: Video) -> Int {
        max(1, Int(video.order.seconds.rounded(.up)))
    }

    private func film(of video: Video, upTo count: Int) async throws -> Film? {
        guard let job = video.job else { return nil }
        while films[video.number]?.isBusy == true {
            try await Task.sleep(for: .milliseconds(20))
        }
        if films[video.number] == nil {
            guard let begun = try await begin(video, job) else { return nil }
            films[video.number] = begun
        }
        guard var film = films[video.number] else { return nil }
        uses += 1
        film.lastUse = uses
        film.isBusy = true
        films[video.number] = film
        defer {
            film.isBusy = false
            films[video.number] = film
            trim()
        }
        while film.segments.count < count {
            let index = film.segments.count
            let before = film.muxer.frameCount
            do {
                let chunk = try await bytes(.chunk(.video, index: index), job)
                let made = try film.muxer.append(chunk: chunk)
                let rate = Double(film.muxer.framesPerSecond)
                film.durations.append(Double(film.muxer.frameCount - before) / rate)
                if index == 0 {
                    let split = LiveFilms.headerLength(of: made)
                    film.header = Array(made[..<split])
                    film.segments.append(Array(made[split...]))
                } else {
                    film.segments.append(made)
                }
            } catch ClientError.refused(let refusal) where refusal.code == .notNow {
                break
            }
        }
        return film
    }

    /// The stream says in its first bytes which tracks there are, so it begins with the sound.
    private func begin(_ video: Video, _ job: JobID) async throws -> Film? {
        do {
            let sound = try await bytes(.chunk(.audio, index: 0), job)
            let size = video.order.size
            let format = FilmFormat(
                width: size.width, height: size.height, seconds: video.order.seconds)
            var muxer = try LiveMuxer(format: format, tracks: .pictureAndSound)
            try muxer.add(sound: sound)
            return films[video.number] ?? Film(muxer: muxer)
        } catch ClientError.refused(let refusal) where refusal.code == .notNow {
            return nil
        }
    }

    private func bytes(_ part: MediaPart, _ job: JobID) async throws -> [UInt8] {
        let grant = try await farm.grant(part, of: job)
        var bytes: [UInt8] = []
        try await farm.read(0..<grant.byteCount, of: part, of: job, grant) { bytes += $0 }
        return bytes
    }

    private func trim() {
        var total = films.values.reduce(0) { $0 + $1.segments.reduce(0) { $0 + $1.count } }
        while total > LiveFilms.byteLimit,
            let oldest = films.filter({ !$0.value.isBusy }).min(by: {
                $0.value.lastUse < $1.value.lastUse
            })
        {
            total -= oldest.value.segments.reduce(0) { $0 + $1.count }
            films[oldest.key] = nil
        }
    }

    /// Bytes of the boxes before the first fragment (ISO/IEC 14496-12, 8.8.4).
    static func headerLength(of bytes: [UInt8]) -> Int {
        var place = 0
        while place + 8 <= bytes.count {
            let size = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            if bytes[place + 4..<place + 8].elementsEqual("moof".utf8) || size < 8 { break }
            place += size
        }
        return min(place, bytes.count)
    }
}
