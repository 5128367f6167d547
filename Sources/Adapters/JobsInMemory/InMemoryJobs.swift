import JobsApplication
import JobsDomain

/// Everything an ``InMemoryJobStore`` holds. A value: its owner keeps it behind one lock, which makes every
/// method one transaction.
struct InMemoryJobs {
    /// One job with all that belongs to it.
    struct Entry {
        var job: Job
        let input: [UInt8]
        let metadata: [UInt8]
        let title: SearchText?
        var checkpoints: [Checkpoint] = []
        var events: [JobEvent]
        /// By the store's clock.
        var notBefore: Duration = .zero
        /// By the store's clock.
        var leaseEnds: Duration = .zero

        var details: JobDetails {
            JobDetails(job: self.job, metadata: self.metadata, checkpoints: self.checkpoints.filter(\.path.isTopLevel))
        }
    }

    /// Where a job stands in its queue.
    private struct Place: Comparable {
        let priority: Int
        let sequence: Int64
        let id: JobID

        init(_ job: Job) {
            self.priority = job.facts.priority
            self.sequence = job.facts.sequence
            self.id = job.id
        }

        static func < (lhs: Place, rhs: Place) -> Bool {
            (lhs.priority, lhs.sequence) < (rhs.priority, rhs.sequence)
        }
    }

    /// Owner and key, compared as bytes.
    private struct KeyName: Hashable {
        let owner: [UInt8]
        let key: [UInt8]
    }

    private struct StoredKey {
        let job: JobID
        let fingerprint: SHA256Digest
        let expires: Duration
    }

    private(set) var jobs: [JobID: Entry] = [:]
    private(set) var ledger: [JobID: [ModelCall]] = [:]
    private(set) var log = InMemoryEventLog()
    var shared = InMemorySharedState()
    private var sequence: Int64 = 0
    /// Jobs that have not ended, in the order in which they are to start.
    private var open: [Place] = []
    /// Every job, oldest first.
    private(set) var bySequence: [JobID] = []
    private var keys: [KeyName: StoredKey] = [:]

    // MARK: - Insert

    mutating func insert(_ submission: JobSubmission, now: Duration) throws(JobStoreError) -> JobInsertion {
        if let existing = self.jobs[submission.id] { return Self.insertion(existing.job, isReplay: false) }
        var name: KeyName?
        if let key = submission.idempotency {
            let keyName = KeyName(owner: Array(submission.owner.utf8), key: Array(key.key.utf8))
            if let stored = self.keys[keyName], stored.expires > now, let entry = self.jobs[stored.job] {
                guard stored.fingerprint == key.fingerprint else {
                    throw JobStoreError(.idempotencyConflict, "the key was used with other fields")
                }
                return Self.insertion(entry.job, isReplay: true)
            }
            name = keyName
        }
        self.sequence += 1
        let (job, event) = Job.created(submission.facts(sequence: self.sequence))
        self.jobs[job.id] = Entry(
            job: job,
            input: submission.input,
            metadata: submission.metadata,
            title: submission.title.map { SearchText($0) },
            events: [event]
        )
        self.log.append([event])
        self.bySequence.append(job.id)
        self.open(job)
        if let name, let key = submission.idempotency {
            self.keys[name] = StoredKey(job: job.id, fingerprint: key.fingerprint, expires: now + key.lifetime)
        }
        return Self.insertion(job, isReplay: false)
    }

    private static func insertion(_ job: Job, isReplay: Bool) -> JobInsertion {
        JobInsertion(id: job.id, sequence: job.facts.sequence, isReplay: isReplay)
    }

    // MARK: - Claim and renew

    mutating func claim(_ claim: JobClaim, now: Duration) throws(JobStoreError) -> ClaimedJobs {
        var claimed: [ClaimedJob] = []
        var exhausted: [JobID] = []
        for place in self.open where claimed.count < claim.limit {
            guard var entry = self.jobs[place.id], claim.workflows.contains(entry.job.facts.workflow),
                claim.queues?.contains(entry.job.facts.queue) ?? true
            else { continue }
            let isDue = entry.job.status == .pending && entry.notBefore <= now
            let isExpired = entry.job.status == .processing && entry.leaseEnds <= now
            guard isDue || isExpired else { continue }
            do throws(IllegalTransition) {
                let events = try entry.job.start(claim.start, recoveringFrom: isExpired ? .expired : nil)
                entry.events += events
                self.log.append(events)
            } catch {
                throw JobStoreError(.conflict, "an open job cannot be started", status: entry.job.status)
            }
            if entry.job.status == .processing {
                entry.leaseEnds = now + claim.lease
                claimed.append(ClaimedJob(job: entry.job, input: entry.input, checkpoints: entry.checkpoints))
            } else {
                exhausted.append(place.id)
            }
            self.jobs[place.id] = entry
        }
        for id in exhausted { if let entry = self.jobs[id] { self.close(entry.job) } }
        return ClaimedJobs(jobs: claimed, exhausted: exhausted)
    }

    mutating func renew(_ leases: [HeldLease], owner: LeaseOwner, until end: Duration) -> Set<JobID> {
        var lost: Set<JobID> = []
        for lease in leases {
            guard var entry = self.jobs[lease.job], entry.job.status == .processing,
                entry.job.state.leaseOwner == owner, entry.job.fence == lease.fence
            else {
                lost.insert(lease.job)
                continue
            }
            entry.leaseEnds = end
            self.jobs[lease.job] = entry
        }
        return lost
    }

