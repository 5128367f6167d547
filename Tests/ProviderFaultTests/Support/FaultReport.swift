import FakeProviders
import JobsApplication
import JobsDomain

/// What became of a job, from every side: the store, the ledger, the callers, the server.
struct FaultReport: Sendable {
    let details: JobDetails
    let events: [JobEvent]
    let ledger: [ModelCall]
    let calls: [CallMeter.Call]
    /// Of this job's calls.
    let log: [LogEntry]
    /// By the service's clock.
    let elapsed: Duration

    var status: JobStatus { self.details.job.status }
    var failure: JobFailure? { self.details.job.state.failure }

    /// What a step came to.
    func output(_ step: String) -> JSONValue? {
        self.details.checkpoints.first { $0.path.text == step }.flatMap { try? JSONValue(parsing: $0.output) }
    }

    func source(_ step: String) -> String? { self.output(step)?["_source"]?.string }

    /// The ledger's rows of one model in one step.
    func rows(of model: String, in step: String = "summary") -> [ModelCall] {
        self.ledger.filter { $0.intent.model == model && $0.intent.step.step == step }
    }

    /// The callers' view of the same calls.
    func calls(of model: String, in step: String = "summary") -> [CallMeter.Call] {
        let ids = Set(self.rows(of: model, in: step).map(\.intent.call))
        return self.calls.filter { ids.contains($0.id) }
    }

    /// The reasons of a step's events of a kind.
    func reasons(_ kind: JobEvent.Kind, in step: String = "summary") -> [String] {
        self.events.filter { $0.kind == kind && $0.step == step }.compactMap { event in
            event.data.flatMap { try? JSONValue(parsing: $0) }?["reason"]?.string
        }
    }

    /// Everything that anybody can read about the job.
    var everythingShown: String {
        let events = self.events.compactMap(\.data).map { String(decoding: $0, as: UTF8.self) }
        let outputs = self.details.checkpoints.map { String(decoding: $0.output, as: UTF8.self) }
        let errors = self.calls.compactMap(\.error).map { "\($0)" }
        return "\(self.details)\n\(self.ledger)\n" + (events + outputs + errors).joined(separator: "\n")
    }

    /// One line for a message of a failed expectation.
    var summary: String {
        let calls = self.ledger.map { row in
            "\(row.intent.step.text) \(row.intent.model) \(row.settlement?.outcome.rawValue ?? "unsettled") "
                + "\(row.settlement?.errorCode ?? "-")"
        }
        let causes = self.calls.compactMap(\.error).map(\.description)
        let kinds = self.events.map(\.kind.rawValue)
        return "\(self.status.rawValue) \(self.failure?.code ?? "") after \(self.elapsed): \(calls) \(causes) \(kinds)"
    }
}
