internal import FarmModel
internal import HTTPTypes
internal import Hummingbird
internal import Picture
internal import StudioCore

// Signing up, in and out.
extension Studio {
    func addEntrance(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "studio") { _, _ in .json(self.description) }
        router.answer(.get, "invites/:code") { _, context in
            let invite = try await database.openInvite(context.parameter("code").uppercased())
            return .json([
                "code": .text(invite.code), "role": .text(invite.role.rawValue),
                "inviter": .text(invite.inviter),
            ])
        }
        router.answer(.post, "sign-up") { request, context in
            try Doorkeeper.checkOrigin(request, settings)
            return try await signUp(request, context)
        }
        router.answer(.post, "sign-in") { request, context in
            try Doorkeeper.checkOrigin(request, settings)
            return try await signIn(request, context)
        }
        router.answer(.post, "sign-out") { _, context in
            let visitor = try context.visitor(atLeast: .viewer)
            if let session = visitor.session { try await database.end(session) }
            return Response(status: .noContent, headers: [.setCookie: cookie(nil)])
        }
    }

    private var description: JSON {
        let sizes = FilmOrder.Orientation.allCases.map { orientation in
            JSON.Member(
                name: orientation.rawValue,
                value: .list([
                    .integer(orientation.size.width), .integer(orientation.size.height),
                ]))
        }
        let formats: JSON = [
            "orientations": .object(sizes),
            "seconds": .list(FilmOrder.lengths.map { JSON.integer($0) }),
        ]
        return [
            "name": .text(settings.name), "version": .text(settings.version),
            "sign_up": .text(settings.admission.rawValue), "farm": .text(board.reach.rawValue),
            "formats": formats,
            "styles": .list(Look.allCases.map { JSON.text($0.rawValue) }),
            "engines": .list(engineNames.map { JSON.text($0) }),
            "qualities": .list(Quality.allCases.map { JSON.text($0.rawValue) }),
        ]
    }

    var engineNames: [String] { board.engines }

    private func signUp(_ request: Request, _ context: StudioContext) async throws -> Response {
        try admit(["sign-up " + address(of: request, context)])
        var form = try await request.form()
        let handle = try Handle(try form.requiredText("handle"))
        let password = try form.requiredText("password")
        let invite = try form.text("invite")
        let profile = try ProfileChange(name: try form.text("name"))
        let language = try form.choice("language", Account.Language.self) ?? .chinese
        try form.finish()
        try PasswordHash.check(password)
        let person = SignUp(
            handle: handle, name: profile.name, password: try await passwords.hash(password),
            language: language)
        let account = try await database.signUp(
            person, invite: invite, admission: settings.admission, at: now())
        return try await welcome(account, request, context, .created)
    }

    private func signIn(_ request: Request, _ context: StudioContext) async throws -> Response {
        var form = try await request.form()
        let handle = try form.requiredText("handle")
        let password = try form.requiredText("password")
        try form.finish()
        let names = ["handle " + handle.lowercased(), "address " + address(of: request, context)]
        try admit(names)
        guard password.count <= PasswordHash.length.upperBound else {
            throw Objection.wrongCredentials
        }
        let known = try await database.credentials(of: handle)
        guard try await passwords.accepts(password, known?.password), let known else {
            throw Objection.wrongCredentials
        }
        for name in names { signIns.pardon(name) }
        return try await welcome(known.account, request, context, .ok)
    }

    /// Lets nobody try many passwords.
    private func admit(_ names: [String]) throws {
        for name in names {
            guard let wait = signIns.take(name, at: now()).wait else { continue }
            throw Objection(
                .overLimit(retryAfterMilliseconds: wait.milliseconds), code: "over_limit",
                "too many tries; try again in \(wait.milliseconds / 1000 + 1) s")
        }
    }

    private func welcome(
        _ account: Account, _ request: Request, _ context: StudioContext,
        _ status: HTTPResponse.Status
    ) async throws -> Response {
        let secret = try await database.beginSession(
            of: account.number, agent: request.headers[.userAgent] ?? "",
            address: address(of: request, context), at: now())
        return .json(
            try await me(account, secret), status, headers: [.setCookie: cookie(secret)])
    }

    /// Sets the session's cookie, or ends it.
    private func cookie(_ secret: Secret?) -> String {
        let life = secret == nil ? 0 : Session.lifetime.milliseconds / 1000
        let secure = settings.isSecure ? "; Secure" : ""
        return "\(settings.cookieName)=\(secret?.text ?? ""); Path=/; Max-Age=\(life); HttpOnly; "
            + "SameSite=Lax\(secure)"
    }

    func me(_ account: Account, _ session: Secret?) async throws -> JSON {
        let left = try await database.invites(of: account.number).filter { $0.used == nil }.count
        return account.me(csrf: session?.formToken, invitesLeft: left)
    }
}
