import JobsApplication
import JobsDomain

/// A client that follows its script until its job has ended for good.
struct SimulatedClient: Sendable {
    let script: ClientScript
    unowned let world: World

    /// What became of one request.
    private enum Reply<Value: Sendable>: Sendable {
        case answered(Value)
        /// Refused for good.
        case refused(JobStoreError)
        /// It may or may not have had an effect.
        case lost
    }

    func run() async {
        await self.rest(self.script.begins)
        guard let id = await self.submitAll() else { return }
        if self.script.reusesKey { await self.reuseKey() }
        await withTaskGroup { group in
            if let delay = self.script.cancelsAfter {
                group.addTask {
                    await self.rest(delay)
                    await self.cancel(id)
                }
            }
            await self.watchToTheEnd(id)
        }
        _ = await self.watch(id)
    }

    // MARK: - Submitting

    private func submitAll() async -> JobID? {
        guard self.script.isTwin else { return await self.submit() }
        return await withTaskGroup(of: JobID?.self) { group in
            group.addTask { await self.submit() }
            let id = await self.submit()
            for await twin in group {
                self.world.history.require(twin == id, "one key brought two jobs to one client")
            }
            return id
        }
    }

    /// Submits until an answer comes.
    ///
    /// - Returns: the job, or nil where the client gave up: without a key it cannot know whether to repeat.
    private func submit() async -> JobID? {
        let submission = self.script.submission
        while !Task.isCancelled {
            switch await self.post(submission) {
            case .answered(let insertion):
                self.world.note(.answered, 0, nil, insertion.id.uuid.low)
                self.world.history.acknowledge(insertion.id, submission)
                return insertion.id
            case .refused(let error):
                self.world.history.fail("submission of client \(self.script.submission.client) refused: \(error)")
                return nil
            case .lost:
                guard submission.key != nil else { return nil }
                await self.rest(self.world.random.milliseconds(50...3000))
            }
        }
        return nil
    }

    private func post(_ submission: Submission) async -> Reply<JobInsertion> {
        let request = self.world.history.request(submission)
        self.world.note(.requested, 0, nil, UInt64(request))
        var input: JSONObject = ["workflow": .string(submission.workflow), "text": .string(submission.text)]
        input.append("rejects", submission.rejectedStep.map { .string($0) })
        let fields = input
        return await self.ask { service async throws(JobStoreError) in
            do throws(SubmitJobError) {
                return try await service.submitJob(
                    fields,
                    idempotencyKey: submission.key,
                    traceparent: String(request)
                )
            } catch {
                if case .store(let error) = error { throw error }
                throw JobStoreError(.unusable, "the submission was not valid: \(error)")
            }
        }
    }

    private func reuseKey() async {
        let mine = self.script.submission
        let other = Submission(
            client: mine.client,
            workflow: mine.workflow,
            text: "another \(mine.text)",
            rejectedStep: nil,
            key: mine.key
        )
        switch await self.post(other) {
        case .answered: self.world.history.fail("the key \(mine.key ?? "") was accepted for other fields")
        case .refused(let error):
            self.world.history.require(error.code == .idempotencyConflict, "a reused key was refused with \(error)")
        case .lost: break
        }
    }

    // MARK: - Watching

    private func watchToTheEnd(_ id: JobID) async {
        var retries = 0
        while let details = await self.watch(id) {
            guard details.job.status != .completed, retries < self.script.retries else { return }
            retries += 1
            await self.rest(self.world.random.milliseconds(0...4000))
            await self.retry(id)
        }
    }

    /// Waits until the job has ended.
    private func watch(_ id: JobID) async -> JobDetails? {
        var seen: [JobEvent] = []
        while !Task.isCancelled {
            switch self.script.watching {
            case .waits:
                if let details = await self.wait(id) { return details }
            case .polls:
                if let details = await self.poll(id, &seen), details.job.status.isEnded { return details }
            }
            await self.rest(self.world.random.milliseconds(500...4000))
        }
        return nil
    }

    private func wait(_ id: JobID) async -> JobDetails? {
        let began = self.world.scheduler.now
        let reply = await self.ask(
            within: 2 * .oneSecond,
            of: { self.world.history[id]?.ended.map { max(began, $0) } ?? self.world.scheduler.now },
            { service async throws(JobStoreError) in try await service.end(of: id) }
        )
        guard case .answered(let details) = reply else { return nil }
        self.world.history.require(details.job.status.isEnded, "a wait ended before job \(id)")
        return details
    }

