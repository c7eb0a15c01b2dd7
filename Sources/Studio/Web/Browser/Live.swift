internal import FarmModel
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StudioCore

// Films while they are made: what happens, and what can be seen of them.
extension Studio {
    func addLive(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "events") { _, context in
            let visitor = try context.visitor(atLeast: .viewer)
            return events(for: visitor.account.number, video: nil)
        }
        router.answer(.get, "videos/:id/events") { _, context in
            let video = try await own(context)
            return events(for: video.account, video: video)
        }
        router.answer(.get, "videos/:id/live.m3u8") { _, context in
            .bytes(
                Array(try await playlist(of: try await own(context)).utf8),
                "application/vnd.apple.mpegurl")
        }
        router.answer(.get, "videos/:id/live/init.mp4") { _, context in
            .bytes(try await live.header(of: try await own(context)), "video/mp4")
        }
        router.answer(.get, "videos/:id/live/:piece") { _, context in
            let name = try context.parameter("piece")
            guard name.hasSuffix(".m4s"), let index = Int(name.dropLast(4)) else {
                throw Objection.unknown("piece")
            }
            let video = try await own(context)
            return .bytes(
                try await live.segment(index, of: video), "video/iso.segment",
                cache: "private, max-age=3600")
        }
        router.answer(.get, "videos/:id/live.mp4") { _, context in
            stream(try await own(context))
        }
    }

    /// What can be played now, as HLS (RFC 8216) with fragmented MP4.
    private func playlist(of video: Video) async throws -> String {
        let playable = board.progress(of: video.number).playable
        guard let outline = try await live.outline(of: video, playable: playable),
            !outline.durations.isEmpty
        else {
            throw Objection(
                .notNow, code: "not_now",
                "nothing of this film can be played yet; it is \(video.state.rawValue)")
        }
        var lines = [
            "#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:2", "#EXT-X-PLAYLIST-TYPE:EVENT",
            "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-MAP:URI=\"live/init.mp4\"",
        ]
        for (index, duration) in outline.durations.enumerated() {
            lines.append(String(format: "#EXTINF:%.5f,", duration))
            lines.append("live/\(index).m4s")
        }
        if outline.isComplete { lines.append("#EXT-X-ENDLIST") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The film as one growing file; ends when the film does.
    private func stream(_ video: Video) -> Response {
        let studio = self
        return Response(
            status: .ok, headers: [.contentType: "video/mp4", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                let listener = studio.board.listen(video.account, video: video.number)
                defer { listener.end() }
                var sent = 0
                var awakenings = listener.awakenings.makeAsyncIterator()
                while true {
                    let current = try await studio.database.video(number: video.number)
                    let playable = studio.board.progress(of: video.number).playable
                    let outline = try await studio.live.outline(of: current, playable: playable)
                    let count = outline?.durations.count ?? 0
                    if sent == 0, count > 0 {
                        try await writer.write(
                            ByteBuffer(bytes: try await studio.live.header(of: current)))
                    }
                    while sent < count {
                        let piece = try await studio.live.segment(sent, of: current)
                        try await writer.write(ByteBuffer(bytes: piece))
                        sent += 1
                    }
                    if current.state.isFinal || outline?.isComplete == true { break }
                    guard await awakenings.next() != nil else { break }
                }
                try await writer.finish(nil)
            })
    }

    /// Server-sent events; what happened while the last ones were sent is gathered, never queued.
    private func events(for account: Int64, video: Video?) -> Response {
        let studio = self
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                let listener = studio.board.listen(account, video: video?.number)
                defer { listener.end() }
                var teller = EventTeller(studio: studio, account: account, video: video)
                try await writer.write(try await teller.beginning())
                var awakenings = listener.awakenings.makeAsyncIterator()
                while !teller.hasEnded, await awakenings.next() != nil {
                    let text = try await teller.telling(listener.take())
                    if text.readableBytes > 0 { try await writer.write(text) }
                    // At most four times a second, however much happens.
                    try await Task.sleep(for: .milliseconds(250))
                }
                try await writer.finish(nil)
            })
    }
}

/// Puts news into server-sent events for one connection.
private struct EventTeller {
    let studio: Studio
    let account: Int64
    let video: Video?
    private(set) var hasEnded = false
    private var lastNotification: Int64 = .max
    private var ticks = 0

    init(studio: Studio, account: Int64, video: Video?) {
        self.studio = studio
        self.account = account
        self.video = video
    }

    /// How things stand.
    mutating func beginning() async throws -> ByteBuffer {
        var buffer = ByteBuffer()
        if let video {
            try await tell(video.number, &buffer)
        } else {
            let page = try await studio.database.videos(of: account, .running, PageRequest())
            for video in page.items { write("video", studio.shown(video), &buffer) }
            lastNotification =
                try await studio.database.notifications(of: account, PageRequest(limit: 1)).items
                .first?.number ?? 0
        }
        write("farm", ["farm": .text(studio.board.reach.rawValue)], &buffer)
        return buffer
    }

    mutating func telling(_ news: Listener.Gathered) async throws -> ByteBuffer {
        var buffer = ByteBuffer()
        for number in news.videos.sorted() { try await tell(number, &buffer) }
        if news.hasNotifications, video == nil {
            let fresh = try await studio.database.notifications(
                of: account, after: lastNotification)
            for notification in fresh {
                write("notification", notification.shown, &buffer)
                lastNotification = notification.number
            }
        }
        if news.hasFarm {
            write("farm", ["farm": .text(studio.board.reach.rawValue)], &buffer)
        }
        if news.hasTick {
            ticks += 1
            // The pulse comes every 2 s; a comment now and then keeps proxies from hanging up.
            if ticks.isMultiple(of: 7) { buffer.writeString(": still here\n\n") }
        }
        return buffer
    }

    private mutating func tell(_ number: Int64, _ buffer: inout ByteBuffer) async throws {
        do {
            let current = try await studio.database.video(number: number)
            write("video", studio.shown(current), &buffer)
            guard video != nil, current.state.isFinal else { return }
        } catch StudioError.refused {
            // It was deleted meanwhile.
            guard video != nil else { return }
        }
        hasEnded = true
        write("end", .object([]), &buffer)
    }

    private func write(_ name: String, _ data: JSON, _ buffer: inout ByteBuffer) {
        buffer.writeString("event: \(name)\ndata: ")
        buffer.writeBytes(data.bytes)
        buffer.writeString("\n\n")
    }
}
