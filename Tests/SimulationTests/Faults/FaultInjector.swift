/// Decides, by the seed and the plan, what becomes of every port call, and counts the calls.
struct FaultInjector {
    let plan: FaultPlan
    private(set) var calls = 0
    private var callsOfMethod = [Int](repeating: 0, count: PortMethod.allCases.count)
    private var random: SimulationRandom

    init(plan: FaultPlan, random: SimulationRandom) {
        self.plan = plan
        self.random = random
    }

    /// What becomes of the next call.
    mutating func fate(of method: PortMethod, now: Microseconds) -> Fate {
        self.calls += 1
        self.callsOfMethod[method.rawValue] += 1
        var fate = Fate.good
        fate.crash = self.crash(method)
        fate.yields = self.random.chance(250)
        guard now < self.plan.end else { return fate }
        if method.isStore {
            self.disturbStore(&fate, method)
        } else if method.isQueue {
            self.disturbQueue(&fate)
        }
        return fate
    }

    private func crash(_ method: PortMethod) -> Side? {
        for point in self.plan.crashPoints {
            let count = point.method == nil ? self.calls : self.callsOfMethod[method.rawValue]
            if point.method ?? method == method, point.ordinal == count { return point.side }
        }
        return nil
    }

    private mutating func disturbStore(_ fate: inout Fate, _ method: PortMethod) {
        if !method.isStoreWrite {
            if self.random.chance(self.plan.storeReadFails) { fate.failure = .before }
        } else if self.random.chance(self.plan.storeFailsBefore) {
            fate.failure = .before
            fate.isOverloaded = self.random.chance(200)
        } else if self.random.chance(self.plan.storeOutcomeUnknown) {
            fate.failure = .after
        }
        if self.random.chance(self.plan.storeHangs) {
            fate.delayBefore = self.random.milliseconds(0...30_000)
            fate.delayAfter = self.random.milliseconds(2000...30_000)
        } else if self.random.chance(self.plan.storeDelays) {
            fate.delayBefore = self.random.milliseconds(0...400)
            fate.delayAfter = self.random.milliseconds(0...400)
        }
    }

    private mutating func disturbQueue(_ fate: inout Fate) {
        if self.random.chance(self.plan.queueFails) { fate.failure = self.random.element(of: Side.allCases) }
        if self.random.chance(self.plan.queueDelays) { fate.delayBefore = self.random.milliseconds(0...900) }
        if self.random.chance(self.plan.queueHangs) { fate.delayAfter = self.random.milliseconds(5000...60_000) }
    }

    // MARK: - Other decisions of the faults

    mutating func chance(_ permille: Int, now: Microseconds) -> Bool {
        now < self.plan.end && self.random.chance(permille)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int { self.random.within(range) }

    mutating func milliseconds(_ range: ClosedRange<Int64>) -> Microseconds { self.random.milliseconds(range) }

    mutating func element<Element>(of elements: [Element]) -> Element { self.random.element(of: elements) }
}
