/// The writer is not, or no longer, the owner of the job.
public struct StaleFence: Error, Sendable, Equatable {
    public let given: Fence
    public let current: Fence
}

extension Job {
    /// Applies a write of the worker that owns the job.
    ///
    /// - Returns: the events to store with the change.
    /// - Throws: ``StaleFence`` where another claim, cancellation or release came in between; then
    ///   nothing changed, and only the settlements among the actions may be kept (``settle(_:)``).
    public mutating func apply(_ change: JobChange) throws(StaleFence) -> [JobEvent] {
        guard self.status == .processing, change.fence == self.fence else {
            throw StaleFence(given: change.fence, current: self.fence)
        }
        var changed = self
        var events: [JobEvent] = []
        changed.state.lastCommand = change.command
        for action in change.actions {
            do throws(IllegalTransition) {
                if let event = try changed.perform(action, at: change.at) { events.append(event) }
            } catch {
                // Only an action after the one that ended or released the job gets here: the writer
                // itself gave up the ownership that the rest of its change would need.
                throw StaleFence(given: change.fence, current: changed.fence)
            }
        }
        changed.state.updatedAt = max(changed.state.updatedAt, change.at)
        self = changed
        return events
    }

    /// Counts what calls used, whoever owns the job now.
    public mutating func settle(_ settlements: [CallSettlement]) {
        for settlement in settlements { self.state.usage.add(settlement) }
    }

    private mutating func perform(_ action: JobChange.Action, at: Timestamp) throws(IllegalTransition) -> JobEvent? {
        guard self.status == .processing else { throw IllegalTransition(transition: .complete, status: self.status) }
        switch action {
        case .startStep(let step):
            self.state.currentStep = step
            return self.append(.stepStarted, step: step, at: at)
        case .checkpoint(let checkpoint):
            return self.finish(checkpoint, at: at)
        case .retryStep(let step, let reason, let delay):
            return self.append(
                .stepRetrying,
                step: step,
                data: ["reason": .string(reason), "delay_ms": .integer(delay.milliseconds)],
                at: at
            )
        case .fallBack(let step, let from, let to, let reason):
            return self.append(
                .stepFellBack,
                step: step,
                data: ["reason": .string(reason), "from": .string(from), "to": .string(to)],
                at: at
            )
        case .intend(let intent):
            self.state.usage.add(intent)
            return nil
        case .settle(let settlement):
            self.state.usage.add(settlement)
            return nil
        case .complete:
            return try self.complete(at: at)
        case .fail(let failure):
            return try self.fail(failure, at: at)
        case .requeue(let reason, let delay, let cause):
            return try self.requeue(reason, delay: delay, cause: cause, at: at)
        }
    }

    private mutating func finish(_ checkpoint: Checkpoint, at: Timestamp) -> JobEvent? {
        self.state.startsSinceCheckpoint = 0
        self.state.isDegraded = self.state.isDegraded || checkpoint.isDegraded
        guard checkpoint.path.isTopLevel else { return nil }
        self.state.currentStep = nil
        self.state.completedSteps = min(self.facts.totalSteps, self.state.completedSteps + 1)
        var data = JSONWriter(reservingCapacity: checkpoint.output.count + 16)
        data.object { writer in
            writer.name("output")
            writer.raw(checkpoint.output)
        }
        return self.append(.stepCompleted, step: checkpoint.path.step, encodedData: data.bytes, at: at)
    }

    private mutating func complete(at: Timestamp) throws(IllegalTransition) -> JobEvent {
        try self.move(.complete)
        self.state.failure = nil
        self.state.finishedAt = at
        return self.append(.jobCompleted, data: ["usage": .object(self.state.usage.json)], at: at)
    }

    private mutating func requeue(
        _ reason: RequeueReason,
        delay: Duration,
        cause: JobFailure?,
        at: Timestamp
    ) throws(IllegalTransition) -> JobEvent {
        try self.move(.requeue)
        self.state.fence.raise()
        self.state.failure = cause
        if reason.givesAttemptBack {
            self.state.attempts -= 1
            self.state.startsSinceCheckpoint = max(0, self.state.startsSinceCheckpoint - 1)
        }
        if reason == .parked { self.state.parked += delay }
        var data: JSONObject = ["reason": .string(reason.rawValue)]
        if delay > .zero { data.append("delay_ms", .integer(delay.milliseconds)) }
        data.append("cause", cause.map { .string($0.code) })
        return self.append(.jobRequeued, step: cause?.step, data: data, at: at)
    }
}
