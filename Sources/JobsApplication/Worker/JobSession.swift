import JobsDomain
import Logging
import Synchronization

/// Why a session cannot go on.
enum SessionEnd: Error, Equatable {
    /// Somebody else owns the job now, or it was cancelled.
    case ownershipLost
    /// The task was cancelled: the worker stops the job.
    case interrupted
}

/// One worker's hold on one job: gathers what has happened and writes it in as few commits as possible.
///
/// No change is told to anybody before it is written. Several tasks may use a session, each for a part of
/// the job; what they record is written in one change, and one change at a time.
final class JobSession: Sendable {
    let claimed: ClaimedJob
    private let store: any JobStore
    private let ledger: any CallLedger
    private let signals: any JobSignals
    private let runtime: JobRuntime
    /// Its lines name the job, and the trace of the request that submitted it.
    let logger: Logger
    private let state: Mutex<State>
    private let gate = SerialGate()

    private struct State {
        var pending: [JobChange.Action] = []
        /// The job as it is after the last change that was written.
        var job: Job
        /// A change that may or may not have been written. It is repeated under its own name before
        /// anything else, so that what it says happens once.
        var unfinished: JobChange?
        /// Set once a change was refused: whoever recorded a part of it is told, too.
        var isLost = false
    }

    /// The pauses between repeated writes while the store is down.
    private static let pauses = [50, 100, 200, 400, 800].map { Duration.milliseconds($0) }

    init(
        claimed: ClaimedJob,
        store: any JobStore,
        ledger: any CallLedger,
        signals: any JobSignals,
        runtime: JobRuntime,
        logger: Logger
    ) {
        self.claimed = claimed
        self.store = store
        self.ledger = ledger
        self.signals = signals
        self.runtime = runtime
        self.logger = logger
        self.state = Mutex(State(job: claimed.job))
    }

    /// Tells watchers something that is not kept.
    func tell(_ signal: JobSignal) {
        self.signals.publish([signal])
    }

    /// Keeps an action for the next ``flush()``.
    func record(_ action: JobChange.Action) {
        self.state.withLock { $0.pending.append(action) }
    }

    /// Writes what was recorded, as one change. Repeats it while the store is down; the lease bounds that,
    /// because losing it cancels the task.
    func flush() async throws(SessionEnd) {
        await self.gate.enter()
        defer { self.gate.leave() }
        if self.state.withLock({ $0.isLost }) { throw .ownershipLost }
        if let unfinished = self.state.withLock({ $0.unfinished }) { try await self.write(unfinished) }
        let change = self.state.withLock { state in
            defer { state.pending.removeAll() }
            return JobChange(
                command: self.runtime.makeID(),
                job: self.claimed.job.id,
                fence: self.claimed.job.fence,
                at: self.runtime.now(),
                actions: state.pending,
                expected: state.job
            )
        }
        guard !change.actions.isEmpty else { return }
        try await self.write(change)
    }

    private func write(_ change: JobChange) async throws(SessionEnd) {
        self.state.withLock { $0.unfinished = change }
        for attempt in 0... {
            do throws(JobStoreError) {
                let job = try await self.store.apply(change)
                self.state.withLock { state in
                    state.unfinished = nil
                    state.job = job
                }
                return self.signals.publish([.changed(job.id, event: job.state.lastEvent)])
            } catch {
                try await self.react(to: error, attempt: attempt)
            }
        }
    }

    private func react(to error: JobStoreError, attempt: Int) async throws(SessionEnd) {
        switch error.code {
        case .unavailable, .outcomeUnknown, .overloaded:
            self.logger.warning("a write of a running job failed", metadata: ["error.message": "\(error)"])
            do throws(CancellationError) {
                try await self.runtime.sleep(Self.pauses[min(attempt, Self.pauses.count - 1)])
            } catch {
                throw .interrupted
            }
        default:
            self.state.withLock { state in
                // Where the job is not ours, the store has kept the settlements. Anything else was undone with them, and
                // they are left for ``settleLate()``.
                if error.code == .staleFence || error.code == .notFound { state.unfinished = nil }
                state.isLost = true
            }
            self.logger.info("the job is not ours any more", metadata: ["error.message": "\(error)"])
            throw .ownershipLost
        }
    }

    /// Gives the job back at its old place, for a worker that ends. What was recorded is written too.
    func release() async {
        self.record(.requeue(.released, delay: .zero, cause: nil))
        do throws(SessionEnd) {
            try await self.flush()
        } catch {
            // The lease runs out by itself, and the next claim recovers the job.
            self.logger.warning("a job could not be released; its lease has to run out")
        }
    }

    /// Keeps settlements that can no longer travel with a change: a paid call is a paid call.
    func settleLate() async {
        let settlements = self.state.withLock { state in
            defer { state = State(job: state.job) }
            return ((state.unfinished?.actions ?? []) + state.pending).compactMap { action in
                if case .settle(let settlement) = action { settlement } else { nil }
            }
        }
        guard !settlements.isEmpty else { return }
        do throws(JobStoreError) {
            try await self.ledger.settle(settlements)
        } catch {
            // Without its settlement the intent says `maybe_billed`, which is the truth.
            self.logger.warning("settlements were not stored", metadata: ["error.message": "\(error)"])
        }
    }
}
