internal import Crypto
internal import FarmModel
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StudioCore

// The OpenAI Videos API.
extension Studio {
    func addContract(to router: RouterGroup<StudioContext>) {
        router.answer(.post, "videos") { request, context in
            let form = try await request.form()
            return try await answering(request, context) { visitor in
                try await create(form, request, for: visitor)
            }
        }
        router.answer(.post, "videos/edits") { request, context in
            let form = try await request.form()
            return try await answering(request, context) { visitor in
                var form = form
                let parent = try await source(&form, of: visitor)
                return try await change(parent, .edit, form, request, for: visitor)
            }
        }
        router.answer(.post, "videos/extensions") { request, context in
            let form = try await request.form()
            return try await answering(request, context) { visitor in
                var form = form
                let parent = try await source(&form, of: visitor)
                return try await extend(parent, form, request, for: visitor)
            }
        }
        router.answer(.post, "videos/characters") { _, context in
            _ = try context.visitor(atLeast: .creator)
            throw Objection.field(
                "video", "", limit: "not supported",
                "characters are not supported: this farm's engines cannot take them from films")
        }
        router.answer(.post, "videos/:id/remix") { request, context in
            let form = try await request.form()
            let id = try context.parameter("id")
            return try await answering(request, context) { visitor in
                let parent = try await database.video(id, of: visitor.account.number)
                return try await change(parent, .remix, form, request, for: visitor)
            }
        }
        router.answer(.get, "videos") { request, context in
            let visitor = try context.visitor(atLeast: .creator)
            return try await list(request, of: visitor)
        }
        router.answer(.get, "videos/:id") { request, context in
            let visitor = try context.visitor(atLeast: .creator)
            let video = try await database.video(
                context.parameter("id"), of: visitor.account.number)
            return .json(contract(video), headers: pollHint(video))
        }
        router.answer(.delete, "videos/:id") { request, context in
            let visitor = try context.visitor(atLeast: .creator)
            let video = try await database.video(
                context.parameter("id"), of: visitor.account.number)
            try await database.deleteVideo(video.number)
            return .json([
                "id": .text(video.id), "object": .text("video.deleted"), "deleted": .bool(true),
            ])
        }
        router.answer(.get, "videos/:id/content") { request, context in
            let visitor = try context.visitor(atLeast: .creator)
            let video = try await database.video(
                context.parameter("id"), of: visitor.account.number)
            return try await content(of: video, to: request)
        }
        router.answer(.get, "models") { _, context in
            _ = try context.visitor(atLeast: .viewer)
            return .json(["object": .text("list"), "data": .list(models)])
        }
        router.answer(.get, "models/:id") { _, context in
            _ = try context.visitor(atLeast: .viewer)
            let id = try context.parameter("id")
            guard let model = models.first(where: { $0["id"] == .text(id) }) else {
                throw Objection.unknown("model")
            }
            return .json(model)
        }
    }

    /// A film as the contract shows it.
    private func contract(_ video: Video) -> JSON {
        video.contract(board.progress(of: video.number))
    }

    private func answering(
        _ request: Request, _ context: StudioContext,
        _ body: (Visitor) async throws -> Video
    ) async throws -> Response {
        let visitor = try context.visitor(atLeast: .creator)
        let video = try await body(visitor)
        return .json(contract(video), headers: pollHint(video))
    }

    /// When to ask again: soon near the end, rarely while much is left.
    private func pollHint(_ video: Video) -> HTTPFields {
        guard !video.state.isFinal else { return [:] }
        let left = board.progress(of: video.number).remaining?.milliseconds ?? 4000
        return [.pollAfter: String(min(2000, max(250, left / 4)))]
    }

    private var models: [JSON] {
        let names = [ContractOrder.usualModel, "sora-2-pro"] + engineNames
        return names.map {
            [
                "id": .text($0), "object": .text("model"), "created": .int(1_758_000_000),
                "owned_by": .text("reelmill"),
            ]
        }
    }
}

// Making films.
extension Studio {
    private func create(
        _ asked: Form, _ request: Request, for visitor: Visitor
    ) async throws -> Video {
        var form = asked
        let wanted = try ContractOrder(&form, engines: engineNames)
        try form.finish()
        return try await desk.order(
            wanted.order, from: wanted.storyboard.map(FilmDesk.Source.storyboard) ?? .prompt,
            for: visitor.account, idempotency: try idempotency(request, asked))
    }

