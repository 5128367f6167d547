/// What one simulated client does.
struct ClientScript {
    /// How a client finds out that its job has ended.
    enum Watching {
        /// Waits at the service.
        case waits
        /// Asks now and then for the job and its events.
        case polls
    }

    var submission: Submission
    var begins: Microseconds
    /// Submits twice at the same time under one key.
    var isTwin = false
    /// Uses its key for something else later.
    var reusesKey = false
    /// How long after the answer it cancels the job.
    var cancelsAfter: Microseconds?
    /// How often it lets a job that failed or was cancelled go again.
    var retries = 0
    var watching = Watching.polls
    /// Reads the list of jobs and their statistics too.
    var looksAround = false

    init(
        number: Int,
        workflow: String,
        key: String?,
        begins milliseconds: Int64,
        retries: Int,
        _ more: (inout ClientScript) -> Void
    ) {
        let text = "text \(number)"
        self.submission = Submission(client: number, workflow: workflow, text: text, rejectedStep: nil, key: key)
        self.begins = milliseconds * .oneMillisecond
        self.retries = retries
        more(&self)
    }

    init(number: Int, random: inout SimulationRandom, until end: Microseconds) {
        let hasKey = random.chance(600)
        self.submission = Submission(
            client: number,
            workflow: random.element(of: ["relay", "relay", "long_relay", "short_relay"]),
            text: "text \(number)",
            rejectedStep: random.chance(40) ? "second" : nil,
            key: hasKey ? "key-\(number)" : nil
        )
        self.begins = random.milliseconds(0...end / .oneMillisecond)
        self.isTwin = hasKey && random.chance(150)
        self.reusesKey = hasKey && random.chance(150)
        if random.chance(300) { self.cancelsAfter = random.milliseconds(0...random.element(of: [100, 2000, 8000])) }
        self.retries = random.element(of: [0, 1, 1, 2])
        self.watching = random.chance(200) ? .waits : .polls
        self.looksAround = random.chance(150)
    }
}
