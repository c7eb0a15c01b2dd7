import FarmModel

/// What a submission asks of quotas.
struct AdmissionRequest {
    var demand: Job.Demand
    var priority: Int

    /// What one of its jobs reserves.
    var expense: Expense

    /// Jobs in it.
    var count = 1
}

extension Accounts {
    /// The limit that a submission would break, or nil; the first of the tightest.
    ///
    /// Decides at submission only; which tasks run is the fair share's matter. `patience` is when to
    /// ask again where nobody knows when use will go down.
    func refusal(
        of request: AdmissionRequest, by name: String, patience: Duration, at now: Instant
    ) -> QuotaRefusal? {
        let claims = claims(of: name, patience: patience)
        guard !claims.isEmpty else { return nil }
        for kind in Claim.order {
            let refusals = claims.compactMap { $0.refusal(kind, of: request, at: now) }
            if let hopeless = refusals.first(where: { $0.retryAfter == nil }) { return hopeless }
            if let longest = refusals.max(by: {
                ($0.retryAfter ?? .zero) < ($1.retryAfter ?? .zero)
            }) {
                return longest
            }
        }
        return nil
    }

    /// The ceiling that a priority would break, or nil.
    func refusal(ofPriority priority: Int, by name: String) -> QuotaRefusal? {
        for claim in claims(of: name, patience: .zero) {
            if let refusal = claim.refusal(ofPriority: priority) { return refusal }
        }
        return nil
    }

    /// The levels that limit anything, beside what counts against them; most farms have few.
    private func claims(of name: String, patience: Duration) -> [Claim] {
        let account = find(name)
        let index = account.map { members[$0].team } ?? Member().team
        let limitsTeam = teams[index].isLimited
        let limitsAccount = account.map { members[$0].isLimited } ?? false
        guard limitsAccount || limitsTeam || isFarmLimited else { return [] }
        let member = account.map { members[$0] } ?? Member()
        let team = teams[index]
        var claims: [Claim] = []
        if limitsAccount {
            claims.append(
                Claim(
                    level: .account(name), quota: member.quota, usage: member.usage,
                    rate: member.rate, patience: patience))
        }
        if limitsTeam {
            claims.append(
                Claim(
                    level: .team(self.name(team: index)), quota: team.quota, usage: team.usage,
                    rate: team.rate, patience: patience))
        }
        if isFarmLimited {
            claims.append(
                Claim(
                    level: .farm, quota: farmQuota, usage: member.usage, rate: member.farmRate,
                    patience: patience))
        }
        return claims
    }
}

/// A level's quota beside what counts against it.
private struct Claim {
    /// What no waiting can mend comes first.
    static let order: [Quota.Kind] = [
        .engines, .largestFrame, .longestFilm, .priorityCeiling, .storedBytes, .monthlyCompute,
        .dailyCompute, .monthlyFilm, .dailyFilm, .queuedJobs, .submitRate,
    ]

    let level: Entitlement.Level
    let quota: Quota
    let usage: Usage
    let rate: RateMeter
    let patience: Duration

    func refusal(
        _ kind: Quota.Kind, of request: AdmissionRequest, at now: Instant
    ) -> QuotaRefusal? {
        let demand = request.demand
        switch kind {
        case .engines:
            guard let engines = quota.engines, !engines.contains(demand.engine) else { return nil }
            return no(kind, asked: .engines([demand.engine]))
        case .largestFrame:
            guard let largest = quota.largestFrame, !largest.holds(demand.frame) else { return nil }
            return no(kind, asked: .frame(demand.frame))
        case .longestFilm:
            let length = Duration.milliseconds(request.expense.film)
            guard let longest = quota.longestFilm, length > longest else { return nil }
            return no(kind, asked: .time(length))
        case .priorityCeiling: return refusal(ofPriority: request.priority)
        case .storedBytes:
            guard let limit = quota.storedBytes, usage.storedBytes >= limit else { return nil }
            return no(kind, used: .bytes(usage.storedBytes), retryAfter: patience)
        case .queuedJobs:
            guard let limit = quota.queuedJobs, usage.unfinishedJobs + request.count > limit else {
                return nil
            }
            return no(
                kind, used: .count(usage.unfinishedJobs), asked: .count(request.count),
                retryAfter: request.count > limit ? nil : patience)
        case .submitRate:
            guard let rate = quota.submitRate else { return nil }
            let due = self.rate.instant(for: request.count, under: rate, at: now)
            guard due != now else { return nil }
            return no(
                kind, used: .count(self.rate.used(under: rate, at: now)),
                asked: .count(request.count), retryAfter: due.map { now.duration(to: $0) })
        case .dailyCompute:
            return over(quota.dailyCompute, kind, \.compute, of: usage.day, request, at: now)
        case .monthlyCompute:
            return over(quota.monthlyCompute, kind, \.compute, of: usage.month, request, at: now)
        case .dailyFilm:
            return over(quota.dailyFilm, kind, \.film, of: usage.day, request, at: now)
        case .monthlyFilm:
            return over(quota.monthlyFilm, kind, \.film, of: usage.month, request, at: now)
        case .runningTasks: return nil
        }
    }

    func refusal(ofPriority priority: Int) -> QuotaRefusal? {
        guard let ceiling = quota.priorityCeiling, priority > ceiling else { return nil }
        return no(.priorityCeiling, asked: .count(priority))
    }

    /// What is used and reserved of a window's budget, and whether the request still fits.
    private func over(
        _ limit: Duration?, _ kind: Quota.Kind, _ part: KeyPath<Expense, Int64>,
        of window: SlidingWindow, _ request: AdmissionRequest, at now: Instant
    ) -> QuotaRefusal? {
        guard let limit = limit?.milliseconds else { return nil }
        let reserved = usage.reserved[keyPath: part]
        let asked = request.expense[keyPath: part] * Int64(request.count)
        let used = window.sum(at: now)[keyPath: part] + reserved
        guard used + asked > limit else { return nil }
        var wait: Duration? = patience
        if asked > limit {
            wait = nil
        } else if let due = window.instant(
            at: now, when: { $0[keyPath: part] + reserved + asked <= limit })
        {
            wait = now.duration(to: due)
        }
        return no(
            kind, used: .time(.milliseconds(used)), asked: .time(.milliseconds(asked)),
            retryAfter: wait)
    }

    private func no(
        _ kind: Quota.Kind, used: Quota.Measure? = nil, asked: Quota.Measure? = nil,
        retryAfter: Duration? = nil
    ) -> QuotaRefusal? {
        quota[kind].map { allowed in
            QuotaRefusal(
                kind, of: level, used: used, asked: asked, allowed: allowed,
                retryAfter: retryAfter)
        }
    }
}

extension PixelSize {
    /// Whether a frame fits, upright or across.
    fileprivate func holds(_ other: PixelSize) -> Bool {
        max(other.width, other.height) <= max(width, height)
            && min(other.width, other.height) <= min(width, height)
    }
}

extension Job.Demand {
    /// The film's length in whole milliseconds.
    var filmMilliseconds: Int64 {
        filmSeconds.isFinite ? Int64((min(max(filmSeconds, 0), 1e9) * 1000).rounded()) : 0
    }
}
