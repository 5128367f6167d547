import JobsApplication
import JobsDomain

/// What every commit is compared with.
extension History {
    /// - Returns: the leases that were void.
    mutating func claimed(
        _ claim: JobClaim,
        _ claimed: ClaimedJobs,
        by lane: Int,
        now: Microseconds
    ) -> [LostLease] {
        var lost: [LostLease] = []
        self.require(claimed.jobs.count <= claim.limit, "a claim brought more jobs than allowed")
        for id in claimed.exhausted {
            self.withJob(id) { record, history in
                history.lose(&record, at: record.leaseEnds, &lost)
                history.requireEligible(record, now: now)
                record.status = .failed
                record.ended = now
            }
        }
        for job in claimed.jobs.map(\.job) {
            self.withJob(job.id) { record, history in
                history.requireEligible(record, now: now)
                history.lose(&record, at: record.leaseEnds, &lost)
                history.require(job.fence > record.fence, "a claim did not raise the fence of job \(job.id)")
                history.require(job.status == .processing, "a claimed job is not processing")
                if record.firstStart == nil { record.firstStart = history.nextMoment() }
                record.status = .processing
                record.fence = job.fence
                record.leaseEnds = now + claim.lease.microseconds
                record.claim = JobRecord.Claim(fence: job.fence, lane: lane, began: now)
                record.note(job)
            }
        }
        return lost
    }

    /// A claim finds that the one before it has lost its lease.
    private mutating func lose(_ record: inout JobRecord, at ended: Microseconds, _ lost: inout [LostLease]) {
        guard let claim = record.claim else { return }
        lost.append(LostLease(job: record.id, lane: claim.lane, ended: ended))
        self.end(&record, at: ended, byItself: false)
    }

    private mutating func requireEligible(_ record: JobRecord, now: Microseconds) {
        switch record.status {
        case .pending: self.require(record.notBefore <= now, "job \(record.id) started before it was due")
        case .processing: self.require(record.leaseEnds <= now, "job \(record.id) was taken from a valid lease")
        case .completed, .failed, .cancelled: self.fail("job \(record.id) was claimed after its end")
        }
    }

    mutating func renewed(_ leases: [HeldLease], lost: Set<JobID>, for duration: Duration, now: Microseconds) {
        for lease in leases {
            self.withJob(lease.job) { record, history in
                let isHeld = record.status == .processing && record.fence == lease.fence
                history.require(isHeld != lost.contains(lease.job), "a renewal of job \(lease.job) lied")
                if isHeld { record.leaseEnds = now + duration.microseconds }
            }
        }
    }

    mutating func applied(_ change: JobChange, _ job: Job, now: Microseconds) {
        self.withJob(change.job) { record, history in
            guard record.lastCommand != change.command else {
                return history.require(
                    record.lastEvent == job.state.lastEvent,
                    "a repeated write of job \(job.id) took effect again"
                )
            }
            history.require(
                record.status == .processing && record.fence == change.fence,
                "a write to job \(job.id) with fence \(change.fence) took effect although it is \(record.status.rawValue)"
                    + " with fence \(record.fence)"
            )
            for action in change.actions { history.perform(action, &record, change.fence, now) }
            if let delay = change.requeueDelay { record.notBefore = now + delay.microseconds }
            history.require(job.fence >= record.fence, "the fence of job \(job.id) fell")
            record.status = job.status
            record.fence = job.fence
            if job.status.isEnded { record.ended = now }
            record.note(job)
        }
    }

