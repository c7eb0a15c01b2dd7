internal import FarmModel
internal import FarmTransport
internal import FarmWire
internal import HTTPTypes
internal import Hummingbird
internal import StudioCore

// For those who run the farm.
extension Studio {
    func addFarmPage(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "farm") { _, context in
            let steering = try steering(context)
            let fleet = try await steering.fleet()
            let workers = fleet.present.map(\.shown) + fleet.absent.map(\.shown)
            return .json([
                "farm": .text(board.reach.rawValue),
                "status": try await farm.status().shown, "workers": .list(workers),
            ])
        }
        router.answer(.get, "farm/jobs") { request, context in
            let steering = try steering(context)
            let page = try request.page()
            let states = request.query("state").map { [$0] } ?? []
            let list = ClientRequest.List(
                states: try states.map { word in
                    guard let state = JobStateName(rawValue: word) else {
                        let words = JobStateName.allCases.map(\.rawValue).joined(separator: ", ")
                        throw Objection.field(
                            "state", word, limit: words,
                            "state is \(word.prefix(40)); choose one of: \(words)")
                    }
                    return state
                }, account: .all, limit: page.limit,
                after: page.after.flatMap { UInt64($0) }.map { JobID($0) })
            let (jobs, next) = try await steering.jobs(list)
            return .json([
                "items": .list(jobs.map(\.shown)),
                "next": .text(next.map { String($0.rawValue) }),
            ])
        }
        router.answer(.post, "farm/jobs/:job/:action") { _, context in
            let steering = try steering(context)
            guard let number = UInt64(try context.parameter("job")) else {
                throw Objection.unknown("job")
            }
            let job = JobID(number)
            switch try context.parameter("action") {
            case "pause": try await steering.steer(.pause(.job(job)))
            case "resume": try await steering.steer(.resume(.job(job)))
            case "requeue": try await steering.steer(.requeue(job))
            case "front": try await steering.steer(.moveToFront(job))
            case "cancel": try await steering.cancel(job)
            default: throw Objection.unknown("action")
            }
            return .nothing
        }
        router.answer(.post, "farm/workers/:name/:action") { _, context in
            let steering = try steering(context)
            let order: MachineOrder
            switch try context.parameter("action") {
            case "drain": order = .drain
            case "undrain": order = .undrain
            case "release": order = .release
            default: throw Objection.unknown("action")
            }
            try await steering.steer(.machine(try context.parameter("name"), order))
            return .nothing
        }
        router.answer(.post, "farm/pause") { _, context in
            try await steering(context).steer(.pause(.farm))
            return .nothing
        }
        router.answer(.post, "farm/resume") { _, context in
            try await steering(context).steer(.resume(.farm))
            return .nothing
        }
        router.answer(.get, "farm/accounts") { _, context in
            let reports = try await steering(context).accounts()
            return .items(reports.map(\.row))
        }
        addReports(to: router)
    }

    private func addReports(to router: RouterGroup<StudioContext>) {
        router.answer(.get, "reports") { request, context in
            _ = try context.visitor(atLeast: .operator)
            return .page(try await database.reports(try request.page())) { report in
                [
                    "id": .text(report.id), "created_ms": .integer(report.created.milliseconds),
                    "reporter": .text(report.reporter), "subject": .text(report.subject),
                    "reason": .text(report.reason),
                    "resolution": .text(report.resolution?.rawValue),
                ]
            }
        }
        router.answer(.post, "reports/:id") { request, context in
            let visitor = try context.visitor(atLeast: .operator)
            var form = try await request.form()
            guard let resolution = try form.choice("resolution", Report.Resolution.self) else {
                throw Form.missing("resolution")
            }
            try form.finish()
            try await database.resolve(
                context.parameter("id"), resolution, by: visitor.account.number, at: now())
            return .nothing
        }
    }

    private func steering(_ context: StudioContext) throws(Objection) -> any FarmSteering {
        _ = try context.visitor(atLeast: .operator)
        guard let steering = farm.steering else {
            throw .forbidden(
                "this studio joined its farm as a gateway: steer the farm with `reelmill` where the "
                    + "operator's key is")
        }
        return steering
    }
}

extension FarmStatus {
    fileprivate var shown: JSON {
        [
            "server": .text(server), "started_ms": .integer(started.milliseconds),
            "queued_jobs": .integer(queuedJobs), "running_jobs": .integer(runningJobs),
            "finished_jobs": .integer(finishedJobs), "waiting_tasks": .integer(waitingTasks),
            "running_tasks": .integer(runningTasks), "workers": .integer(workers),
            "slots": .integer(slots), "depot_bytes": .integer(depotBytes),
        ]
    }
}

extension WorkerReport {
    fileprivate var shown: JSON {
        [
            "name": .text(announcement.name), "state": .text(state.rawValue),
            "engines": .list(announcement.engines.map { JSON.text($0.name) }),
            "slots": .integer(announcement.slots), "running": .integer(runningTasks),
            "reason": .text(reason), "speed": .number(announcement.speed),
        ]
    }
}

extension AbsentWorker {
    fileprivate var shown: JSON {
        [
            "name": .text(name), "state": .text("absent"), "engines": .list([]), "slots": .int(0),
            "running": .int(0), "reason": .text(reason), "speed": .number(0),
        ]
    }
}

extension JobReport {
    fileprivate var shown: JSON {
        [
            "job": .integer(id.rawValue), "account": .text(account),
            "title": .text(title), "state": .text(stateName.rawValue),
            "progress": .number(progress.fraction), "priority": .integer(priority),
            "submitted_ms": .integer(submitted.milliseconds), "paused": .bool(paused != nil),
        ]
    }
}

extension UsageReport {
    fileprivate var row: JSON {
        let name: String =
            switch entitlement.level {
            case .farm: "farm"
            case .team(let name), .account(let name): name
            }
        return [
            "account": .text(name), "weight": .integer(entitlement.weight),
            "unfinished_jobs": .integer(unfinishedJobs), "running_tasks": .integer(runningTasks),
            "stored_bytes": .integer(storedBytes), "day": day.shown, "month": month.shown,
            "limits": .maybe(shown["kinds"]),
        ]
    }
}
