import HTTPTypes
import JobsApplication
import JobsDomain
import Synchronization

/// Lets submissions pass as far as the quotas allow.
final class SubmissionGate: Sendable {
    /// Leave to submit one job, which has to be ended by ``settle(_:_:)``.
    struct Pass {
        fileprivate let key: String?
        fileprivate let isCounted: Bool
    }

    /// What became of a submission.
    enum Outcome {
        case stored
        /// The job was there before.
        case replayed
        /// There may be one job more; the next count tells.
        case unknown
        case refused
    }

    private struct State {
        var rates: ClientRates?
        var count: JobCount
        var keys = RecentKeys()
        var counting: Task<Void, any Error>?
    }

    private let state: Mutex<State>
    private let hasKeys: Bool
    private let service: JobService
    private let uptime: @Sendable () -> Duration

    init(_ quotas: SubmissionQuotas, service: JobService, uptime: @escaping @Sendable () -> Duration) {
        let count = JobCount(quotas)
        self.state = Mutex(State(rates: quotas.rate.map { ClientRates($0) }, count: count))
        self.hasKeys = quotas.rate != nil || count.isNeeded
        self.service = service
        self.uptime = uptime
    }

    // MARK: - How often

    /// Counts a request of a client.
    ///
    /// - Returns: headers for the answer, which tell the client what is left; none where there is no rate.
    /// - Throws: ``Problem`` `quotaExceeded`.
    func count(_ client: Client, key: String?) throws(Problem) -> HTTPFields {
        let found = self.state.withLock { state -> (ClientRates.Verdict, SubmissionRate)? in
            guard let rate = state.rates?.rate, !(key.map { state.keys.contains($0) } ?? false),
                let verdict = state.rates?.take(client.site, at: self.uptime())
            else { return nil }
            return (verdict, rate)
        }
        guard let (verdict, rate) = found else { return [:] }
        let headers: HTTPFields = [
            .rateLimitPolicy: rate.policy,
            .rateLimit: "\"submit\";r=\(verdict.remaining);t=\(verdict.untilWhole.roundedUpSeconds)",
        ]
        guard verdict.isAllowed else {
            let seconds = max(1, verdict.untilNext.roundedUpSeconds)
            throw Problem(
                .quotaExceeded,
                LocalizedText(
                    "At most \(rate.count) submissions in \(rate.window.roundedUpSeconds) seconds; "
                        + "come back in \(seconds) seconds.",
                    korean: "\(rate.window.roundedUpSeconds)초에 최대 \(rate.count)건까지 접수합니다. "
                        + "\(seconds)초 뒤에 다시 요청하십시오."
                ),
                violatedPolicies: ["submit"],
                headers: headers
            ).retrying(after: seconds)
        }
        return headers
    }

    // MARK: - How many

    /// Makes place for a job.
    ///
    /// - Throws: ``Problem``: `queueFull` or `quotaExceeded`; `unavailable` where the jobs cannot be counted.
    func enter(key: String?) async throws(Problem) -> Pass {
        let isKnown = key.map { key in self.hasKeys && self.state.withLock { $0.keys.contains(key) } } ?? false
        guard !isKnown, self.state.withLock({ $0.count.isNeeded }) else { return Pass(key: key, isCounted: false) }
        try await self.refresh()
        var refusal = self.state.withLock { $0.count.admit() }
        if refusal != nil, self.state.withLock({ $0.count.mayBeTooHigh(at: self.uptime()) }) {
            // Jobs that have started or ended since the last count have made place. Where they cannot be counted,
            // what was known stands.
            try? await self.recounted()
            refusal = self.state.withLock { $0.count.admit() }
        }
        switch refusal {
        case nil: return Pass(key: key, isCounted: true)
        case .queueFull:
            throw Problem(
                .queueFull,
                LocalizedText("As many jobs wait as may wait.", korean: "대기 중인 작업이 한도에 이르렀습니다.")
            ).retrying(after: 10)
        case .tooManyInFlight:
            throw Problem(
                .quotaExceeded,
                LocalizedText(
                    "As many jobs wait or run as may; come back when one has ended.",
                    korean: "대기 중이거나 처리 중인 작업이 한도에 이르렀습니다. 작업이 끝난 뒤에 다시 요청하십시오."
                ),
                violatedPolicies: ["inflight"]
            ).retrying(after: 5)
        }
    }

    /// Ends what ``enter(key:)`` began.
    func settle(_ pass: Pass, _ outcome: Outcome) {
        self.state.withLock { state in
            if pass.isCounted { state.count.settle(exists: outcome == .stored || outcome == .unknown) }
            if self.hasKeys, outcome == .stored || outcome == .replayed, let key = pass.key { state.keys.insert(key) }
        }
    }

    /// Asks the store where it is time to, once for all who wait. Nobody waits for a second count: what is known
    /// and what was submitted since serve meanwhile.
    private func refresh() async throws(Problem) {
        let now = self.uptime()
        let (task, isFirst) = self.state.withLock { state -> (Task<Void, any Error>?, Bool) in
            let isFirst = !state.count.isKnown
            if let counting = state.counting { return (isFirst ? counting : nil, isFirst) }
            guard state.count.isStale(at: now) else { return (nil, isFirst) }
            state.count.beginCount()
            let task = Task { try await self.recount() }
            state.counting = task
            return (task, isFirst)
        }
        do {
            try await task?.value
        } catch {
            // Without any count there is nothing to go by, and the store could not take the job either.
            guard isFirst else { return }
            throw Problem(error as? JobStoreError ?? JobStoreError(.unavailable, "the jobs cannot be counted"))
        }
    }

    /// Counts again, once for all who wait.
    private func recounted() async throws {
        let task = self.state.withLock { state -> Task<Void, any Error> in
            if let counting = state.counting { return counting }
            state.count.beginCount()
            let task = Task { try await self.recount() }
            state.counting = task
            return task
        }
        try await task.value
    }

    private func recount() async throws(JobStoreError) {
        do throws(JobStoreError) {
            let counts = try await self.service.store.statistics().counts.values
            let waiting = counts.reduce(0) { $0 + ($1[.pending] ?? 0) }
            let running = counts.reduce(0) { $0 + ($1[.processing] ?? 0) }
            self.state.withLock { state in
                state.count.endCount(waiting: waiting, running: running, at: self.uptime())
                state.counting = nil
            }
        } catch {
            self.state.withLock { state in
                state.count.failCount(at: self.uptime())
                state.counting = nil
            }
            throw error
        }
    }
}
