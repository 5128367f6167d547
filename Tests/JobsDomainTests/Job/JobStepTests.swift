import JobsDomain
import Testing

@Suite("The steps of a running job")
struct JobStepTests {
    @Test("a step that begins is the one under way")
    func stepStarted() throws {
        var job = try JobSample.processing()
        let events = try job.apply([.startStep("summary")])
        #expect(job.state.currentStep == "summary")
        #expect(events.map(\.kind) == [.stepStarted])
        #expect(events.first?.step == "summary")
        #expect(events.first?.data == nil)
    }

    @Test("a finished step is counted, and its event carries the output byte by byte")
    func stepCompleted() throws {
        var job = try JobSample.processing()
        let output = #"{ "title": "café",  "n": 1.0 }"#
        let events = try job.apply([
            .startStep("summary"), .checkpoint(JobSample.checkpoint(StepPath(step: "summary"), output: output)),
        ])
        #expect(job.state.completedSteps == 1)
        #expect(job.state.currentStep == nil)
        #expect(job.state.startsSinceCheckpoint == 0)
        #expect(events.last?.kind == .stepCompleted)
        #expect(events.last?.step == "summary")
        #expect(events.last?.data == Array(#"{"output":\#(output)}"#.utf8))
    }

    @Test("a finished part is kept without an event and is no finished step")
    func partCompleted() throws {
        var job = try JobSample.processing()
        try job.apply([.startStep("summary")])
        let events = try job.apply([.checkpoint(JobSample.checkpoint(StepPath(step: "summary", part: 1)))])
        #expect(events.isEmpty)
        #expect(job.state.completedSteps == 0)
        #expect(job.state.currentStep == "summary")
        #expect(job.state.startsSinceCheckpoint == 0)
    }

    @Test("there are never more finished steps than steps")
    func stepsAreBounded() throws {
        var job = try JobSample.processing(totalSteps: 1)
        for _ in 1...3 { try job.apply([.checkpoint(JobSample.checkpoint(StepPath(step: "summary")))]) }
        #expect(job.state.completedSteps == 1)
    }

    @Test("a result stays degraded once any part of it was")
    func degradedStays() throws {
        var job = try JobSample.processing()
        try job.apply([.checkpoint(JobSample.checkpoint(StepPath(step: "summary", part: 1), isDegraded: true))])
        #expect(job.state.isDegraded)
        try job.apply([.checkpoint(JobSample.checkpoint(StepPath(step: "summary")))])
        #expect(job.state.isDegraded)
    }

    @Test("a step that is tried again, or goes on with the next provider, says why")
    func stepTroubles() throws {
        var job = try JobSample.processing()
        let events = try job.apply([
            .retryStep("summary", reason: "rate_limited", delay: .milliseconds(1500)),
            .fallBack("summary", from: "openai", to: "local", reason: "patience"),
        ])
        #expect(events.map(\.kind) == [.stepRetrying, .stepFellBack])
        #expect(events.map(\.step) == ["summary", "summary"])
        #expect(events.first?.text == #"{"reason":"rate_limited","delay_ms":1500}"#)
        #expect(events.last?.text == #"{"reason":"patience","from":"openai","to":"local"}"#)
    }

    @Test("calls are counted without events")
    func calls() throws {
        var job = try JobSample.processing()
        let events = try job.apply([.intend(JobSample.intent), .settle(JobSample.settlement(cost: 5))])
        #expect(events.isEmpty)
        let expected = TokenUsage(
            inputTokens: 7,
            outputTokens: 3,
            costNanoUSD: 5,
            unpricedCalls: 0,
            calls: 1,
            unsettledCalls: 0
        )
        #expect(job.state.usage == expected)
    }

    @Test("an empty change is remembered by its command")
    func emptyChange() throws {
        var job = try JobSample.processing()
        #expect(try job.apply([], command: 30, at: 8).isEmpty)
        #expect(job.state.lastCommand == JobSample.id(30))
        #expect(job.state.updatedAt == JobSample.moment(8))
    }

    @Test("a change knows its checkpoints, calls and delay")
    func changeKnowsItsActions() throws {
        let checkpoint = JobSample.checkpoint(StepPath(step: "summary"))
        let settlement = JobSample.settlement()
        let change = try JobSample.processing().change([
            .intend(JobSample.intent), .settle(settlement), .checkpoint(checkpoint),
            .requeue(.parked, delay: .seconds(3), cause: nil),
        ])
        #expect(change.intents == [JobSample.intent])
        #expect(change.settlements == [settlement])
        #expect(change.checkpoints == [checkpoint])
        #expect(change.requeueDelay == .seconds(3))
        #expect(try JobSample.processing().change([.complete]).requeueDelay == nil)
    }
}
