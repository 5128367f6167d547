/// Who wants to start jobs, and how often a job may be started in vain.
public struct JobStart: Sendable, Equatable {
    /// Names this claim; see ``Job/State-swift.struct/lastCommand``.
    public let command: UUIDv7
    public let owner: LeaseOwner
    /// `JOB_MAX_ATTEMPTS`: starts without finishing a step or part.
    public let attemptLimit: Int
    public let at: Timestamp

    public init(command: UUIDv7, owner: LeaseOwner, attemptLimit: Int, at: Timestamp) {
        self.command = command
        self.owner = owner
        self.attemptLimit = attemptLimit
        self.at = at
    }
}

/// Why a lease no longer protects its job.
public enum LeaseLoss: String, Sendable, Hashable, CaseIterable {
    case expired = "lease_expired"
    /// The owning process is gone.
    case ownerDied = "owner_died"
}

extension Job {
    /// Starts the job for a worker that claims it, or ends it where it was started too often in vain.
    ///
    /// - Parameters:
    ///   - start: who claims it.
    ///   - loss: why the former lease is void; needed where the job is still processing.
    /// - Returns: the events to store with the change. Afterwards the job is `processing` and owned by
    ///   the claimant, or `failed` with `attempts_exhausted`.
    /// - Throws: ``IllegalTransition`` where the job is neither pending nor processing with a void lease.
    public mutating func start(
        _ start: JobStart,
        recoveringFrom loss: LeaseLoss?
    ) throws(IllegalTransition) -> [JobEvent] {
        guard self.status == .pending || (self.status == .processing && loss != nil) else {
            throw IllegalTransition(transition: .start, status: self.status)
        }
        var events: [JobEvent] = []
        if self.status == .processing, let loss {
            try self.move(.recover)
            self.state.fence.raise()
            events.append(self.append(.jobRecovered, data: ["reason": .string(loss.rawValue)], at: start.at))
        }
        self.state.lastCommand = start.command
        guard self.state.startsSinceCheckpoint < start.attemptLimit else {
            let failure = JobFailure.attemptsExhausted(limit: start.attemptLimit, step: self.state.currentStep)
            return events + [try self.fail(failure, at: start.at)]
        }
        try self.move(.start)
        self.state.fence.raise()
        self.state.leaseOwner = start.owner
        self.state.failure = nil
        self.state.attempts += 1
        self.state.startsSinceCheckpoint += 1
        events.append(
            self.append(
                .jobStarted,
                data: ["run": .integer(self.state.run), "attempt": .integer(self.state.attempts)],
                at: start.at
            )
        )
        return events
    }

    /// Ends the run as failed.
    mutating func fail(_ failure: JobFailure, at: Timestamp) throws(IllegalTransition) -> JobEvent {
        try self.move(.fail)
        self.state.failure = failure
        self.state.finishedAt = at
        return self.append(
            .jobFailed,
            step: failure.step,
            data: ["reason": .string(failure.code), "error": .object(failure.json)],
            at: at
        )
    }
}
