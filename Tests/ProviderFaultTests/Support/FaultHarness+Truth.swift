import FakeProviders
import JobsApplication
import JobsDomain
import Testing

/// What has to be true of every run, whatever has failed in it.
extension FaultHarness {
    /// Ledger and server tell the same story, and the server has seen nothing that a provider would refuse.
    func expectTruth(of report: FaultReport, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(self.server.violations == [], sourceLocation: sourceLocation)
        self.expectLedger(report.ledger, sourceLocation: sourceLocation)
    }

    /// One row of the ledger for one request at the server, and the other way round.
    ///
    /// - Parameter ledger: of every job whose calls went to the server.
    func expectLedger(_ ledger: [ModelCall], sourceLocation: SourceLocation = #_sourceLocation) {
        let problems = self.ledgerProblems(ledger)
        #expect(problems.prefix(5) == [], "\(problems.count) in all", sourceLocation: sourceLocation)
    }

    private func ledgerProblems(_ ledger: [ModelCall]) -> [String] {
        var entries: [String: [LogEntry]] = [:]
        for entry in self.server.log { entries[entry.clientRequestID ?? "nameless", default: []].append(entry) }
        var problems: [String] = []
        for row in ledger {
            let served = entries.removeValue(forKey: "\(row.intent.call)") ?? []
            for problem in Self.problems(row, served) {
                let turns = served.map { "\($0.number) \($0.turn)" }
                let outcome = row.settlement.map { "\($0.outcome) \($0.errorCode ?? "")" } ?? "unsettled"
                problems.append("\(problem): \(row.intent.model) \(outcome) \(turns)")
            }
        }
        for (name, entry) in entries { problems.append("no intent for \(name) \(entry.map(\.turn))") }
        return problems
    }

    private static func problems(_ row: ModelCall, _ served: [LogEntry]) -> [String] {
        var problems: [String] = []
        if served.count > 1 { problems.append("sent twice") }
        let entry = served.first
        if let entry, entry.model != row.intent.model { problems.append("sent to another model") }
        switch row.settlement?.outcome {
        case .answered, .failed:
            // An end of the answer that the client has read is an answer that the server has given.
            if entry?.status == nil { problems.append("an answer from nowhere") }
            if row.isMaybeBilled { problems.append("an answer that may or may not be billed") }
            if let told = row.settlement?.requestID, told != entry?.requestID, told != entry?.answerID {
                problems.append("\(told) is not \(entry?.requestID ?? "nothing")")
            }
        case .unknown, nil:
            if !row.isMaybeBilled { problems.append("nobody knows its end, and it counts as free") }
        case .notSent:
            if entry != nil { problems.append("sent after all") }
        }
        return problems
    }
}
