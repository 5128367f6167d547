public import JobsDomain
public import Logging

/// The whole service in one value: submit, read, cancel and retry jobs, and run what they need.
///
/// For programs that embed AVO; the executables use the parts it is made of.
public struct JobService: Sendable {
    public let store: any JobStore & CallLedger
    public let workflows: WorkflowCatalog
    public let submitJob: SubmitJob
    public let cancelJob: CancelJob
    public let retryJob: RetryJob
    public let worker: JobWorker?
    /// The events of jobs, for streams; live while ``run()`` runs.
    public let events: EventHub
    /// The processes that share the store; nil where nobody else can.
    public let registry: ProcessRegistry?
    /// How the routes to models are doing; nil where nobody keeps watch.
    public let providers: ListProviders?
    let tickets: TicketSender
    let signals: any JobSignals
    let runtime: JobRuntime

    /// - Parameters:
    ///   - store: the truth about jobs, and the ledger of their calls.
    ///   - queue: wakes workers.
    ///   - signals: carries hints.
    ///   - workflows: what can be submitted.
    ///   - worker: runs jobs in this process; nil where other processes do.
    ///   - registry: the processes that share the store; nil where nobody else can.
    ///   - providers: how the routes to models are doing; nil where nobody keeps watch.
    ///   - events: how streams of events are served.
    ///   - ticketPause: how long tickets gather after a batch of them was sent, which spares a busy process a wake-up
    ///     for each.
    ///   - runtime: time, randomness and identifiers.
    ///   - logger: for everything that happens here.
    public init(
        store: any JobStore & CallLedger,
        queue: any JobQueue,
        signals: any JobSignals,
        workflows: [Workflow],
        worker: JobWorker?,
        registry: ProcessRegistry? = nil,
        providers: ListProviders? = nil,
        events: EventHubSettings = EventHubSettings(),
        ticketPause: Duration = .zero,
        runtime: JobRuntime,
        logger: Logger
    ) {
        let catalog = WorkflowCatalog(workflows)
        let tickets = TicketSender(queue: queue, pause: ticketPause, runtime: runtime, logger: logger)
        self.store = store
        self.workflows = catalog
        self.worker = worker
        self.registry = registry
        self.providers = providers
        self.events = EventHub(store: store, signals: signals, settings: events, runtime: runtime, logger: logger)
        self.tickets = tickets
        self.signals = signals
        self.runtime = runtime
        self.submitJob = SubmitJob(
            store: store,
            tickets: tickets,
            signals: signals,
            workflows: catalog,
            runtime: runtime
        )
        self.cancelJob = CancelJob(store: store, signals: signals, runtime: runtime)
        self.retryJob = RetryJob(store: store, tickets: tickets, signals: signals, runtime: runtime)
    }

    /// A service and its worker over adapters of the caller's choice.
    ///
    /// - Parameters:
    ///   - store: the truth about jobs, and the ledger of their calls.
    ///   - queue: wakes the worker.
    ///   - signals: carries hints.
    ///   - workflows: what can be submitted and run.
    ///   - routes: the models, in the order in which they are tried.
    ///   - settings: how many jobs at a time, and for how long.
    ///   - policy: when to try again, wait, or fall back.
    ///   - providers: how the routes are doing; nil asks the store.
    ///   - runtime: time, randomness and identifiers.
    ///   - logger: for everything that happens here.
    public init(
        store: some JobStore & CallLedger & SharedState,
        queue: any JobQueue,
        signals: any JobSignals,
        workflows: [Workflow] = [.guideline],
        routes: [ModelRoute] = [.localRules],
        settings: WorkerSettings = WorkerSettings(),
        policy: ModelPolicy = ModelPolicy(),
        providers: ListProviders? = nil,
        runtime: JobRuntime,
        logger: Logger = Logger(label: "avo")
    ) {
        let worker = JobWorker(
            owner: LeaseOwner("worker-\(runtime.makeID())"),
            store: store,
            ledger: store,
            shared: store,
            queue: queue,
            signals: signals,
            workflows: WorkflowCatalog(workflows),
            routes: routes,
            policy: policy,
            settings: settings,
            runtime: runtime,
            logger: logger
        )
        self.init(
            store: store,
            queue: queue,
            signals: signals,
            workflows: workflows,
            worker: worker,
            providers: providers
                ?? ListProviders(routes: routes, shared: store, ledger: store, runtime: runtime, logger: logger),
            runtime: runtime,
            logger: logger
        )
    }

    /// Why the queue does not take tickets, or nil while it works.
    public var queueProblem: String? { self.tickets.queueProblem }

    /// Sends tickets, serves streams of events and runs the worker, if there is one, until the worker is drained or the task is
    /// cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tickets.run() }
            group.addTask { await self.events.run() }
            if let worker {
                await worker.run()
                group.cancelAll()
            }
        }
    }

    /// Waits until a job has ended.
    ///
    /// - Returns: the job with its outputs.
    /// - Throws: ``JobStoreError`` with code `notFound` if there is no such job; `unavailable`, also where
    ///   the calling task is cancelled.
    public func end(of id: JobID) async throws(JobStoreError) -> JobDetails {
        let wakeUp = WakeUp()
        let signals = self.signals.subscribe { $0.isChange(of: id) }
        let result = await withTaskGroup(of: Void.self, returning: Result<JobDetails, JobStoreError>.self) { group in
            group.addTask {
                for await _ in signals { wakeUp.signal() }
            }
            // Hints may be lost, so the store is asked once a second whatever they say.
            group.addTask {
                do throws(CancellationError) {
                    while true {
                        try await self.runtime.sleep(WorkerSettings.longestClaimInterval)
                        wakeUp.signal()
                    }
                } catch {}
            }
            defer { group.cancelAll() }
            do throws(JobStoreError) {
                while !Task.isCancelled {
                    if let ended = try await self.endedJob(id) { return .success(ended) }
                    await wakeUp.wait()
                }
                throw JobStoreError(.unavailable, "stopped waiting for job \(id)")
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func endedJob(_ id: JobID) async throws(JobStoreError) -> JobDetails? {
        guard let details = try await self.store.job(id) else {
            throw JobStoreError(.notFound, "there is no job \(id)")
        }
        return details.job.status.isEnded ? details : nil
    }

    /// What clients see as `result`: JSON in UTF-8, or nil before the first step is finished.
    public func result(of details: JobDetails) -> [UInt8]? {
        JobResult(workflows: self.workflows).encoded(details)
    }
}