    private mutating func perform(
        _ action: JobChange.Action,
        _ record: inout JobRecord,
        _ fence: Fence,
        _ now: Microseconds
    ) {
        switch action {
        case .startStep(let step):
            self.require(!record.finishedSteps.contains(step), "finished step \(step) of job \(record.id) began again")
        case .intend(let intent):
            self.require(
                !record.finishedSteps.contains(intent.step.step) && record.claim?.answeredStep != intent.step.step,
                "step \(intent.step) of job \(record.id) was asked for again after its answer"
            )
            let isAsking = record.claim?.calls.last.map { self.calls[$0]?.isUnderWay == true } ?? false
            self.require(!isAsking, "job \(record.id) asked while it was asking")
            let lane = record.claim?.lane ?? 0
            self.add(CallRecord(job: record.id, step: intent.step.step, fence: fence, lane: lane), intent.call)
            record.claim?.calls.append(intent.call)
        case .checkpoint(let checkpoint):
            let step = checkpoint.path.step
            self.require(!record.finishedSteps.contains(step), "step \(step) of job \(record.id) finished twice")
            record.finishedSteps.append(step)
            if record.claim?.answeredStep == step { record.claim?.answeredStep = nil }
        case .settle(let settlement):
            self.withCall(settlement.call) { call, _ in call.isSettled = true }
        case .complete, .fail, .requeue:
            self.end(&record, at: now, byItself: true)
        case .retryStep, .fallBack:
            break
        }
    }

    /// A claim ends. One that its own worker ends leaves nothing paid behind and nothing unsettled.
    private mutating func end(_ record: inout JobRecord, at time: Microseconds, byItself: Bool) {
        guard let claim = record.claim else { return }
        record.claim = nil
        guard byItself else {
            for id in claim.calls where self.calls[id]?.isUnderWay == true {
                self.withCall(id) { call, _ in call.lost = time }
            }
            return
        }
        self.require(claim.answeredStep == nil, "a paid answer for job \(record.id) was thrown away")
        for id in claim.calls {
            self.require(
                self.calls[id]?.isSettled == true,
                "a worker gave up job \(record.id) and left call \(id) unsettled"
            )
        }
    }

    mutating func cancelled(_ job: Job, now: Microseconds) {
        self.withJob(job.id) { record, history in
            history.require(job.status == .cancelled, "a job is \(job.status.rawValue) after a cancel")
            guard record.status != .cancelled else { return }
            history.require(!record.status.isEnded, "an ended job was cancelled")
            history.require(job.fence > record.fence, "a cancel did not raise the fence of job \(job.id)")
            if record.firstCancel == nil { record.firstCancel = history.nextMoment() }
            record.status = .cancelled
            record.fence = job.fence
            record.notBefore = 0
            record.ended = now
            history.end(&record, at: now, byItself: false)
            record.note(job)
        }
    }

    mutating func retried(_ request: JobRequest, _ job: Job) {
        self.withJob(job.id) { record, history in
            guard record.lastCommand != request.command else { return }
            history.require(record.status == .failed || record.status == .cancelled, "an open job was retried")
            history.require(job.fence > record.fence, "a retry did not raise the fence of job \(job.id)")
            record.status = .pending
            record.run += 1
            record.ended = nil
            record.fence = job.fence
            record.notBefore = 0
            record.note(job)
        }
    }

    // MARK: - Models

    mutating func asked(_ call: UUIDv7, now: Microseconds) {
        self.withCall(call) { call, history in
            history.require(call.sent == nil, "a call was sent twice")
            call.sent = now
        }
    }

    /// - Returns: when the lease of the call's claim ended or will end; nil where that was over before the call.
    mutating func callEnded(_ id: UUIDv7, isAnswered: Bool, now: Microseconds) -> Microseconds? {
        guard let call = self.calls[id] else { return nil }
        self.withCall(id) { call, _ in call.ended = now }
        let began = call.sent ?? now
        guard let record = self[call.job], let claim = record.claim, claim.fence == call.fence else {
            return call.lost.flatMap { began < $0 ? $0 : nil }
        }
        if isAnswered {
            self.withJob(call.job) { record, history in
                history.require(claim.answeredStep == nil, "two answers for one claim of job \(record.id)")
                record.claim?.answeredStep = call.step
            }
        }
        return began < record.leaseEnds ? record.leaseEnds : nil
    }
}

extension JobRecord {
    fileprivate mutating func note(_ job: Job) {
        self.lastEvent = job.state.lastEvent
        self.lastCommand = job.state.lastCommand
    }
}
