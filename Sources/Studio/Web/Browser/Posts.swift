internal import FarmModel
internal import HTTPTypes
internal import Hummingbird
internal import StudioCore

// Films that are shown to others.
extension Studio {
    func addPosts(to router: RouterGroup<StudioContext>) {
        router.answer(.post, "videos/:id/post") { request, context in
            let video = try await own(context)
            try context.visitor(atLeast: .creator).account.role.require(.creator)
            let post = try await database.post(video, try await saying(request), at: now())
            board.announce(video.number, of: video.account)
            if let parent = video.parent { board.announceNotifications(of: parent.account) }
            return .json(post.shown(to: video.account), .created)
        }
        router.answer(.get, "posts/:id") { _, context in
            .json(try await post(context).shown(to: context.viewer))
        }
        router.answer(.patch, "posts/:id") { request, context in
            let visitor = try context.visitor(atLeast: .creator)
            let post = try await database.changePost(
                context.parameter("id"), of: visitor.account.number, try await saying(request))
            return .json(post.shown(to: visitor.account.number))
        }
        router.answer(.delete, "posts/:id") { _, context in
            let visitor = try context.visitor(atLeast: .viewer)
            try await database.deletePost(context.parameter("id"), by: visitor.account)
            return .nothing
        }
        for (path, kind) in Studio.filePaths {
            router.answer(.get, "posts/:id/\(path)") { request, context in
                let post = try await post(context)
                let video = try await database.video(number: post.video)
                let name = request.uri.query?.contains("download") == true ? post.title : nil
                return try await files.response(kind, of: video, to: request, name: name)
            }
        }
        router.answer(.get, "posts/:id/storyboard") { _, context in
            let post = try await post(context)
            return try await storyboard(of: try await database.video(number: post.video))
        }
        router.answer(.get, "posts/:id/lineage") { _, context in
            let (ancestors, remixes) = try await database.lineage(
                of: context.parameter("id"), viewer: context.viewer)
            return .json([
                "ancestors": .list(ancestors.map { $0.shown(to: context.viewer) }),
                "remixes": .list(remixes.map { $0.shown(to: context.viewer) }),
            ])
        }
        addFeed(to: router)
        addTalk(to: router)
    }

    private func post(_ context: StudioContext) async throws -> Post {
        try await database.post(context.parameter("id"), viewer: context.viewer)
    }

    private func saying(_ request: Request) async throws -> PostChange {
        var form = try await request.form()
        let change = try PostChange(
            title: try form.text("title"), words: try form.text("words"),
            tags: try form.texts("tags"), visibility: try form.choice("visibility"))
        try form.finish()
        return change
    }

    private func addFeed(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "feed") { request, context in
            let viewer = try context.visitor(atLeast: .viewer).account.number
            return .page(try await database.feed(for: viewer, try request.page())) {
                $0.shown(to: viewer)
            }
        }
        router.answer(.get, "feed/following") { request, context in
            let viewer = try context.visitor(atLeast: .viewer).account.number
            return .page(try await database.followedPosts(for: viewer, try request.page())) {
                $0.shown(to: viewer)
            }
        }
        router.answer(.get, "search") { request, context in
            let viewer = try context.visitor(atLeast: .viewer).account.number
            let words = request.query("q") ?? ""
            return .page(
                try await database.search(words, viewer: viewer, try request.page())
            ) { $0.shown(to: viewer) }
        }
        router.answer(.get, "search/creators") { request, context in
            let viewer = try context.visitor(atLeast: .viewer).account.number
            let page = try await database.searchAccounts(
                request.query("q") ?? "", try request.page())
            return .json([
                "items": .list(try await shown(page.items, to: viewer)), "next": .text(page.next),
            ])
        }
    }

    private func addTalk(to router: RouterGroup<StudioContext>) {
        for (method, wish) in [(HTTPRequest.Method.put, StudioDatabase.Wish.on), (.delete, .off)] {
            router.answer(method, "posts/:id/like") { _, context in
                let visitor = try context.visitor(atLeast: .viewer)
                let post = try await database.like(
                    context.parameter("id"), wish, by: visitor.account.number, at: now())
                board.announceNotifications(of: post.account)
                return .json(["likes": .integer(post.likes), "liked": .bool(post.isLiked)])
            }
        }
        router.answer(.get, "posts/:id/comments") { request, context in
            .page(try await database.comments(on: context.parameter("id"), try request.page())) {
                $0.shown(to: context.viewer)
            }
        }
        router.answer(.post, "posts/:id/comments") { request, context in
            let visitor = try context.visitor(atLeast: .viewer)
            var form = try await request.form()
            let text = try form.requiredText("text")
            try form.finish()
            let id = try context.parameter("id")
            let comment = try await database.comment(
                on: id, text, by: visitor.account.number, at: now())
            let post = try await database.post(id, viewer: nil)
            board.announceNotifications(of: post.account)
            return .json(comment.shown(to: visitor.account.number), .created)
        }
        router.answer(.delete, "comments/:id") { _, context in
            let visitor = try context.visitor(atLeast: .viewer)
            try await database.deleteComment(context.parameter("id"), by: visitor.account)
            return .nothing
        }
        router.answer(.post, "reports") { request, context in
            let visitor = try context.visitor(atLeast: .viewer)
            var form = try await request.form()
            let subjects: [Report.Subject?] = [
                try form.text("post").map(Report.Subject.post),
                try form.text("comment").map(Report.Subject.comment),
                try form.text("handle").map(Report.Subject.account),
            ]
            let reason = try form.requiredText("reason")
            try form.finish()
            guard let subject = subjects.compactMap(\.self).first else {
                throw Form.missing("post")
            }
            let id = try await database.report(
                subject, reason, by: visitor.account.number, at: now())
            return .json(["id": .text(id)], .created)
        }
    }
}

extension StudioContext {
    /// Whoever looks, if anybody is known.
    var viewer: Int64? { visitor?.account.number }
}
