import JobsApplication

/// What becomes of calls, and what happens to whole processes.
extension World {
    func fate(of method: PortMethod, _ process: SimulatedProcess) -> Fate {
        let fate = self.faults.fate(of: method, now: self.scheduler.now)
        if fate.delayBefore + fate.delayAfter > 0 {
            let isLong = fate.delayAfter >= 2 * .oneSecond
            let (delayed, hung): (FaultKind, FaultKind) =
                method.isStore ? (.storeDelayed, .storeHung) : (.queueDelayed, .queueHung)
            self.coverage.count(isLong ? hung : delayed)
            if method.isStore, isLong {
                self.disturb(process, until: self.scheduler.now + fate.delayBefore + fate.delayAfter)
            }
        }
        guard let failure = fate.failure else { return fate }
        guard method.isStore else {
            self.coverage.count(failure == .before ? .queueFailedBefore : .queueFailedAfter)
            return fate
        }
        self.disturb(process)
        if !method.isStoreWrite {
            self.coverage.count(.storeReadFailed)
        } else if fate.isOverloaded {
            self.coverage.count(.storeOverloaded)
        } else {
            self.coverage.count(failure == .before ? .storeFailedBefore : .storeOutcomeUnknown)
        }
        return fate
    }

    /// Whether a call cannot get through now.
    func isUnreachable(_ method: PortMethod, from process: SimulatedProcess) -> Bool {
        let now = self.scheduler.now
        guard method.isStore, now < self.faults.plan.end else { return false }
        guard now < max(self.storeDownUntil, process.partitionedUntil) else { return false }
        self.disturb(process)
        self.coverage.count(now < self.storeDownUntil ? .storeOutage : .storePartition)
        return true
    }

    func modelBehaviour(timeout: Microseconds) -> ModelBehaviour {
        let now = self.scheduler.now
        // A model that is too slow for its timeout recovers too.
        let delay = self.faults.milliseconds(now < self.faults.plan.end ? self.shape.modelLatency : 0...300)
        if now < min(self.providersDownUntil, self.faults.plan.end) { return .outage(after: delay) }
        guard self.faults.chance(self.faults.plan.modelFails, now: now) else { return .right(after: delay) }
        return .wrong(&self.faults, timeout: timeout)
    }

    // MARK: - Incidents

    func scheduleIncidents() {
        for (at, incident) in self.faults.plan.incidents {
            self.scheduler.after(at) { self.happen(incident) }
        }
    }

    private func happen(_ incident: FaultPlan.Incident) {
        let now = self.scheduler.now
        let victim = self.faults.element(of: self.processes)
        switch incident {
        case .crash: self.kill(victim)
        case .freeze(let length): self.freeze(victim, for: length)
        case .drain: self.drain(self.faults.element(of: self.workers))
        case .partition(let length):
            self.note(.partitioned, victim.lane)
            victim.partitionedUntil = now + length
        case .storeOutage(let length):
            self.note(.storeWentDown, 0)
            self.storeDownUntil = now + length
        case .providerOutage(let length):
            self.note(.providersWentDown, 0)
            self.providersDownUntil = now + length
        case .queueFlush: self.flushQueue()
        case .wallClockJump(let distance):
            self.occurred(.wallClockJump, .wallClockStepped, victim.lane)
            victim.wallClockSkew += distance
        }
    }

    private func drain(_ worker: SimulatedProcess) {
        guard worker.isAlive, !worker.isDraining, !worker.isFrozen else { return }
        self.occurred(.drain, .drainBegan, worker.lane)
        worker.beginDrain()
        let limit = self.shape.grace.microseconds + 3 * .oneSecond
        let began = self.scheduler.now
        self.scheduler.after(limit) {
            self.history.require(
                !worker.isAlive || self.wasDisturbed(lane: worker.lane, since: began),
                "a worker that drains has not ended \(limit / .oneSecond) s later"
            )
        }
    }

    /// Forgets every ticket: a task that is cancelled already receives what there is and does not wait for more.
    private func flushQueue() {
        self.occurred(.queueFlushed, .queueFlushed)
        let queue = self.queue
        Task(executorPreference: self.outside) {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try? await queue.receive(queues: nil)
        }
    }
}
