import FakeProviders
import JobsApplication
import JobsDomain

/// Compares what became of a job with what had to.
struct FaultVerdict {
    let report: FaultReport
    let fault: FaultCase

    private var expected: FaultExpectation { self.fault.expected }
    private var rows: [ModelCall] { self.report.rows(of: "primary") }

    /// The provider behind the one with the fault.
    static func backup(of flavour: Flavour) -> Flavour { flavour == .groq ? .openAI : .groq }

    /// What is wrong; nothing where all is well.
    var problems: [String] {
        var problems = self.answer + self.ledger + self.events + self.times
        if !problems.isEmpty { problems.append(self.report.summary) }
        return problems
    }

    private var answer: [String] {
        let flavour = self.expected.isAnsweredByPrimary ? self.fault.flavour : Self.backup(of: self.fault.flavour)
        var problems: [String] = []
        if self.report.status != .completed { problems.append("the job is \(self.report.status.rawValue)") }
        let source = self.report.source("summary") ?? "nobody"
        if source != ModelUnderTest.source(flavour) { problems.append("\(source) has answered") }
        let content = self.report.output("summary")?["content"]?.string ?? ""
        if content.replacing("\n", with: " ") != FaultHarness.answer { problems.append("the answer is '\(content)'") }
        let answering = self.report.ledger.last { $0.intent.step.step == "summary" }
        let model = self.expected.isAnsweredByPrimary ? "primary" : "backup"
        if answering?.settlement?.reportedModel != model { problems.append("\(model) is not the reported model") }
        return problems
    }

    private var ledger: [String] {
        var problems: [String] = []
        if !self.expected.calls.contains(self.rows.count) { problems.append("\(self.rows.count) calls") }
        let first = self.rows.first?.settlement
        if first?.outcome != self.expected.outcome { problems.append("the first call's outcome is another") }
        if first?.errorCode != self.expected.error { problems.append("the first call's error is another") }
        let others = self.report.rows(of: "backup").count
        if others != (self.expected.isAnsweredByPrimary ? 0 : 1) { problems.append("\(others) calls of the backup") }
        return problems
    }

    private var events: [String] {
        var problems: [String] = []
        let reasons = self.report.reasons(.stepFellBack)
        let wanted = self.expected.isAnsweredByPrimary ? [] : [self.rows.last?.settlement?.errorCode ?? "?"]
        if reasons != wanted { problems.append("fell back because of \(reasons)") }
        let retries = self.report.reasons(.stepRetrying)
        // Only a question that the adapter has put otherwise is no retry: nothing had passed, nothing was waited for.
        let told = self.rows.dropLast().compactMap(\.settlement?.errorCode).filter { $0 != "unsupported" }
        // A pause that ends with a route that has been closed meanwhile is a retry without a call.
        if Array(retries.prefix(told.count)) != told { problems.append("retried because of \(retries), not \(told)") }
        return problems
    }

    private var times: [String] {
        var problems: [String] = []
        let calls = self.report.calls(of: "primary")
        if let gap = self.expected.gap, calls.count > 1 {
            let paused = calls[1].startedAt - calls[0].startedAt
            if !gap.contains(paused) { problems.append("the second call comes after \(paused)") }
        }
        let longest = calls.compactMap(\.took).max() ?? .zero
        if longest > self.expected.longestCall { problems.append("a call takes \(longest)") }
        return problems
    }
}
