internal import FarmModel
internal import StudioCore

// How the browser's interface shows things; docs/STUDIO.md describes them.

extension Account {
    /// As others see it.
    func shown(followed: Bool, me: Bool) -> JSON {
        [
            "handle": .text(handle), "name": .text(name), "bio": .text(bio),
            "role": .text(role.rawValue), "created_ms": .integer(created.milliseconds),
            "followers": .integer(followers), "following": .integer(following),
            "posts": .integer(posts), "followed": .bool(followed), "me": .bool(me),
        ]
    }

    /// As it sees itself.
    func me(csrf: String?, invitesLeft: Int) -> JSON {
        [
            "handle": .text(handle), "name": .text(name), "bio": .text(bio),
            "role": .text(role.rawValue), "created_ms": .integer(created.milliseconds),
            "csrf": .text(csrf), "language": .text(language.rawValue),
            "theme": .text(theme.rawValue), "unread": .integer(unread),
            "invites_left": .integer(invitesLeft), "followers": .integer(followers),
            "following": .integer(following), "posts": .integer(posts),
        ]
    }
}

extension Creator {
    var shown: JSON { ["handle": .text(handle), "name": .text(name)] }
}

extension Video {
    /// As its maker sees it.
    func shown(_ progress: FilmBoard.Progress) -> JSON {
        let path = "/api/videos/\(id)"
        let isDone = state == .completed
        let isUnderWay = !state.isFinal && job != nil
        let playable = isDone ? order.seconds : min(order.seconds, Double(progress.playable))
        let hasLive = isUnderWay && progress.playable > 0 && progress.hasSound
        let media: JSON = [
            "film": .text(isDone ? path + "/film.mp4" : nil),
            "poster": .text(files?.poster == nil ? nil : path + "/poster.jpg"),
            "strip": .text(files?.sheet == nil ? nil : path + "/strip.jpg"),
            "live": .text(hasLive ? path + "/live.mp4" : nil),
            "playlist": .text(hasLive || isDone ? path + "/live.m3u8" : nil),
        ]
        let fraction = isDone ? 1 : min(0.999, progress.fraction)
        let speed = (progress.framesPerSecond * 10).rounded() / 10
        return [
            "id": .text(id), "title": .text(order.title), "prompt": .text(order.prompt),
            "state": .text(state == .submitting ? "queued" : state.rawValue),
            "progress": .number(fraction),
            "frames_per_second": .number(speed),
            "remaining_ms": .integer(progress.remaining?.milliseconds),
            "playable_seconds": .number(playable),
            "waiting": .text(isUnderWay ? progress.waiting : nil),
            "width": .integer(order.size.width), "height": .integer(order.size.height),
            "seconds": .number(order.seconds),
            "orientation": .text(FilmOrder.Orientation(order.size).rawValue),
            "style": .text(order.style), "engine": .text(order.engine.name),
            "quality": .text(order.quality.rawValue), "music": .bool(order.music == .matched),
            "seed": .integer(Int64(clamping: order.seed)),
            "created_ms": .integer(created.milliseconds),
            "completed_ms": .integer(completed?.milliseconds),
            "error": .maybe(failure?.shown),
            "notes": .list(notes.map { .text($0) }),
            "parent": .maybe(parent?.shown(to: account)),
            "byte_count": .integer(files?.byteCount), "post": .text(post),
            "media": media,
        ]
    }
}

extension Video.Parent {
    /// The id only where it is the viewer's own film.
    fileprivate func shown(to viewer: Int64) -> JSON {
        [
            "relation": .text(relation.rawValue), "id": .text(account == viewer ? id : nil),
            "post": .text(post), "title": .text(title), "handle": .text(handle),
        ]
    }
}

extension Video.Failure {
    fileprivate var shown: JSON { ["code": .text(code), "message": .text(message)] }
}

extension Post.Parent {
    fileprivate var shown: JSON {
        ["id": .text(id), "title": .text(title), "handle": .text(handle)]
    }
}

extension Post {
    func shown(to viewer: Int64?) -> JSON {
        let path = "/api/posts/\(id)"
        let media: JSON = [
            "film": .text(path + "/film.mp4"), "poster": .text(path + "/poster.jpg"),
            "strip": .text(path + "/strip.jpg"),
        ]
        return [
            "id": .text(id), "title": .text(title), "words": .text(words),
            "tags": .list(tags.map { .text($0) }), "visibility": .text(visibility.rawValue),
            "created_ms": .integer(created.milliseconds), "prompt": .text(prompt),
            "width": .integer(size.width), "height": .integer(size.height),
            "seconds": .number(seconds), "style": .text(style), "creator": creator.shown,
            "likes": .integer(likes), "comments": .integer(comments),
            "remixes": .integer(remixes), "liked": .bool(isLiked),
            "mine": .bool(viewer == account),
            "parent": .maybe(parent?.shown),
            "media": media,
        ]
    }
}

extension Comment {
    func shown(to viewer: Int64?) -> JSON {
        [
            "id": .text(id), "text": .text(text), "created_ms": .integer(created.milliseconds),
            "creator": creator.shown, "mine": .bool(viewer == account),
        ]
    }
}

extension Notification {
    var shown: JSON {
        [
            "id": .integer(number), "kind": .text(kind.rawValue),
            "created_ms": .integer(created.milliseconds), "read": .bool(isRead),
            "actor": .maybe(actor?.shown), "video": .text(video), "post": .text(post),
            "title": .text(title), "text": .text(text),
        ]
    }
}

extension Invite {
    func shown(at address: String) -> JSON {
        [
            "code": .text(code), "link": .text("\(address)/#/sign-up?invite=\(code)"),
            "role": .text(role.rawValue), "created_ms": .integer(created.milliseconds),
            "used_by": .text(usedBy), "used_ms": .integer(used?.milliseconds),
        ]
    }
}

extension APIKey {
    func shown(secret: Secret? = nil) -> JSON {
        var members: [JSON.Member] = [
            .init(name: "id", value: .text(id)), .init(name: "name", value: .text(name)),
            .init(name: "hint", value: .text(hint)),
            .init(name: "created_ms", value: .integer(created.milliseconds)),
            .init(name: "last_used_ms", value: .integer(lastUsed?.milliseconds)),
        ]
        if let secret { members.append(.init(name: "key", value: .text(secret.text))) }
        return .object(members)
    }
}

extension Session {
    var shown: JSON {
        [
            "id": .text(id), "created_ms": .integer(created.milliseconds),
            "seen_ms": .integer(seen.milliseconds), "agent": .text(agent),
            "address": .text(address), "current": .bool(isCurrent),
        ]
    }
}
