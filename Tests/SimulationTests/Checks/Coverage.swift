import JobsDomain

/// How often everything that a simulation is to reach was reached.
struct Coverage {
    private(set) var faults: [FaultKind: Int] = [:]
    private(set) var transitions: [Transition: Int] = [:]
    private(set) var events: [JobEvent.Kind: Int] = [:]
    private(set) var requeues: [RequeueReason: Int] = [:]
    private(set) var crashes: [Crash: Int] = [:]

    /// A legal move of ``JobTransition``.
    struct Transition: Hashable {
        let from: JobStatus
        let transition: JobTransition
    }

    /// A process died at a call.
    struct Crash: Hashable {
        let method: PortMethod
        let side: Side
    }

    mutating func count(_ kind: FaultKind) { self.faults[kind, default: 0] += 1 }

    mutating func count(_ kind: JobEvent.Kind) { self.events[kind, default: 0] += 1 }

    mutating func count(_ reason: RequeueReason) { self.requeues[reason, default: 0] += 1 }

    mutating func count(_ transition: JobTransition, from status: JobStatus) {
        self.transitions[Transition(from: status, transition: transition), default: 0] += 1
    }

    mutating func countCrash(at method: PortMethod, _ side: Side) {
        self.crashes[Crash(method: method, side: side), default: 0] += 1
    }

    mutating func add(_ other: Coverage) {
        self.faults.merge(other.faults, uniquingKeysWith: +)
        self.transitions.merge(other.transitions, uniquingKeysWith: +)
        self.events.merge(other.events, uniquingKeysWith: +)
        self.requeues.merge(other.requeues, uniquingKeysWith: +)
        self.crashes.merge(other.crashes, uniquingKeysWith: +)
    }

    /// Every count by its name, zeros included.
    var rows: [(name: String, count: Int)] {
        var rows: [(name: String, count: Int)] = []
        for kind in FaultKind.allCases { rows.append(("fault \(kind)", self.faults[kind] ?? 0)) }
        for status in JobStatus.allCases {
            for transition in JobTransition.allCases where transition.target(from: status) != nil {
                let count = self.transitions[Transition(from: status, transition: transition)] ?? 0
                rows.append(("transition \(status.rawValue) \(transition.rawValue)", count))
            }
        }
        for kind in JobEvent.Kind.allCases { rows.append(("event \(kind.rawValue)", self.events[kind] ?? 0)) }
        for reason in RequeueReason.allCases where reason != Self.reasonNobodyGives {
            rows.append(("requeue \(reason.rawValue)", self.requeues[reason] ?? 0))
        }
        for method in PortMethod.allCases {
            for side in Side.allCases {
                let count = self.crashes[Crash(method: method, side: side)] ?? 0
                rows.append(("crash \(side) \(method)", count))
            }
        }
        return rows
    }

    /// The worker retries within its claim, so it never gives a job back for this reason.
    private static let reasonNobodyGives = RequeueReason.retry

    /// What was never reached.
    var gaps: [String] { self.rows.filter { $0.count == 0 }.map(\.name) }

    /// For people.
    var text: String {
        let rows = self.rows
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { row in
            row.name + String(repeating: " ", count: width - row.name.count + 2) + String(row.count)
        }.joined(separator: "\n")
    }
}
