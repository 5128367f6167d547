import JobsApplication

/// What becomes of tickets and hints on their way.
extension World {
    func disturbed(_ tickets: [JobTicket], by process: SimulatedProcess) -> [JobTicket] {
        let plan = self.faults.plan
        var arriving: [JobTicket] = []
        for ticket in tickets {
            if self.faults.chance(plan.ticketsDropped, now: self.scheduler.now) {
                self.occurred(.ticketsDropped, .ticketsDropped, process.lane)
                continue
            }
            arriving.append(ticket)
            if self.faults.chance(plan.ticketsRepeated, now: self.scheduler.now) {
                self.occurred(.ticketsRepeated, .ticketsRepeated, process.lane)
                arriving.append(ticket)
            }
        }
        if !arriving.isEmpty, self.faults.chance(plan.ticketsReordered, now: self.scheduler.now) {
            self.occurred(.ticketsReordered, .ticketsReordered, process.lane)
            arriving.reverse()
            // Some are overtaken by what is sent later.
            let late = [arriving.removeFirst()]
            self.scheduler.after(self.faults.milliseconds(1...3000)) { self.deliver(late) }
        }
        return arriving
    }

    private func deliver(_ tickets: [JobTicket]) {
        let queue = self.queue
        _ = Task(executorPreference: self.outside) { try? await queue.send(tickets) }
    }

    func disturbed(_ signals: [JobSignal], by process: SimulatedProcess) -> [(Microseconds, [JobSignal])] {
        let plan = self.faults.plan
        var arriving: [(Microseconds, [JobSignal])] = []
        for signal in signals {
            if self.faults.chance(plan.signalsDropped, now: self.scheduler.now) {
                self.occurred(.signalsDropped, .signalsDropped, process.lane)
                continue
            }
            var delay: Microseconds = 0
            if self.faults.chance(plan.signalsDelayed, now: self.scheduler.now) {
                self.occurred(.signalsDelayed, .signalsDelayed, process.lane)
                delay = self.faults.milliseconds(1...5000)
            }
            arriving.append((delay, [signal]))
            if self.faults.chance(plan.signalsRepeated, now: self.scheduler.now) {
                self.occurred(.signalsRepeated, .signalsRepeated, process.lane)
                arriving.append((self.faults.milliseconds(0...8000), [signal]))
            }
        }
        return arriving
    }
}
