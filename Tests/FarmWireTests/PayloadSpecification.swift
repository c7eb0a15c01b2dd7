import FarmModel
import FarmWire
import Testing

@Suite struct `A payload` {
    @Test func `carries a film request to the planner`() throws {
        #expect(try FilmRequest(payload: Sample.request.payload) == Sample.request)
    }

    @Test func `carries a render order to a worker`() throws {
        let order = RenderOrder(
            frames: 48..<95, chunkFrames: 24, quality: .draft, engine: .previz)
        #expect(try RenderOrder(payload: order.payload) == order)
        for count in order.payload.indices.dropFirst() {
            // A payload has no envelope: a cut between fields may still read, but never crash.
            _ = Result { try RenderOrder(payload: Array(order.payload.prefix(count))) }
        }
        #expect(throws: WireError.self) { try RenderOrder(payload: []) }
    }

    @Test func `carries a sound order to a worker`() throws {
        let order = SoundOrder(frameCount: 240, framesPerSecond: 24)
        #expect(try SoundOrder(payload: order.payload) == order)
        #expect(throws: WireError.self) { try SoundOrder(payload: [0xFF]) }
    }
}

@Suite struct `A submission` {
    let film = FilmRequest(
        prompt: "  a cat\n surfs ",
        format: FilmFormat(width: 640, height: 360, seconds: 4), seed: 5)

    @Test func `asks the queue for one task, which plans the others`() throws {
        let submit = ClientRequest.Submit(clientKey: "k", priority: 3, .film(film))
        let submission = submit.submission(account: "ada")
        #expect(submission.clientKey == "k")
        #expect(submission.account == "ada")
        #expect(submission.priority == 3)
        #expect(submission.demand.filmSeconds == 4)
        #expect(submission.demand.frame == PixelSize(width: 640, height: 360))
        #expect(submission.plan.requirement.engine == .director)
        #expect(submission.plan.output == .none)
        #expect(try FilmRequest(payload: submission.plan.payload) == film)
    }

    @Test func `is titled by the prompt's first words`() {
        let submit = ClientRequest.Submit(clientKey: "k", .film(film))
        #expect(submit.submission(account: "ada").title == "a cat surfs")
        var waves = film
        waves.prompt = String(repeating: "海浪", count: 1000)
        var long = ClientRequest.Submit(clientKey: "k", .film(waves))
        #expect(long.submission(account: "ada").title.unicodeScalars.count == 80)
        long.title = "Waves"
        #expect(long.submission(account: "ada").title == "Waves")
    }

    @Test func `may be a drill, whose one task makes nothing`() throws {
        let drill = Drill(duration: .milliseconds(1500))
        let submission = ClientRequest.Submit(clientKey: "k", .drill(drill))
            .submission(account: "ada")
        #expect(!submission.demand.isFilm)
        #expect(submission.plan.requirement.engine == .drill)
        #expect(submission.plan.cost == .milliseconds(1500))
        #expect(Drill(payload: submission.plan.payload) == drill)
        #expect(Drill(payload: [1, 2]) == nil)
    }

    @Test func `is for the sender's account unless a gateway or operator names another`() throws {
        let client = Identity(name: "laptop", role: .client, account: "ada")
        let gateway = Identity(name: "studio", role: .gateway, account: "studio")
        #expect(try client.account(asking: nil) == "ada")
        #expect(try client.account(asking: "ada") == "ada")
        #expect(try gateway.account(asking: "bob") == "bob")
        let refusal = try #require(throws: Refusal.self) { try client.account(asking: "bob") }
        #expect(refusal.code == .forbidden)
        #expect(refusal.value == "bob")
    }
}

@Suite struct `A media ticket` {
    let ticket = MediaTicket(
        blob: Sample.blob, byteCount: 5_000_000_000, expiry: Instant(milliseconds: 1000))
    let secret = TicketSecret(bytes: Array(repeating: 7, count: 32))

    @Test func `opens for the process that made it, until it expires`() throws {
        let sealed = ticket.sealed(with: secret)
        #expect(sealed.count <= Limits.ticketBytes)
        let now = Instant(milliseconds: 999)
        #expect(try MediaTicket(sealed: sealed, with: secret, at: now) == ticket)
        #expect(throws: Refusal.self) {
            try MediaTicket(sealed: sealed, with: secret, at: Instant(milliseconds: 1000))
        }
        #expect(throws: Refusal.self) {
            try MediaTicket(sealed: sealed, with: TicketSecret(), at: now)
        }
    }

    @Test func `is worthless when one bit is changed or one byte cut`() {
        let sealed = ticket.sealed(with: secret)
        let now = Instant(milliseconds: 0)
        for index in sealed.indices {
            for bit in 0..<8 {
                var forged = sealed
                forged[index] ^= 1 << UInt8(bit)
                #expect(throws: Refusal.self) {
                    try MediaTicket(sealed: forged, with: secret, at: now)
                }
            }
            #expect(throws: Refusal.self) {
                try MediaTicket(sealed: Array(sealed.prefix(index)), with: secret, at: now)
            }
        }
    }
}
