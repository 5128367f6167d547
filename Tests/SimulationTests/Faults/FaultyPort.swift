import JobsApplication

/// One end of every call that a simulated process makes to the outside: where calls are numbered, delayed, refused,
/// and where the process dies.
struct FaultyPort {
    let process: SimulatedProcess
    unowned let world: World

    /// Makes one call as its fate wants it.
    ///
    /// Whatever a dead process calls fails and has no effect, so its tasks end without a trace.
    func call<Value, Failure: PortError>(
        _ method: PortMethod,
        _ subject: UInt64,
        _ effect: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        self.world.requireDriver(method)
        guard self.process.isAlive else { throw .hadNoEffect }
        let fate = self.world.fate(of: method, self.process)
        if fate.crash == .before { throw self.crash(method, .before, subject) }
        if fate.yields { await Task.yield() }
        guard await self.passes(fate.delayBefore, method), self.process.isAlive else { throw .hadNoEffect }
        guard fate.failure != .before, !self.world.isUnreachable(method, from: self.process) else {
            self.world.note(.failedBefore, self.process.lane, method, subject)
            throw fate.isOverloaded ? self.overloaded() : .hadNoEffect
        }
        let value: Value
        do throws(Failure) {
            value = try await effect()
        } catch {
            guard self.process.isAlive else { throw error }
            if fate.crash == .after { throw self.crash(method, .after, subject) }
            self.world.note(.refused, self.process.lane, method, subject)
            throw error
        }
        if fate.crash == .after { throw self.crash(method, .after, subject) }
        guard await self.passes(fate.delayAfter, method), self.process.isAlive else { throw .hadNoEffect }
        guard fate.failure != .after else {
            self.world.note(.failedAfter, self.process.lane, method, subject)
            throw .mayHaveHadEffect(of: method)
        }
        self.world.note(.succeeded, self.process.lane, method, subject)
        return value
    }

    /// Lets time pass.
    ///
    /// - Returns: false where the call was broken off, as a cancelled call of the queue is. What has left for the
    ///   store is not called back.
    private func passes(_ delay: Microseconds, _ method: PortMethod) async -> Bool {
        guard delay > 0 else { return true }
        if method.isQueue { return await self.world.scheduler.rest(delay) }
        await self.world.scheduler.restUncancelled(delay)
        return true
    }

    /// The process dies here and now.
    private func crash<Failure: PortError>(_ method: PortMethod, _ side: Side, _ subject: UInt64) -> Failure {
        self.die(method, side, subject)
        return .hadNoEffect
    }

    func die(_ method: PortMethod, _ side: Side, _ subject: UInt64) {
        self.world.note(side == .before ? .crashedBefore : .crashedAfter, self.process.lane, method, subject)
        self.world.coverage.countCrash(at: method, side)
        self.world.kill(self.process)
    }

    private func overloaded<Failure: PortError>() -> Failure {
        JobStoreError(.overloaded, "too many writes wait") as? Failure ?? .hadNoEffect
    }
}
