import JobsDomain

/// Reads the log of one job's events and says where it breaks the rules. A second telling of the rules, by
/// events alone, so that a mistake in the first one is found.
struct EventLog {
    private(set) var status = JobStatus.pending
    private(set) var run = 1
    private(set) var attempts = 0
    private(set) var problem: String?
    private var startsInVain = 0
    private var finishedSteps: [String] = []
    private let attemptLimit: Int

    /// The table of the architecture's description, told once more.
    private static let moves: [JobTransition: (from: [JobStatus], to: JobStatus)] = [
        .start: ([.pending], .processing),
        .recover: ([.processing], .pending),
        .requeue: ([.processing], .pending),
        .complete: ([.processing], .completed),
        .fail: ([.pending, .processing], .failed),
        .cancel: ([.pending, .processing], .cancelled),
        .retry: ([.failed, .cancelled], .pending),
    ]

    /// Reads a whole log.
    init(_ events: [JobEvent], attemptLimit: Int, coverage: inout Coverage) {
        self.attemptLimit = attemptLimit
        self.require(events.first?.kind == .jobCreated, "does not begin with its creation")
        var lastTime = Timestamp(millisecondsSinceEpoch: 0)
        for (index, event) in events.enumerated() {
            self.require(event.number == index + 1, "has a gap before event \(event.number)")
            self.require(event.at >= lastTime, "goes back in time at event \(event.number)")
            lastTime = event.at
            coverage.count(event.kind)
            self.read(event, &coverage)
            guard self.problem == nil else { return }
        }
    }

    private mutating func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
        if !condition, self.problem == nil { self.problem = problem() }
    }

    private mutating func move(_ transition: JobTransition, _ event: JobEvent, _ coverage: inout Coverage) {
        guard let (from, target) = Self.moves[transition], from.contains(self.status) else {
            return self.require(false, "has \(event.kind.rawValue) where it cannot be, as event \(event.number)")
        }
        coverage.count(transition, from: self.status)
        self.status = target
    }

    private mutating func read(_ event: JobEvent, _ coverage: inout Coverage) {
        switch event.kind {
        case .jobCreated: self.require(event.number == 1, "is created twice")
        case .jobStarted: self.readStart(event, &coverage)
        case .jobRecovered: self.move(.recover, event, &coverage)
        case .jobRequeued: self.readRequeue(event, &coverage)
        case .jobCompleted: self.move(.complete, event, &coverage)
        case .jobCancelled: self.move(.cancel, event, &coverage)
        case .jobFailed:
            self.move(.fail, event, &coverage)
            if event.says(#""reason":"attempts_exhausted""#) {
                self.require(self.startsInVain == self.attemptLimit, "gave up after too few starts")
            }
        case .stepStarted, .stepRetrying, .stepFellBack:
            self.require(self.status == .processing, "has \(event.kind.rawValue) while it is not processing")
            self.require(
                event.step.map { !self.finishedSteps.contains($0) } ?? false,
                "has \(event.kind.rawValue) for a finished step"
            )
        case .stepCompleted:
            self.require(self.status == .processing, "has \(event.kind.rawValue) while it is not processing")
            self.require(
                event.step.map { !self.finishedSteps.contains($0) } ?? false,
                "finishes a step twice"
            )
            self.finishedSteps += event.step.map { [$0] } ?? []
            self.startsInVain = 0
        }
    }

    private mutating func readStart(_ event: JobEvent, _ coverage: inout Coverage) {
        self.move(.start, event, &coverage)
        self.attempts += 1
        self.startsInVain += 1
        self.require(self.startsInVain <= self.attemptLimit, "starts more often than allowed")
        self.require(
            event.says(#"{"run":\#(self.run),"attempt":\#(self.attempts)}"#),
            "miscounts at event \(event.number)"
        )
    }

    private mutating func readRequeue(_ event: JobEvent, _ coverage: inout Coverage) {
        let reason = RequeueReason.allCases.first { event.says(#"{"reason":"\#($0.rawValue)""#) }
        guard let reason else { return self.require(false, "has a requeue without a reason") }
        coverage.count(reason)
        guard reason != .manual else {
            self.move(.retry, event, &coverage)
            self.run += 1
            self.startsInVain = 0
            return self.require(event.says(#""run":\#(self.run)}"#), "miscounts the runs at event \(event.number)")
        }
        self.move(.requeue, event, &coverage)
        if reason == .released || reason == .parked {
            self.attempts -= 1
            self.startsInVain = max(0, self.startsInVain - 1)
        }
    }
}

extension JobEvent {
    /// Whether its data contains some JSON.
    fileprivate func says(_ json: String) -> Bool {
        guard let data = self.data else { return false }
        let wanted = Array(json.utf8)
        guard data.count >= wanted.count else { return false }
        return (0...(data.count - wanted.count)).contains { data[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}
