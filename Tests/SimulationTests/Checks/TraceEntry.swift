/// One line of a world's trace, as compact as can be: text is made of it only after a failure.
struct TraceEntry {
    /// What happened. The first cases are ways in which a port call ended.
    enum What: UInt8 {
        case succeeded, refused, failedBefore, failedAfter, crashedBefore, crashedAfter
        case began, exited, killed, frozen, thawed, drainBegan, wallClockStepped
        case partitioned, storeWentDown, providersWentDown, queueFlushed
        case ticketsDropped, ticketsRepeated, ticketsReordered, signalsDropped, signalsRepeated, signalsDelayed
        case modelAnswered, modelFailed
        case requested, answered, answerLost, clientDone
    }

    let time: Microseconds
    let lane: Int
    let what: What
    let method: PortMethod?
    /// Names a job, a call or a request.
    let subject: UInt64

    /// A number that differs for different entries.
    var digest: UInt64 {
        let place = UInt64(self.lane) << 16 | UInt64(self.what.rawValue) << 8 | UInt64(self.method?.rawValue ?? 255)
        return SimulationRandom.mixed(UInt64(bitPattern: self.time) ^ place << 40)
            ^ SimulationRandom.mixed(self.subject ^ place)
    }

    /// For people.
    func text(lanes: [String]) -> String {
        let seconds = self.time / .oneSecond
        let micros = String(self.time % .oneSecond + .oneSecond).dropFirst()
        let call = self.method.map { "\($0) " } ?? ""
        return "\(seconds).\(micros) \(lanes[self.lane]): \(call)\(self.what) \(String(self.subject, radix: 16))"
    }
}
