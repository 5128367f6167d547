import Testing

@Suite("A history that cannot be is told as such")
struct TruthTests {
    private static let start = ContinuousClock.now

    private static func record(
        _ sequence: Int,
        _ kinds: [String],
        status: Int = 2,
        run: Int = 1,
        attempts: Int = 1,
        numbers: [Int]? = nil,
        firstStart: Int = 0
    ) -> JobRecord {
        JobRecord(
            sequence: sequence,
            id: "\(sequence)",
            status: status,
            run: run,
            attempts: attempts,
            numbers: numbers ?? kinds.indices.map { $0 + 1 },
            kinds: kinds,
            firstStart: firstStart
        )
    }

    /// A submission that took from one second to another.
    private static func submission(_ id: Int, _ sent: Int, _ answered: Int) -> Submission {
        Submission(
            id: "\(id)",
            tag: "n\(id)",
            sentAt: self.start + .seconds(sent),
            answeredAt: self.start + .seconds(answered)
        )
    }

    private static let completed = [
        "job.created", "job.started", "step.started:a", "step.completed:a", "job.completed",
    ]

    @Test(
        "what may happen to a job",
        arguments: [
            (Self.completed, 2, 1, 1), (["job.created"], 0, 1, 0), (["job.created", "job.cancelled"], 4, 1, 0),
            (["job.created", "job.started", "job.requeued:released", "job.started"], 1, 1, 1),
            (["job.created", "job.started", "job.recovered", "job.started", "job.failed"], 3, 1, 2),
            (["job.created", "job.cancelled", "job.requeued:manual", "job.started", "job.completed"], 2, 2, 1),
        ] as [([String], Int, Int, Int)]
    )
    func possible(_ kinds: [String], _ status: Int, _ run: Int, _ attempts: Int) {
        #expect(Self.record(1, kinds, status: status, run: run, attempts: attempts).problems == [])
    }

    @Test(
        "what may not",
        arguments: [
            Self.completed + ["job.completed"], ["job.created", "job.completed"], ["job.started", "job.completed"],
            ["job.created", "job.started", "job.started", "job.completed"],
            ["job.created", "job.started", "job.cancelled", "job.completed"],
            ["job.created", "job.started", "step.completed:a", "step.completed:a", "job.completed"],
            ["job.created", "job.started", "job.requeued:manual", "job.started", "job.completed"],
            ["job.created", "step.started:a", "job.started", "job.completed"],
            ["job.created", "job.started", "job.failed"],
            ["job.created", "job.started", "job.recovered", "job.started", "job.completed"],
        ]
    )
    func impossible(_ kinds: [String]) {
        #expect(Self.record(1, kinds).problems != [])
    }

    @Test("events that are missing or doubled", arguments: [[1, 2, 4, 5, 6], [1, 2, 2, 3, 4], [2, 3, 4, 5, 6]])
    func gaps(_ numbers: [Int]) {
        #expect(Self.record(1, Self.completed, numbers: numbers).problems.count == 1)
    }

    @Test("a job that was acknowledged and is not there, and one that was acknowledged for two documents")
    func lost() {
        let truth = Truth(records: [Self.record(1, Self.completed)], intents: 0, damage: [])
        #expect(truth.problems([Self.submission(1, 0, 1)]) == [])
        #expect(truth.problems([Self.submission(2, 0, 1)]).count == 1)
        #expect(truth.problems([Self.submission(1, 0, 1), Self.submission(1, 2, 3)]).count == 1)
        #expect(truth.unacknowledged([]) == 1)
    }

    @Test("a job that started before one that was answered before it was sent")
    func overtaken() {
        let records = [(1, 20), (2, 10), (3, 30)].map { Self.record($0, Self.completed, firstStart: $1) }
        let truth = Truth(records: records, intents: 0, damage: [])
        // Submitted at the same time, either may be first.
        #expect(truth.problems([Self.submission(1, 0, 2), Self.submission(2, 1, 3), Self.submission(3, 4, 5)]) == [])
        let apart = [Self.submission(1, 0, 1), Self.submission(3, 2, 3), Self.submission(2, 2, 3)]
        #expect(truth.problems(apart) == ["n2 started before n1, which came first"])
    }
}
