import JobsApplication

/// How large a world is, how its workers are set, and what its clients do.
struct WorldShape {
    struct Worker {
        var concurrency: Int
        var queues: Set<String>?
    }

    var servers: Int
    /// Whether workers answer clients too, as a server with an embedded worker does.
    var isEmbedded: Bool
    var workers: [Worker]
    var clients: [ClientScript]
    var lease: Duration
    var grace: Duration
    var attemptLimit: Int
    var policy: ModelPolicy
    /// Names of the models, in the order in which they are tried.
    var models: [String]
    var hasLocalRules: Bool
    /// How long a model that works takes to answer, in milliseconds.
    var modelLatency: ClosedRange<Int64>
    var strategy: Scheduler.Strategy
    /// Until when clients begin and things go wrong.
    var activity: Microseconds
}

extension WorldShape {
    /// A world of usual size.
    init(random: inout SimulationRandom) {
        self.activity = random.milliseconds(20_000...50_000)
        self.servers = random.within(2...3)
        self.isEmbedded = random.chance(300)
        let narrow: [Set<String>?] = [nil, nil, ["relay_queue"], ["long_queue"]]
        self.workers = (0..<random.within(3...4)).map { index in
            Worker(
                concurrency: random.within(1...4),
                // The first takes every queue, so that no queue is left alone.
                queues: index == 0 ? nil : random.element(of: narrow)
            )
        }
        self.lease = .seconds(random.element(of: [9, 15, 30]))
        self.grace = .seconds(random.element(of: [1, 5, 20]))
        self.attemptLimit = random.within(1...4)
        self.policy = ModelPolicy(
            callTimeout: .seconds(random.element(of: [3, 10, 30])),
            patience: .seconds(random.element(of: [0, 5, 20])),
            deadline: .seconds(random.element(of: [40, 200, 900])),
            expiry: .seconds(random.element(of: [30, 300, 86_400]))
        )
        self.models = random.element(of: [["alpha"], ["alpha", "beta"], ["alpha"], []])
        self.hasLocalRules = self.models.isEmpty || random.chance(500)
        self.modelLatency = random.element(of: [0...0, 0...300, 200...2500, 2000...12_000])
        self.strategy = random.element(of: Scheduler.Strategy.allCases)
        let lastBeginning = self.activity * 2 / 3
        self.clients = (0..<random.within(20...28)).map { number in
            ClientScript(number: number, random: &random, until: lastBeginning)
        }
    }

    /// A world in which little happens, but every kind of call is made: small enough to be run again and again.
    static let small = WorldShape(
        servers: 2,
        isEmbedded: false,
        workers: [Worker(concurrency: 2, queues: nil), Worker(concurrency: 1, queues: nil)],
        clients: [
            ClientScript(number: 0, workflow: "relay", key: "key", begins: 0, retries: 1) { $0.looksAround = true },
            ClientScript(number: 1, workflow: "long_relay", key: nil, begins: 100, retries: 0) {
                $0.watching = .waits
            },
            ClientScript(number: 2, workflow: "relay", key: "other", begins: 700, retries: 1) {
                $0.cancelsAfter = 900 * .oneMillisecond
            },
            ClientScript(number: 3, workflow: "short_relay", key: nil, begins: 2500, retries: 0) { _ in },
        ],
        lease: .seconds(6),
        grace: .seconds(1),
        attemptLimit: 5,
        policy: ModelPolicy(),
        models: ["alpha"],
        hasLocalRules: false,
        modelLatency: 500...900,
        strategy: .uniform,
        activity: 10 * .oneSecond
    )
}
