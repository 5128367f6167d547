extension Job {
    /// Cancels the job for a client.
    ///
    /// - Returns: the event to store, or nil where it is cancelled already.
    /// - Throws: ``IllegalTransition`` where it has completed or failed.
    public mutating func cancel(command: UUIDv7, at: Timestamp) throws(IllegalTransition) -> JobEvent? {
        guard self.status != .cancelled else { return nil }
        try self.move(.cancel)
        self.state.fence.raise()
        self.state.lastCommand = command
        self.state.failure = nil
        self.state.finishedAt = at
        return self.append(.jobCancelled, step: self.state.currentStep, data: ["reason": "requested"], at: at)
    }

    /// Opens the next run for a client; finished steps are kept.
    ///
    /// - Returns: the event to store.
    /// - Throws: ``IllegalTransition`` where it has not failed and is not cancelled.
    public mutating func retry(command: UUIDv7, at: Timestamp) throws(IllegalTransition) -> JobEvent {
        try self.move(.retry)
        self.state.fence.raise()
        self.state.lastCommand = command
        self.state.run += 1
        self.state.startsSinceCheckpoint = 0
        self.state.parked = .zero
        self.state.currentStep = nil
        self.state.failure = nil
        self.state.finishedAt = nil
        return self.append(
            .jobRequeued,
            data: ["reason": .string(RequeueReason.manual.rawValue), "run": .integer(self.state.run)],
            at: at
        )
    }
}
