internal import FarmModel

extension Planner {
    mutating func camera(of draft: ShotDraft, subjects: [ShotSubject]) -> CameraPlan {
        let said = draft.camera
        if let kept = said.moves.first {
            for other in said.moves.dropFirst()
            where other.entry.concept != kept.entry.concept {
                reading.remark(.moveLeftOut(words: other.words, kept: kept.words))
            }
        }
        guard let entry = said.moves.first?.entry,
            let named = CameraPlan.Move(rawValue: entry.concept)
        else { return unmovedCamera(draft, subjects) }
        let move = directed(named, said.isLeftward)
        let usual = (
            from: entry[.from].flatMap(CameraPlan.Size.init(rawValue:)) ?? .full,
            to: entry[.to].flatMap(CameraPlan.Size.init(rawValue:)) ?? .full
        )
        var from = said.from
        var to = said.to
        for size in said.sizes {
            if isApproach(move) == isClose(size) || from != nil {
                to = to ?? size
            } else {
                from = from ?? size
            }
        }
        if !changesSize(move) {
            let size = from ?? to ?? said.sizes.first ?? aerialSize(said.angle) ?? usual.from
            return CameraPlan(
                move: move, from: size, to: to ?? size, angle: said.angle ?? .eyeLevel,
                speed: said.speed)
        }
        let start = from ?? aerialSize(said.angle) ?? begin(before: to, usual.from, move)
        return CameraPlan(
            move: move, from: start, to: to ?? end(after: start, usual.to, move),
            angle: said.angle ?? .eyeLevel, speed: said.speed)
    }

    private func directed(_ move: CameraPlan.Move, _ isLeftward: Bool?) -> CameraPlan.Move {
        switch (move, isLeftward) {
        case (.panRight, true): .panLeft
        case (.truckRight, true): .truckLeft
        case (.panLeft, false): .panRight
        case (.truckLeft, false): .truckRight
        default: move
        }
    }

    private func isApproach(_ move: CameraPlan.Move) -> Bool {
        move == .pushIn || move == .zoomIn || move == .craneDown
    }

    private func changesSize(_ move: CameraPlan.Move) -> Bool {
        switch move {
        case .pushIn, .pullOut, .zoomIn, .zoomOut, .craneUp, .craneDown: true
        case .static, .panLeft, .panRight, .tiltUp, .tiltDown, .truckLeft, .truckRight, .orbit,
            .handheld, .follow, .lead:
            false
        }
    }

    private func isClose(_ size: CameraPlan.Size) -> Bool {
        size == .medium || size == .closeUp || size == .extremeCloseUp
    }

    private func aerialSize(_ angle: CameraPlan.Angle?) -> CameraPlan.Size? {
        switch angle {
        case .aerial: .extremeWide
        case .topDown: .wide
        case .eyeLevel, .low, .high, nil: nil
        }
    }

    /// A start that leaves the move somewhere to go.
    private func begin(
        before to: CameraPlan.Size?, _ usual: CameraPlan.Size, _ move: CameraPlan.Move
    ) -> CameraPlan.Size {
        guard let to else { return usual }
        return stepped(usual, awayFrom: to, toward: isApproach(move) ? -2 : 2, move)
    }

    private func end(
        after from: CameraPlan.Size, _ usual: CameraPlan.Size, _ move: CameraPlan.Move
    ) -> CameraPlan.Size {
        stepped(usual, awayFrom: from, toward: isApproach(move) ? 2 : -2, move)
    }

    /// `usual` where it lies on the right side of `other`, else two sizes on.
    private func stepped(
        _ usual: CameraPlan.Size, awayFrom other: CameraPlan.Size, toward steps: Int,
        _ move: CameraPlan.Move
    ) -> CameraPlan.Size {
        let sizes = CameraPlan.Size.allCases
        let place = sizes.firstIndex(of: other) ?? 0
        let usualPlace = sizes.firstIndex(of: usual) ?? 0
        if steps > 0 ? usualPlace > place : usualPlace < place { return usual }
        return sizes[min(sizes.count - 1, max(0, place + steps))]
    }

    /// No move was asked for: one that suits what happens.
    private func unmovedCamera(_ draft: ShotDraft, _ subjects: [ShotSubject]) -> CameraPlan {
        let said = draft.camera
        let angle = said.angle ?? .eyeLevel
        let sizes = said.sizes + [said.from, said.to].compactMap { $0 }
        if let size = sizes.first {
            let last = said.to ?? sizes.last ?? size
            return CameraPlan(
                move: last == size ? .static : last.isCloser(than: size) ? .pushIn : .pullOut,
                from: size, to: last, angle: angle, speed: said.speed)
        }
        if let size = aerialSize(said.angle) {
            return CameraPlan(
                move: .pushIn, from: size, to: .wide, angle: angle, speed: said.speed ?? 0.5)
        }
        let framing = draft.acts.lazy.compactMap { $0.action[.framing] }.first
        if let size = framing.flatMap(CameraPlan.Size.init(rawValue:)), subjects.count == 1 {
            return CameraPlan(move: .static, from: size, to: size, angle: angle)
        }
        if subjects.isEmpty {
            return CameraPlan(move: .truckRight, from: .wide, to: .wide, angle: angle, speed: 0.5)
        }
        // Someone on the way is led, so that the face is seen; a chase is seen from the side.
        if subjects.contains(where: { $0.action == "chase" }) {
            return CameraPlan(move: .follow, from: .full, to: .full, angle: angle)
        }
        if subjects.contains(where: { ["run", "walk"].contains($0.action) }) {
            return CameraPlan(move: .lead, from: .full, to: .full, angle: angle)
        }
        return CameraPlan(move: .pushIn, from: .wide, to: .medium, angle: angle, speed: 0.6)
    }
}

extension CameraPlan.Size {
    func isCloser(than other: CameraPlan.Size) -> Bool {
        let sizes = CameraPlan.Size.allCases
        return (sizes.firstIndex(of: self) ?? 0) > (sizes.firstIndex(of: other) ?? 0)
    }
}
