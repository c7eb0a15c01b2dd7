internal import Director
internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StudioCore

// Making films.
extension Studio {
    func addFilms(to router: RouterGroup<StudioContext>) {
        router.answer(.post, "understand") { request, context in
            let visitor = try context.visitor(atLeast: .creator)
            return try await understand(try await request.form(), for: visitor)
        }
        router.answer(.post, "videos") { request, context in
            let visitor = try context.visitor(atLeast: .creator)
            let video = try await create(try await request.form(), request, for: visitor)
            return .json(shown(video), .created)
        }
        router.answer(.get, "videos") { request, context in
            let visitor = try context.visitor(atLeast: .creator)
            let word = request.query("state") ?? "all"
            guard let filter = StudioDatabase.VideoFilter(rawValue: word) else {
                throw Objection.field(
                    "state", word, limit: "running, completed, failed",
                    "state is \(word.prefix(40)); choose running, completed or failed")
            }
            let page = try await database.videos(
                of: visitor.account.number, filter, try request.page())
            return .page(page, shown)
        }
        router.answer(.get, "videos/:id") { _, context in .json(shown(try await own(context))) }
        router.answer(.patch, "videos/:id") { request, context in
            let video = try await own(context)
            var form = try await request.form()
            let title = try form.requiredText("title")
            try form.finish()
            let renamed = try await database.rename(video.number, title)
            board.announce(video.number, of: video.account)
            return .json(shown(renamed))
        }
        router.answer(.delete, "videos/:id") { _, context in
            try await database.deleteVideo(try await own(context).number)
            return .nothing
        }
        router.answer(.post, "videos/:id/cancel") { _, context in
            let video = try await own(context)
            try await desk.cancel(video)
            return .json(shown(try await database.video(number: video.number)))
        }
        router.answer(.get, "videos/:id/storyboard") { _, context in
            try await storyboard(of: try await own(context))
        }
        router.answer(.get, "videos/:id/explain") { _, context in
            let video = try await own(context)
            guard let job = video.job else {
                throw Objection(.notNow, code: "not_now", "the farm has not taken this film yet")
            }
            return .json(try await farm.explanation(of: job).shown)
        }
        for (path, kind) in Studio.filePaths {
            router.answer(.get, "videos/:id/\(path)") { request, context in
                let video = try await own(context)
                let name = request.uri.query?.contains("download") == true ? video.order.title : nil
                return try await files.response(kind, of: video, to: request, name: name)
            }
        }
    }

    static var filePaths: [(RouterPath, FilmFiles.Kind)] {
        [("film.mp4", .film), ("poster.jpg", .poster), ("strip.jpg", .sheet)]
    }

    /// A film as its maker sees it.
    func shown(_ video: Video) -> JSON { video.shown(board.progress(of: video.number)) }

    /// The visitor's own film that the path names.
    func own(_ context: StudioContext) async throws -> Video {
        let visitor = try context.visitor(atLeast: .viewer)
        return try await database.video(context.parameter("id"), of: visitor.account.number)
    }

    func storyboard(of video: Video) async throws -> Response {
        if let json = try await database.storyboard(of: video.number) {
            return .bytes(Array(json.utf8), "application/json; charset=utf-8")
        }
        throw Objection(
            .notNow, code: "not_now", "this film is not planned yet; ask again when it runs")
    }

    private func understand(_ asked: Form, for visitor: Visitor) async throws -> Response {
        var form = asked
        let parent = try await parent(&form, "remix_of", for: visitor)
        let (order, _) = try filmOrder(&form, parent: parent)
        try form.finish()
        let understanding = try desk.director.understanding(of: order.prompt)
        var storyboard = try desk.director.storyboard(for: order.request(storyboard: nil))
        if let parent {
            storyboard = try desk.director.edit(
                try await desk.currentStoryboard(of: parent), by: order.prompt)
        }
        let findings = understanding.findings.map { finding -> JSON in
            [
                "kind": .text(finding.kind), "value": .text(finding.value),
                "words": .text(finding.words), "of": .text(finding.of),
            ]
        }
        return .json([
            "language": .text(understanding.language.rawValue), "findings": .list(findings),
            "notes": .list(storyboard.notes.map { JSON.text($0) }),
            "storyboard": JSON(Array(StoryboardDocument.encode(storyboard).utf8)) ?? .null,
        ])
    }

