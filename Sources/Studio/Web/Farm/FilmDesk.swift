internal import Director
internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import StudioCore

/// Where films are ordered: writes the order down, asks the farm, and says no where the farm does.
struct FilmDesk: Sendable {
    let database: StudioDatabase
    let farm: any FilmFarm
    let board: FilmBoard
    let director: FilmDirector

    /// What the studio's jobs carry, so that it hears of them and no others.
    let label: Job.Label
    let now: @Sendable () -> Instant

    /// Label of the video's id.
    static let videoLabel = "video"

    /// What a new film is made from.
    enum Source: Sendable {
        case prompt
        case storyboard(String)

        /// The prompt says what to change.
        case changing(Video, Video.Relation)

        /// The prompt says what happens next.
        case extending(Video, by: Double)
    }

    /// Writes a film down and has the farm take it: durable in both once this returns.
    func order(
        _ wanted: FilmOrder, from source: Source, for account: Account,
        idempotency: Idempotency? = nil
    ) async throws -> Video {
        var order = wanted
        let (storyboard, lineage) = try await storyboard(of: &order, source)
        let creation = try await database.createVideo(
            order, for: account.number, lineage: lineage, storyboard: storyboard,
            idempotency: idempotency, at: now())
        if creation.isRepeated { return creation.video }
        do throws(ClientError) {
            let job = try await submit(creation.video, storyboard, handle: account.handle)
            let video = try await accepted(creation.video, job)
            board.announce(video.number, of: video.account)
            return video
        } catch {
            try await takeBack(creation.video, because: error)
            throw error
        }
    }

    private func accepted(_ video: Video, _ job: JobID) async throws(ClientError) -> Video {
        do {
            return try await database.accept(video.number, as: job)
        } catch {
            // The farm has it and the studio cannot write: the next start finds it by its label.
            throw .unexpected("\(error)")
        }
    }

    /// Asks the farm for a film that is written down; asking again is harmless.
    func submit(
        _ video: Video, _ storyboard: String?, handle: String
    ) async throws(ClientError) -> JobID {
        try await farm.submit(
            FilmOrderForm(
                key: video.id, account: handle, title: video.order.title,
                film: video.order.request(storyboard: storyboard),
                labels: [label, Job.Label(key: FilmDesk.videoLabel, value: video.id)]))
    }

    /// What was refused is forgotten; where it is not known whether the farm took it, it is kept in mind.
    private func takeBack(_ video: Video, because error: ClientError) async throws {
        switch error {
        case .refused, .invalid: try await database.discard(video.number)
        case .unreachable, .keyRefused, .handshakeFailed, .silent, .unexpected, .damaged,
            .fileUnwritable, .transport, .cancelled:
            try await database.withdraw(video.number)
        }
    }

    /// Stops a film; how it ends is heard from the farm.
    func cancel(_ video: Video) async throws {
        guard !video.state.isFinal, let job = video.job else {
            throw Objection(
                .notNow, code: "not_now",
                video.state.isFinal
                    ? "this film has ended already: \(video.state.rawValue)"
                    : "the farm has not taken this film yet; try again in a moment")
        }
        try await farm.cancel(job)
    }
}

// What a film is made from.
extension FilmDesk {
    private func storyboard(
        of order: inout FilmOrder, _ source: Source
    ) async throws -> (json: String?, lineage: Lineage?) {
        switch source {
        case .prompt: return (nil, nil)
        case .storyboard(let json):
            // The director says what is wrong with it, before anything is spent.
            return (
                StoryboardDocument.encode(
                    try director.storyboard(for: order.request(storyboard: json))), nil
            )
        case .changing(let parent, let relation):
            let board = try await currentStoryboard(of: parent)
            let edited = try director.edit(board, by: order.prompt)
            order.take(formatOf: parent)
            return (StoryboardDocument.encode(edited), Lineage(relation, of: parent))
        case .extending(let parent, let seconds):
            let board = try await currentStoryboard(of: parent)
            order.take(formatOf: parent)
            order.seconds = try FilmOrder.extended(
                from: parent.order.seconds, by: seconds, times: parent.extensions)
            var request = order.request(storyboard: nil)
            request.format.seconds = seconds
            let sequel = try director.storyboard(for: request)
            return (
                StoryboardDocument.encode(board.followed(by: sequel)),
                Lineage(.extension, of: parent)
            )
        }
    }

    /// What a film was made of, or will be.
    func currentStoryboard(of video: Video) async throws -> Storyboard {
        if let kept = try await database.storyboard(of: video.number) {
            return try StoryboardDocument.decode(kept)
        }
        return try director.storyboard(for: video.order.request(storyboard: nil))
    }
}

extension FilmOrder {
    /// A film made from another looks and lasts like it.
    fileprivate mutating func take(formatOf parent: Video) {
        size = parent.order.size
        seconds = parent.order.seconds
        seed = parent.order.seed
        style = parent.order.style
        music = parent.order.music
    }
}
