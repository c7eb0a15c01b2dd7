internal import FarmModel
internal import HTTPTypes
internal import Hummingbird
internal import StudioCore

// Other people.
extension Studio {
    func addPeople(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "users/:handle") { _, context in
            let viewer = try context.visitor(atLeast: .viewer).account.number
            let account = try await database.account(handle: context.parameter("handle"))
            return .json(try await shown(account, to: viewer))
        }
        router.answer(.get, "users/:handle/posts") { request, context in
            let viewer = try context.visitor(atLeast: .viewer).account.number
            let account = try await database.account(handle: context.parameter("handle"))
            return .page(
                try await database.posts(of: account.number, viewer: viewer, try request.page())
            ) { $0.shown(to: viewer) }
        }
        for (method, wish) in [(HTTPRequest.Method.put, StudioDatabase.Wish.on), (.delete, .off)] {
            router.answer(method, "users/:handle/follow") { _, context in
                let viewer = try context.visitor(atLeast: .viewer).account.number
                let account = try await database.follow(
                    context.parameter("handle"), wish, by: viewer, at: now())
                board.announceNotifications(of: account.number)
                return .json(try await shown(account, to: viewer))
            }
        }
        let sides: [(RouterPath, StudioDatabase.Side)] = [
            ("followers", .followers), ("following", .following),
        ]
        for (path, side) in sides {
            router.answer(.get, "users/:handle/\(path)") { request, context in
                let viewer = try context.visitor(atLeast: .viewer).account.number
                let account = try await database.account(handle: context.parameter("handle"))
                let page = try await database.accounts(
                    side, of: account.number, try request.page())
                return .json([
                    "items": .list(try await shown(page.items, to: viewer)),
                    "next": .text(page.next),
                ])
            }
        }
        router.answer(.patch, "users/:handle") { request, context in
            let viewer = try context.visitor(atLeast: .operator).account.number
            var form = try await request.form()
            guard let role = try form.choice("role", AccountRole.self) else {
                throw Form.missing("role")
            }
            try form.finish()
            let account = try await database.setRole(role, of: context.parameter("handle"))
            return .json(try await shown(account, to: viewer))
        }
    }

    func shown(_ account: Account, to viewer: Int64) async throws -> JSON {
        account.shown(
            followed: try await database.follows(viewer, account.number),
            me: viewer == account.number)
    }

    func shown(_ accounts: [Account], to viewer: Int64) async throws -> [JSON] {
        var shown: [JSON] = []
        for account in accounts { shown.append(try await self.shown(account, to: viewer)) }
        return shown
    }
}
