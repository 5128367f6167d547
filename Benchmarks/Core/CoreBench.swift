import JobsApplication
import JobsDomain
import JobsInMemory
import JobsSystem
import Logging

/// The parts of the core over a store in memory.
final class CoreBench: Sendable {
    enum Mistake: Error { case missingStep, missingEvents, missingJobs }

    /// About 1.7 KB, the size of a short guideline.
    private static let document = String(
        (0..<40).map { "You must check point \($0) of the list before you go on." }.joined(separator: "\n").prefix(1700)
    )

    private let runtime = JobRuntime.system()
    private let store: InMemoryJobStore
    private let service: JobService
    private let fields: JSONObject = ["text": .string(CoreBench.document), "language": "en"]
    private let encoded: [UInt8]
    private let step: any WorkflowStep
    private let context: StepContext
    private let ended = JobHolder()

    init() throws {
        self.store = InMemoryJobStore(uptime: self.runtime.uptime)
        self.service = JobService(
            store: self.store,
            queue: InMemoryJobQueue(),
            signals: InMemoryJobSignals(),
            runtime: self.runtime,
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        )
        self.encoded = self.fields.serialized
        guard let step = Workflow.guideline.steps.first else { throw Mistake.missingStep }
        self.step = step
        self.context = StepContext(
            input: try JSONValue(parsing: try Workflow.guideline.encodeInput(["text": .string(Self.document)])),
            language: "en",
            outputs: JSONObject(),
            fenceMarker: "k3v9x2"
        )
    }

    func identifier() throws {
        guard self.runtime.makeID().description.utf8.count == 36 else { throw Mistake.missingJobs }
    }

    func readSubmission() throws { _ = try JSONValue(parsing: self.encoded) }

    func writeSubmission() { _ = self.fields.serialized }

    func submit() async throws { _ = try await self.service.submitJob(self.fields) }

    /// Inserts and claims so many.
    func claim(_ count: Int) async throws {
        for _ in 0..<count { try await self.submit() }
        let claim = JobClaim(
            start: JobStart(
                command: self.runtime.makeID(),
                owner: LeaseOwner("benchmark"),
                attemptLimit: 5,
                at: self.runtime.now()
            ),
            limit: count,
            queues: nil,
            workflows: [Workflow.guideline.identity],
            lease: .seconds(30)
        )
        guard try await self.store.claim(claim).jobs.count == count else { throw Mistake.missingJobs }
    }

    /// Follows a job that has been cancelled, which is the shortest history with an end.
    func readEvents() async throws {
        let id: JobID
        if let held = self.ended.id {
            id = held
        } else {
            id = try await self.service.submitJob(self.fields).id
            _ = try await self.service.cancelJob(id)
            self.ended.id = id
        }
        var count = 0
        for await _ in self.service.events.events(of: .job(id), after: .start) { count += 1 }
        guard count >= 2 else { throw Mistake.missingEvents }
    }

    func prompt() throws { _ = try self.step.prompt(for: self.context) }

    func localRules() throws { _ = try self.step.localOutput(for: self.context) }
}
