import Testing

@Suite("Every fault of a provider ends as it has to", .serialized, .timeLimit(.minutes(10)))
struct FaultTableTests {
    @Test("The table", arguments: FaultCase.all)
    func row(_ fault: FaultCase) async throws {
        let (harness, report) = try await FaultHarness.play(fault)
        let problems = FaultVerdict(report: report, fault: fault).problems
        #expect(problems == [])
        harness.expectTruth(of: report)
    }
}