    private func change(
        _ parent: Video, _ relation: Video.Relation, _ asked: Form, _ request: Request,
        for visitor: Visitor
    ) async throws -> Video {
        var form = asked
        let order = try order(from: parent, &form)
        try form.finish()
        return try await desk.order(
            order, from: .changing(parent, relation), for: visitor.account,
            idempotency: try idempotency(request, asked))
    }

    private func extend(
        _ parent: Video, _ asked: Form, _ request: Request, for visitor: Visitor
    ) async throws -> Video {
        var form = asked
        let seconds = try FilmOrder.seconds(try form.word("seconds") ?? "4")
        let order = try order(from: parent, &form)
        try form.finish()
        return try await desk.order(
            order, from: .extending(parent, by: seconds), for: visitor.account,
            idempotency: try idempotency(request, asked))
    }

    /// A film that begins as its parent is, with a prompt of its own.
    private func order(from parent: Video, _ form: inout Form) throws(Objection) -> FilmOrder {
        try ContractOrder.refuseUnsupported(&form)
        let prompt = try form.requiredText("prompt")
        try FilmOrder.check(prompt: prompt)
        var order = parent.order
        order.prompt = prompt
        order.title = FilmOrder.title(of: prompt)
        if let model = try form.text("model") { order.model = model }
        return order
    }

    /// The film that `video` names: `{"id": …}`, a form's `video[id]`, or the id alone.
    private func source(_ form: inout Form, of visitor: Visitor) async throws -> Video {
        if form.file("video") != nil {
            throw Objection.field(
                "video", "a file", limit: "the id of a film",
                "uploaded films are not supported: name one of this studio by its id")
        }
        let id: String
        switch form.value("video") {
        case .string(let text)?: id = text
        case let object?:
            guard case .string(let text)? = object["id"] else { throw Form.missing("video.id") }
            id = text
        case nil: throw Form.missing("video")
        }
        return try await database.video(id, of: visitor.account.number)
    }

    /// What makes asking twice harmless, where the program wants that.
    func idempotency(_ request: Request, _ form: Form) throws -> Idempotency? {
        guard let key = request.headers[.idempotencyKey] else { return nil }
        var hash = SHA256()
        hash.update(data: Data(request.uri.path.utf8))
        hash.update(data: Data(form.canonical))
        return try Idempotency(key: key, digest: Array(hash.finalize()))
    }
}

// Reading films.
extension Studio {
    private func list(_ request: Request, of visitor: Visitor) async throws -> Response {
        let words = request.query("limit") ?? "20"
        guard let limit = Int(words), 0...100 ~= limit else {
            throw Objection.field(
                "limit", words, limit: "0 to 100", "limit is \(words.prefix(20)); it is 0 to 100")
        }
        let order = request.query("order") ?? "desc"
        guard let order = StudioDatabase.Order(rawValue: order) else {
            throw Objection.field(
                "order", order, limit: "asc, desc", "order is asc or desc")
        }
        let (videos, hasMore) = try await database.videos(
            of: visitor.account.number, after: request.query("after"), order, limit: limit)
        return .json([
            "object": .text("list"), "data": .list(videos.map(contract)),
            "first_id": .text(videos.first?.id), "last_id": .text(videos.last?.id),
            "has_more": .bool(hasMore),
        ])
    }

    private func content(of video: Video, to request: Request) async throws -> Response {
        switch request.query("variant") ?? "video" {
        case "video": return try await files.response(.film, of: video, to: request)
        case "spritesheet": return try await files.response(.sheet, of: video, to: request)
        case "thumbnail":
            let poster = try await files.bytes(.poster, of: video)
            guard let blob = video.files?.poster else { throw Objection.unknown("thumbnail") }
            return .bytes(
                try await thumbnails.webp(of: poster, named: blob), "image/webp",
                cache: "private, max-age=3600")
        case let other:
            throw Objection.field(
                "variant", other, limit: "video, thumbnail, spritesheet",
                "variant is \(other.prefix(40)); choose video, thumbnail or spritesheet")
        }
    }
}