    private func create(
        _ asked: Form, _ request: Request, for visitor: Visitor
    ) async throws -> Video {
        var form = asked
        let remixed = try await parent(&form, "remix_of", for: visitor)
        let extended = try await parent(&form, "extend", for: visitor)
        guard remixed == nil || extended == nil else {
            throw Objection.field(
                "extend", "beside remix_of", limit: "one of them",
                "a film is a remix or an extension, not both")
        }
        let (order, storyboard) = try filmOrder(&form, parent: remixed ?? extended)
        try form.finish()
        let source: FilmDesk.Source
        if let remixed {
            let isOwn = remixed.account == visitor.account.number
            source = .changing(remixed, isOwn ? .edit : .remix)
        } else if let extended {
            source = .extending(extended, by: order.seconds)
        } else {
            source = storyboard.map(FilmDesk.Source.storyboard) ?? .prompt
        }
        return try await desk.order(
            order, from: source, for: visitor.account,
            idempotency: try idempotency(request, asked))
    }

    /// The film that a field names: one of the visitor's own, or what a post shows.
    private func parent(
        _ form: inout Form, _ field: String, for visitor: Visitor
    ) async throws -> Video? {
        guard let id = try form.text(field) else { return nil }
        if id.hasPrefix("post_"), field == "remix_of" {
            let post = try await database.post(id, viewer: visitor.account.number)
            return try await database.video(number: post.video)
        }
        return try await database.video(id, of: visitor.account.number)
    }

    /// Reads what a film shall be.
    private func filmOrder(
        _ form: inout Form, parent: Video?
    ) throws -> (order: FilmOrder, storyboard: String?) {
        let storyboard = try form.document("storyboard")
        let prompt = try form.text("prompt") ?? ""
        if storyboard == nil || !prompt.isEmpty { try FilmOrder.check(prompt: prompt) }
        let title = try form.text("title")
        if let title { try FilmOrder.check(title: title) }
        let engine = try form.text("engine") ?? parent?.order.engine.name ?? EngineID.previz.name
        guard engineNames.contains(engine) else {
            let names = engineNames.joined(separator: ", ")
            throw Objection.field(
                "engine", engine, limit: names,
                "no worker has the engine \"\(engine.prefix(40))\"; choose one of: \(names)")
        }
        let order = FilmOrder(
            model: ContractOrder.usualModel, prompt: prompt,
            title: title ?? FilmOrder.title(of: prompt), size: try size(&form),
            seconds: try FilmOrder.seconds(try form.word("seconds") ?? "5"),
            style: try ContractOrder.style(&form), engine: EngineID(engine),
            quality: try form.choice("quality") ?? .standard,
            music: try ContractOrder.music(&form),
            seed: try form.seed() ?? UInt64.random(in: 0..<FilmOrder.seedLimit))
        return (order, storyboard)
    }

    private func size(_ form: inout Form) throws(Objection) -> PixelSize {
        let orientation = try form.choice("orientation", FilmOrder.Orientation.self)
        switch (try form.integer("width"), try form.integer("height")) {
        case (nil, nil): return (orientation ?? .landscape).size
        case (let width?, let height?): return try FilmOrder.size(width: width, height: height)
        case (nil, _?): throw Form.missing("width")
        case (_?, nil): throw Form.missing("height")
        }
    }
}

extension Explanation {
    fileprivate var shown: JSON {
        let rows = tasks.map { task -> JSON in
            [
                "step": .text(task.step), "state": .text(task.state.rawValue),
                "attempt": .integer(task.attempt), "worker": .text(task.worker),
                "reason": .text(task.reason),
            ]
        }
        return ["summary": .text(summary), "tasks": .list(rows)]
    }
}
