public import JobsDomain
public import Logging
import Synchronization

/// Claims jobs in order, runs several at a time, keeps their leases, and drains when told to.
///
/// Everything that runs is a child of ``run()``: when it returns, nothing of the worker is left.
public final class JobWorker: Sendable {
    public let owner: LeaseOwner

    let store: any JobStore
    let ledger: any CallLedger
    let signals: any JobSignals
    let settings: WorkerSettings
    let workflows: WorkflowCatalog
    let runtime: JobRuntime
    let logger: Logger
    let processJob: ProcessJob
    let slots: Mutex<WorkerSlots>

    private let tickets: TicketReceiver
    private let wakeUp: WakeUp
    private let drain = OneTimeValue<Bool>()
    /// Why the last claim failed, so that an outage is logged when it begins and when it ends.
    private let claimProblem = Mutex<JobStoreError.Code?>(nil)

    /// - Parameters:
    ///   - owner: names this process; another start is another owner.
    ///   - store: the truth about jobs.
    ///   - ledger: takes settlements that come too late for a change.
    ///   - shared: what all processes know of the routes together.
    ///   - queue: wakes the worker.
    ///   - signals: tells of cancellations, and is told of changes.
    ///   - workflows: what the worker can run.
    ///   - routes: the models, in the order in which they are tried.
    ///   - policy: when to try again, wait, or fall back.
    ///   - settings: how many at a time, and for how long.
    ///   - runtime: time, randomness and identifiers.
    ///   - logger: for everything that happens here.
    public init(
        owner: LeaseOwner,
        store: any JobStore,
        ledger: any CallLedger,
        shared: any SharedState,
        queue: any JobQueue,
        signals: any JobSignals,
        workflows: WorkflowCatalog,
        routes: [ModelRoute],
        policy: ModelPolicy = ModelPolicy(),
        settings: WorkerSettings = WorkerSettings(),
        runtime: JobRuntime,
        logger: Logger
    ) {
        self.owner = owner
        self.store = store
        self.ledger = ledger
        self.signals = signals
        self.settings = settings
        self.workflows = workflows
        self.runtime = runtime
        self.logger = logger
        self.processJob = ProcessJob(
            workflows: workflows,
            services: ModelServices(
                routes: routes,
                policy: policy,
                shared: shared,
                runtime: runtime,
                logger: logger
            ),
            ledger: ledger
        )
        self.slots = Mutex(WorkerSlots(capacity: settings.concurrency))
        let wakeUp = WakeUp()
        self.wakeUp = wakeUp
        self.tickets = TicketReceiver(
            queue: queue,
            queues: settings.queues,
            wakeUp: wakeUp,
            runtime: runtime,
            logger: logger
        )
    }

    /// How many jobs run now.
    public var runningJobs: Int { self.slots.withLock { $0.running.count } }

    /// Stops claiming and lets ``run()`` return: when the running jobs have ended, or after the grace
    /// period, when those left have been given back.
    public func beginDrain() {
        self.drain.set(true)
        self.wakeUp.signal()
    }

    /// Works until drained. Cancelling the task drains without grace.
    public func run() async {
        await withDiscardingTaskGroup { services in
            services.addTask { await self.tickets.receive() }
            services.addTask { await self.tickets.acknowledge() }
            services.addTask { await self.keepClaiming() }
            services.addTask { await self.watchSignals() }
            services.addTask { await self.endGracePeriod() }
            services.addTask(executorPreference: self.runtime.heartbeatExecutor) { await self.renewLeases() }
            services.addTask(executorPreference: self.runtime.heartbeatExecutor) { await self.stopExpired() }
            await self.claimAndRun()
            services.cancelAll()
        }
    }

    private var isEnding: Bool { Task.isCancelled || self.drain.current != nil }

    // MARK: - Claiming

    private func claimAndRun() async {
        await withDiscardingTaskGroup { jobs in
            while !self.isEnding {
                await self.wakeUp.wait()
                await self.claimWhileUseful(into: &jobs)
            }
            if Task.isCancelled { self.stopAll(.draining) }
        }
    }

    /// Claims until the queue has given less than it was asked for, or no slot is free.
    private func claimWhileUseful(into jobs: inout DiscardingTaskGroup) async {
        while !self.isEnding, let free = self.slots.withLock({ $0.takePlaces(at: self.runtime.uptime()) }) {
            let tickets = self.tickets.takeReceived()
            let sentAt = self.runtime.uptime()
            let limit = min(free, WorkerSettings.mostClaimedAtOnce)
            guard let claimed = await self.claim(upTo: limit) else {
                return self.slots.withLock { $0.awaitSlot() }
            }
            self.tickets.leaveToAcknowledge(tickets)
            for job in claimed.jobs {
                let stop = OneTimeValue<StopReason>()
                let running = WorkerSlots.Running(stop: stop, leaseEnds: sentAt + self.settings.lease)
                for older in self.slots.withLock({ $0.add(job.lease, running) }) { older.set(.leaseLost) }
                jobs.addTask { await self.run(job, stop) }
            }
            guard claimed.jobs.count + claimed.exhausted.count >= limit else { return }
        }
    }

    private func claim(upTo limit: Int) async -> ClaimedJobs? {
        let claim = JobClaim(
            start: JobStart(
                command: self.runtime.makeID(),
                owner: self.owner,
                attemptLimit: self.settings.attemptLimit,
                at: self.runtime.now()
            ),
            limit: limit,
            queues: self.settings.queues,
            workflows: self.workflows.identities,
            lease: self.settings.lease
        )
        do throws(JobStoreError) {
            let claimed = try await self.store.claim(claim)
            self.note(nil)
            // What a claim has failed is told without its last event's number: whoever follows the job has to look.
            self.signals.publish(
                claimed.jobs.map { .changed($0.job.id, event: $0.job.state.lastEvent) }
                    + claimed.exhausted.map { .changed($0, event: .max) }
            )
            return claimed
        } catch {
            self.note(error)
            return nil
        }
    }

