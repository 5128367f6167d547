/// What goes wrong in one world, how often and when. Rates are in thousandths of the calls.
///
/// A seed switches each kind on or off by itself: a world with few kinds of faults reaches states that one
/// with all of them never does.
struct FaultPlan {
    /// Something that happens to the whole world or to one process at a certain time.
    enum Incident {
        case crash, freeze(Microseconds), drain
        /// The process does not reach the store for so long.
        case partition(Microseconds)
        case storeOutage(Microseconds)
        case providerOutage(Microseconds)
        case queueFlush
        /// The time of day of one process steps by so much.
        case wallClockJump(Microseconds)
    }

    /// From then on nothing goes wrong any more.
    var end: Microseconds = 0
    var storeFailsBefore = 0
    var storeOutcomeUnknown = 0
    var storeReadFails = 0
    var storeDelays = 0
    var storeHangs = 0
    var queueFails = 0
    var queueDelays = 0
    var queueHangs = 0
    var ticketsDropped = 0
    var ticketsRepeated = 0
    var ticketsReordered = 0
    var signalsDropped = 0
    var signalsRepeated = 0
    var signalsDelayed = 0
    var answersLost = 0
    /// How often a model call ends otherwise than with a valid answer in short time.
    var modelFails = 0
    var crashPoints: [CrashPoint] = []
    var incidents: [(at: Microseconds, incident: Incident)] = []

    /// Nothing goes wrong.
    static let none = FaultPlan()

    init() {}

    init(random: inout SimulationRandom, end: Microseconds) {
        self.end = end
        func rate(_ rates: [Int]) -> Int { random.chance(450) ? random.element(of: rates) : 0 }
        self.storeFailsBefore = rate([5, 20, 80])
        self.storeOutcomeUnknown = rate([5, 20, 80])
        self.storeReadFails = rate([10, 100])
        self.storeDelays = rate([20, 100, 400])
        self.storeHangs = rate([2, 10, 40])
        self.queueFails = rate([10, 100, 500])
        self.queueDelays = rate([20, 200])
        self.queueHangs = rate([5, 30])
        self.ticketsDropped = rate([50, 500, 1000])
        self.ticketsRepeated = rate([50, 300])
        self.ticketsReordered = rate([100, 500])
        self.signalsDropped = rate([50, 500, 1000])
        self.signalsRepeated = rate([50, 300])
        self.signalsDelayed = rate([50, 500])
        self.answersLost = rate([20, 100])
        self.modelFails = rate([50, 150, 400])
        self.crashPoints = Self.crashPoints(&random)
        self.incidents = Self.incidents(&random, end: end)
    }

    private static func crashPoints(_ random: inout SimulationRandom) -> [CrashPoint] {
        guard random.chance(500) else { return [] }
        return (0..<random.within(1...3)).map { _ in
            CrashPoint(
                method: random.element(of: PortMethod.allCases),
                ordinal: random.within(1...8),
                side: random.element(of: Side.allCases)
            )
        }
    }

    private static func incidents(
        _ random: inout SimulationRandom,
        end: Microseconds
    ) -> [(at: Microseconds, incident: Incident)] {
        var incidents: [(at: Microseconds, incident: Incident)] = []
        let lastMilliseconds = end / .oneMillisecond - 1000
        for kind in 0..<8 where random.chance(300) {
            // Crashes come in storms too, so that jobs run out of attempts.
            for _ in 0..<random.within(kind == 0 ? 1...6 : 1...2) {
                let incident: Incident =
                    switch kind {
                    case 0: .crash
                    case 1: .freeze(random.milliseconds(500...45_000))
                    case 2: .drain
                    case 3: .partition(random.milliseconds(500...30_000))
                    case 4: .storeOutage(random.milliseconds(200...12_000))
                    case 5: .providerOutage(random.milliseconds(2000...30_000))
                    case 6: .queueFlush
                    default: .wallClockJump(random.milliseconds(-3_600_000...3_600_000))
                    }
                incidents.append((random.milliseconds(500...lastMilliseconds), incident))
            }
        }
        return incidents
    }
}
