import JobsApplication

/// A process's connection to the signals, which loses, repeats and delays hints.
struct FaultySignals: JobSignals {
    let port: FaultyPort
    let base: any JobSignals

    func publish(_ signals: [JobSignal]) {
        let world = self.port.world
        world.requireDriver(.publish)
        guard self.port.process.isAlive else { return }
        let fate = world.fate(of: .publish, self.port.process)
        if fate.crash == .before { return self.port.die(.publish, .before, UInt64(signals.count)) }
        for (delay, signals) in world.disturbed(signals, by: self.port.process) {
            if delay == 0 {
                self.base.publish(signals)
            } else {
                world.scheduler.after(delay) { self.base.publish(signals) }
            }
        }
        if fate.crash == .after { self.port.die(.publish, .after, UInt64(signals.count)) }
    }

    func subscribe(where isWanted: @escaping @Sendable (JobSignal) -> Bool) -> AsyncStream<JobSignal> {
        let world = self.port.world
        world.requireDriver(.subscribe)
        guard self.port.process.isAlive else { return AsyncStream { $0.finish() } }
        let fate = world.fate(of: .subscribe, self.port.process)
        if fate.crash == .before {
            self.port.die(.subscribe, .before, 0)
            return AsyncStream { $0.finish() }
        }
        let stream = self.base.subscribe(where: isWanted)
        if fate.crash == .after { self.port.die(.subscribe, .after, 0) }
        return stream
    }
}