    private func note(_ problem: JobStoreError?) {
        let before = self.claimProblem.withLock { code in
            defer { code = problem?.code }
            return code
        }
        if let problem, problem.code != before {
            self.logger.warning("jobs cannot be claimed", metadata: ["error.message": "\(problem)"])
        } else if problem == nil, before != nil {
            self.logger.notice("jobs can be claimed again")
        }
    }

    // MARK: - Running

    /// How the processing of a job came to its end.
    private enum Ending {
        case processed
        case ended(SessionEnd)
    }

    private func run(_ claimed: ClaimedJob, _ stop: OneTimeValue<StopReason>) async {
        var logger = self.logger
        logger[metadataKey: "job.id"] = "\(claimed.job.id)"
        if let trace = claimed.job.facts.trace { logger[metadataKey: "trace_id"] = "\(trace.traceID)" }
        let session = JobSession(
            claimed: claimed,
            store: self.store,
            ledger: self.ledger,
            signals: self.signals,
            runtime: self.runtime,
            logger: logger
        )
        let reason = await withTaskGroup(of: Ending?.self) { group in
            group.addTask {
                do throws(SessionEnd) {
                    try await self.processJob(session)
                    return .processed
                } catch {
                    return .ended(error)
                }
            }
            group.addTask {
                _ = await stop.wait()
                return nil
            }
            var ending: Ending?
            for await result in group {
                // Whichever is first: a stop breaks the processing off, its end makes the stop pointless.
                group.cancelAll()
                ending = ending ?? result
            }
            switch ending {
            case .processed, nil: return nil as StopReason?
            case .ended(.ownershipLost): return .leaseLost
            // A worker whose own task is cancelled stops its jobs without a stop being set.
            case .ended(.interrupted): return stop.current ?? .draining
            }
        }
        await self.close(session, reason, logger)
        if self.slots.withLock({ $0.remove(claimed.lease, at: self.runtime.uptime()) }) { self.wakeUp.signal() }
    }

    private func close(_ session: JobSession, _ reason: StopReason?, _ logger: Logger) async {
        switch reason {
        case nil:
            logger.debug("job processed")
        case .draining:
            await session.release()
        case .cancelled, .leaseLost:
            logger.info("job stopped", metadata: ["reason": "\(reason.map(String.init(describing:)) ?? "")"])
        }
        await session.settleLate()
    }

    private func stopAll(_ reason: StopReason) {
        for stop in self.slots.withLock({ $0.stops }) { stop.set(reason) }
    }

    // MARK: - Services

    /// Claims at least once a second, so that a lost ticket, a due job or a dead worker's job waits no longer.
    private func keepClaiming() async {
        while !Task.isCancelled {
            self.wakeUp.signal()
            do throws(CancellationError) {
                try await self.runtime.sleep(WorkerSettings.longestClaimInterval)
            } catch {
                return
            }
        }
    }

    private func watchSignals() async {
        let cancellations = self.signals.subscribe { if case .cancelled = $0 { true } else { false } }
        for await signal in cancellations {
            guard case .cancelled(let id) = signal, let lease = self.slots.withLock({ $0.lease(of: id) }) else {
                continue
            }
            // The hint may be late, and about an earlier run: the store knows whether this one goes on.
            await self.renew([lease], ifLost: .cancelled)
        }
    }

    private func endGracePeriod() async {
        guard await self.drain.wait() != nil else { return }
        self.logger.notice("draining", metadata: ["jobs.running": "\(self.runningJobs)"])
        do throws(CancellationError) {
            try await self.runtime.sleep(self.settings.grace)
        } catch {
            return
        }
        self.stopAll(.draining)
    }

    /// Renews every lease at a third of its time, and stops jobs whose lease was lost.
    private func renewLeases() async {
        while !Task.isCancelled {
            do throws(CancellationError) { try await self.runtime.sleep(self.settings.lease / 3) } catch { return }
            let leases = self.slots.withLock { $0.leases }
            guard !leases.isEmpty else { continue }
            await self.renew(leases, ifLost: .leaseLost)
        }
    }

    /// Stops jobs whose lease has run out by this process's own clock. A task of its own: a renewal that waits for a
    /// store which does not answer must not keep a job running that somebody else may own by now.
    private func stopExpired() async {
        while !Task.isCancelled {
            let now = self.runtime.uptime()
            for stop in self.slots.withLock({ $0.expired(at: now) }) { stop.set(.leaseLost) }
            // A job that starts meanwhile has its lease for longer than the longest of these pauses.
            let next = self.slots.withLock { $0.nextExpiry(after: now) } ?? now + self.settings.lease
            do throws(CancellationError) {
                try await self.runtime.sleep(min(next - now, self.settings.lease / 3))
            } catch {
                return
            }
        }
    }

    private func renew(_ leases: [HeldLease], ifLost reason: StopReason) async {
        let leaseEnds = self.runtime.uptime() + self.settings.lease
        do throws(JobStoreError) {
            let lost = try await self.store.renew(leases, owner: self.owner, for: self.settings.lease)
            let stops = self.slots.withLock { $0.renewed(leases, lost: lost, leaseEnds: leaseEnds) }
            for stop in stops { stop.set(reason) }
        } catch {
            self.logger.warning("leases were not renewed", metadata: ["error.message": "\(error)"])
        }
    }
}

extension ClaimedJob {
    fileprivate var lease: HeldLease { HeldLease(job: self.job.id, fence: self.job.fence) }
}
