internal import FarmModel
internal import FarmWire
internal import HTTPTypes
internal import Hummingbird
internal import StudioCore

// One's own account.
extension Studio {
    func addProfile(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "me") { _, context in
            let visitor = try context.visitor(atLeast: .viewer)
            return .json(try await me(visitor.account, visitor.session))
        }
        router.answer(.patch, "me") { request, context in
            let visitor = try context.visitor(atLeast: .viewer)
            var form = try await request.form()
            let change = try ProfileChange(
                name: try form.text("name"), bio: try form.text("bio"),
                language: try form.choice("language"), theme: try form.choice("theme"))
            try form.finish()
            let account = try await database.change(visitor.account.number, change)
            return .json(try await me(account, visitor.session))
        }
        router.answer(.post, "me/password") { request, context in
            let visitor = try signedIn(context)
            var form = try await request.form()
            let old = try form.requiredText("old")
            let new = try form.requiredText("new")
            try form.finish()
            try PasswordHash.check(new, field: "new")
            try await confirm(old, of: visitor.account)
            guard let session = visitor.session else { throw Objection.notSignedIn }
            try await database.setPassword(
                try await passwords.hash(new), of: visitor.account.number, keeping: session)
            return .nothing
        }
        router.answer(.delete, "me") { request, context in
            let visitor = try signedIn(context)
            var form = try await request.form()
            let password = try form.requiredText("password")
            try form.finish()
            try await confirm(password, of: visitor.account)
            for job in try await database.remove(visitor.account.number, at: now()) {
                // The account is gone whether or not the farm answers; the job ends by itself.
                _ = await Result(catching: { try await farm.cancel(job) })
            }
            return .nothing
        }
        router.answer(.get, "export") { _, context in
            let visitor = try signedIn(context)
            let export = try await database.export(of: visitor.account.number)
            return .json(
                export.shown,
                headers: [.contentDisposition: "attachment; filename=\"reelmill.json\""])
        }
        addKeys(to: router)
        addQuota(to: router)
    }

    /// Somebody in a browser: a key alone may not take an account over.
    private func signedIn(_ context: StudioContext) throws(Objection) -> Visitor {
        let visitor = try context.visitor(atLeast: .viewer)
        guard visitor.session != nil else {
            throw .forbidden("this takes a browser that is signed in, not an API key")
        }
        return visitor
    }

    private func confirm(_ password: String, of account: Account) async throws {
        let name = "handle " + account.handle.lowercased()
        if let wait = signIns.take(name, at: now()).wait {
            throw Objection(
                .overLimit(retryAfterMilliseconds: wait.milliseconds), code: "over_limit",
                "too many tries; try again in \(wait.milliseconds / 1000 + 1) s")
        }
        let known = try await database.credentials(of: account.handle)
        guard try await passwords.accepts(password, known?.password) else {
            throw Objection.wrongCredentials
        }
        signIns.pardon(name)
    }

    private func addKeys(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "invites") { request, context in
            let visitor = try context.visitor(atLeast: .viewer)
            let invites = try await database.invites(of: visitor.account.number)
            return .items(invites.map { $0.shown(at: address(of: request)) })
        }
        router.answer(.post, "invites") { request, context in
            let visitor = try context.visitor(atLeast: .operator)
            var form = try await request.form()
            let count = try form.integer("count") ?? 1
            let role = try form.choice("role", AccountRole.self) ?? .creator
            try form.finish()
            let invites = try await database.makeInvites(
                count, role: role, for: visitor.account.number, at: now())
            return .items(invites.map { $0.shown(at: address(of: request)) }, .created)
        }
        router.answer(.get, "keys") { _, context in
            let visitor = try context.visitor(atLeast: .creator)
            return .items(try await database.keys(of: visitor.account.number).map { $0.shown() })
        }
        router.answer(.post, "keys") { request, context in
            let visitor = try signedIn(context)
            try visitor.account.role.require(.creator)
            var form = try await request.form()
            let name = try form.requiredText("name")
            try form.finish()
            let (key, secret) = try await database.makeKey(
                named: name, of: visitor.account.number, at: now())
            return .json(key.shown(secret: secret), .created)
        }
        router.answer(.delete, "keys/:id") { _, context in
            let visitor = try context.visitor(atLeast: .creator)
            try await database.revokeKey(context.parameter("id"), of: visitor.account.number)
            return .nothing
        }
        router.answer(.get, "sessions") { _, context in
            let visitor = try context.visitor(atLeast: .viewer)
            let sessions = try await database.sessions(
                of: visitor.account.number, current: visitor.session, at: now())
            return .items(sessions.map(\.shown))
        }
        router.answer(.delete, "sessions/:id") { _, context in
            let visitor = try context.visitor(atLeast: .viewer)
            try await database.endSession(context.parameter("id"), of: visitor.account.number)
            return .nothing
        }
    }

    private func addQuota(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "quota") { _, context in
            let visitor = try context.visitor(atLeast: .creator)
            return .json(try await farm.usage(of: visitor.account.handle).shown)
        }
        router.answer(.get, "notifications") { request, context in
            let visitor = try context.visitor(atLeast: .viewer)
            return .page(
                try await database.notifications(of: visitor.account.number, try request.page())
            ) { $0.shown }
        }
        router.answer(.post, "notifications/read") { request, context in
            let visitor = try context.visitor(atLeast: .viewer)
            var form = try await request.form()
            let number = try form.integer("up_to")
            try form.finish()
            let unread = try await database.readNotifications(
                of: visitor.account.number, upTo: number.map { Int64($0) })
            return .json(["unread": .integer(unread)])
        }
    }
}