    private func poll(_ id: JobID, _ seen: inout [JobEvent]) async -> JobDetails? {
        let last = seen.last?.number ?? 0
        let page = await self.ask { service async throws(JobStoreError) in
            try await service.store.events(of: id, after: last, limit: 100)
        }
        if case .answered(let events) = page {
            seen += events
            self.world.history.require(
                seen.enumerated().allSatisfy { $0.offset + 1 == $0.element.number },
                "a client saw a gap in the events of job \(id)"
            )
        }
        let reply = await self.ask { service async throws(JobStoreError) in try await service.store.job(id) }
        guard case .answered(let details) = reply else { return nil }
        guard let details else {
            self.world.history.fail("acknowledged job \(id) is not there")
            return nil
        }
        self.world.history.require(
            details.job.state.lastEvent >= seen.last?.number ?? 0,
            "a client saw job \(id) go back"
        )
        if self.script.looksAround { await self.lookAround(id) }
        return details
    }

    private func lookAround(_ id: JobID) async {
        let list = await self.ask { service async throws(JobStoreError) in
            try await service.store.page(JobListQuery(limit: 100)).jobs
        }
        if case .answered(let jobs) = list {
            self.world.history.require(
                jobs.contains { $0.job.id == id },
                "acknowledged job \(id) is not in the list"
            )
        }
        let log = await self.ask { service async throws(JobStoreError) in
            try await service.store.feed(after: .start, limit: 10_000)
        }
        if case .answered(let page) = log {
            let numbers = page.events.map(\.event).filter { $0.job == id }.map(\.number)
            self.world.history.require(
                !numbers.isEmpty && numbers == Array(1...numbers.count),
                "the log of all jobs has not every event of acknowledged job \(id) once"
            )
        }
        _ = await self.ask { service async throws(JobStoreError) in try await service.store.statistics() }
    }

    // MARK: - Cancelling and retrying

    private func cancel(_ id: JobID) async {
        self.world.history.requestCancel(id)
        for _ in 0..<4 {
            switch await self.ask({ service async throws(JobStoreError) in try await service.cancelJob(id) }) {
            case .answered(let job):
                return self.world.history.require(job.status == .cancelled, "a cancel left job \(id) \(job.status)")
            case .refused(let error):
                return self.world.history.require(error.code == .conflict, "a cancel was refused with \(error)")
            case .lost:
                await self.rest(self.world.random.milliseconds(50...2000))
            }
        }
    }

    private func retry(_ id: JobID) async {
        for _ in 0..<4 {
            switch await self.ask({ service async throws(JobStoreError) in try await service.retryJob(id) }) {
            case .answered(let job):
                return self.world.history.require(!job.status.isEnded, "a retry left job \(id) \(job.status)")
            case .refused(let error):
                // An earlier request, whose answer was lost, may have opened the run.
                return self.world.history.require(error.code == .conflict, "a retry was refused with \(error)")
            case .lost:
                await self.rest(self.world.random.milliseconds(50...2000))
            }
        }
    }

    // MARK: - The way to a server

    private func rest(_ time: Microseconds) async {
        _ = await self.world.scheduler.rest(time)
    }

    /// Sends a request to some server. The answer may get lost on its way back.
    ///
    /// - Parameters:
    ///   - limit: how long the server may take.
    ///   - start: from when on the time counts, where that is not the beginning of the request.
    ///   - body: what the server does.
    private func ask<Value: Sendable>(
        within limit: Microseconds = .oneSecond,
        of start: (() -> Microseconds)? = nil,
        _ body: @escaping @Sendable (JobService) async throws(JobStoreError) -> Value
    ) async -> Reply<Value> {
        let servers = self.world.shape.isEmbedded ? self.world.processes : self.world.servers
        let server = self.world.random.element(of: servers)
        let began = self.world.scheduler.now
        let reply = await server.handle { service -> Reply<Value> in
            do throws(JobStoreError) {
                return .answered(try await body(service))
            } catch {
                switch error.code {
                case .unavailable, .outcomeUnknown, .overloaded: return .lost
                default: return .refused(error)
                }
            }
        }
        self.world.history.require(
            self.world.scheduler.now - (start?() ?? began) <= limit
                || self.world.wasDisturbed(lane: server.lane, since: began),
            "a server took longer than \(limit / .oneMillisecond) ms to answer although nothing hindered it"
        )
        if self.world.faults.chance(self.world.faults.plan.answersLost, now: self.world.scheduler.now) {
            self.world.occurred(.answerLost, .answerLost)
            return .lost
        }
        return reply ?? .lost
    }
}