    // MARK: - Change

    mutating func apply(_ change: JobChange, now: Duration) throws(JobStoreError) -> Job {
        guard var entry = self.jobs[change.job] else {
            self.settle(change.settlements)
            throw JobStoreError(.notFound, "there is no job \(change.job)")
        }
        if entry.job.state.lastCommand == change.command { return entry.job }
        do throws(StaleFence) {
            let events = try entry.job.apply(change)
            entry.events += events
            self.log.append(events)
        } catch {
            self.settle(change.settlements)
            throw JobStoreError(.staleFence, "fence \(error.given) is stale, \(error.current) is current")
        }
        for checkpoint in change.checkpoints { entry.checkpoints.upsert(checkpoint) }
        if let delay = change.requeueDelay { entry.notBefore = now + delay }
        self.jobs[change.job] = entry
        self.ledger[change.job, default: []] += change.intents.map { ModelCall(intent: $0) }
        for settlement in change.settlements { _ = self.note(settlement) }
        if entry.job.status.isEnded { self.close(entry.job) }
        return entry.job
    }

    mutating func cancel(_ request: JobRequest) throws(JobStoreError) -> Job {
        try self.change(request) { job throws(IllegalTransition) in
            try job.cancel(command: request.command, at: request.at)
        }
    }

    mutating func retry(_ request: JobRequest) throws(JobStoreError) -> Job {
        try self.change(request) { job throws(IllegalTransition) in
            try job.retry(command: request.command, at: request.at)
        }
    }

    private mutating func change(
        _ request: JobRequest,
        _ body: (inout Job) throws(IllegalTransition) -> JobEvent?
    ) throws(JobStoreError) -> Job {
        guard var entry = self.jobs[request.job] else {
            throw JobStoreError(.notFound, "there is no job \(request.job)")
        }
        guard entry.job.state.lastCommand != request.command else { return entry.job }
        let wasEnded = entry.job.status.isEnded
        do throws(IllegalTransition) {
            guard let event = try body(&entry.job) else { return entry.job }
            entry.events.append(event)
            self.log.append([event])
        } catch {
            let message = "a \(error.status.rawValue) job cannot \(error.transition.rawValue)"
            throw JobStoreError(.conflict, message, status: error.status)
        }
        entry.notBefore = .zero
        self.jobs[request.job] = entry
        switch (wasEnded, entry.job.status.isEnded) {
        case (false, true): self.close(entry.job)
        case (true, false): self.open(entry.job)
        default: break
        }
        return entry.job
    }

    // MARK: - Ledger

    mutating func settle(_ settlements: [CallSettlement]) {
        for settlement in settlements where self.note(settlement) {
            self.jobs[settlement.job]?.job.settle([settlement])
        }
    }

    /// Keeps a settlement; false where the call is settled already or was never intended.
    private mutating func note(_ settlement: CallSettlement) -> Bool {
        guard let index = self.ledger[settlement.job]?.firstIndex(where: { $0.intent.call == settlement.call }),
            self.ledger[settlement.job]?[index].settlement == nil
        else { return false }
        self.ledger[settlement.job]?[index].settlement = settlement
        return true
    }

    // MARK: - Read

    func statistics() -> JobStatistics {
        var counts: [String: [JobStatus: Int]] = [:]
        for entry in self.jobs.values { counts[entry.job.facts.queue, default: [:]][entry.job.status, default: 0] += 1 }
        let waiting = self.open.compactMap { self.jobs[$0.id]?.job }.filter { $0.status == .pending }
        let oldest = waiting.min { $0.facts.sequence < $1.facts.sequence }
        return JobStatistics(
            counts: counts,
            oldestWaiting: oldest.map { JobStatistics.OldestWaiting(job: $0.id, since: $0.facts.createdAt) }
        )
    }

    mutating func deleteEnded(before moment: Timestamp, limit: Int, now: Duration) -> Int {
        var ids: Set<JobID> = []
        for id in self.bySequence where ids.count < limit {
            guard let job = self.jobs[id]?.job, job.status.isEnded, let finishedAt = job.state.finishedAt,
                finishedAt < moment
            else { continue }
            ids.insert(id)
        }
        for id in ids { self.jobs[id] = nil }
        self.bySequence.removeAll(where: ids.contains)
        self.log.remove(eventsOf: ids)
        self.keys = self.keys.filter { $0.value.expires > now && !ids.contains($0.value.job) }
        return ids.count
    }

    // MARK: - Places

    private mutating func open(_ job: Job) {
        let place = Place(job)
        self.open.insert(place, at: self.index(of: place))
    }

    private mutating func close(_ job: Job) {
        let place = Place(job)
        let index = self.index(of: place)
        guard index < self.open.count, self.open[index].id == job.id else { return }
        self.open.remove(at: index)
    }

    /// The first place that is not before `place`.
    private func index(of place: Place) -> Int {
        var (low, high) = (0, self.open.count)
        while low < high {
            let middle = (low + high) / 2
            if self.open[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension [Checkpoint] {
    fileprivate mutating func upsert(_ checkpoint: Checkpoint) {
        self.removeAll { $0.path == checkpoint.path && $0.inputHash == checkpoint.inputHash }
        self.append(checkpoint)
    }
}