extension UsageReport {
    /// What is used and allowed, the tightest limit of each kind first said.
    var shown: JSON {
        var kinds: [JSON] = []
        for kind in Quota.Kind.allCases {
            for entitlement in [self.entitlement] + limits {
                guard let limit = entitlement.quota[kind] else { continue }
                kinds.append([
                    "kind": .text(kind.rawValue), "used": .text(used(kind)),
                    "limit": .text(limit.description),
                    "level": .text(entitlement.level.description),
                ])
            }
        }
        return [
            "kinds": .list(kinds), "unfinished_jobs": .integer(unfinishedJobs),
            "running_tasks": .integer(runningTasks), "stored_bytes": .integer(storedBytes),
            "day": day.shown, "month": month.shown,
        ]
    }

    /// Nil for what limits one film only.
    private func used(_ kind: Quota.Kind) -> String? {
        let measure: Quota.Measure? =
            switch kind {
            case .queuedJobs: .count(unfinishedJobs)
            case .runningTasks: .count(runningTasks)
            case .storedBytes: .bytes(storedBytes)
            case .dailyCompute: .time(.milliseconds(day.compute + reserved.compute))
            case .monthlyCompute: .time(.milliseconds(month.compute + reserved.compute))
            case .dailyFilm: .time(.milliseconds(day.film + reserved.film))
            case .monthlyFilm: .time(.milliseconds(month.film + reserved.film))
            case .submitRate: submissions.map { .count($0) }
            case .longestFilm, .largestFrame, .engines, .priorityCeiling: nil
            }
        return measure?.description
    }
}

extension Expense {
    var shown: JSON { ["compute_ms": .integer(compute), "film_ms": .integer(film)] }
}

extension AccountExport {
    var shown: JSON {
        let films = videos.map { video -> JSON in
            [
                "video": video.shown(FilmBoard.Progress()),
                "storyboard": .maybe(storyboards[video.id].flatMap { JSON(Array($0.utf8)) }),
            ]
        }
        let words = comments.map { comment -> JSON in
            [
                "id": .text(comment.id), "post": .text(comment.post),
                "text": .text(comment.text), "created_ms": .integer(comment.created.milliseconds),
            ]
        }
        return [
            "account": account.me(csrf: nil, invitesLeft: 0), "videos": .list(films),
            "posts": .list(posts.map { $0.shown(to: account.number) }), "comments": .list(words),
            "likes": .list(likes.map { JSON.text($0) }),
            "following": .list(following.map { JSON.text($0) }),
        ]
    }
}

extension Result where Failure == any Error {
    /// What came of `body`, for where either is fine.
    init(catching body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
