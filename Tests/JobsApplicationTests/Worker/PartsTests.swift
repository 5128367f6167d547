import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Synchronization
import Testing

@testable import JobsApplication

@Suite("A long document is asked about part by part, and no part twice", .timeLimit(.minutes(2)))
struct PartsTests {
    /// Numbered demands under headings, so that a lost one is found out.
    private static func document(_ count: Int) -> String {
        (1...count).map { number in
            (number % 20 == 1 ? "\n# Section \(number / 20 + 1)\n\n" : "") + "Rule \(number) must be kept by everybody."
        }.joined(separator: "\n")
    }

    private func items(_ details: JobDetails, _ service: JobService) throws -> [JSONValue] {
        let result = try JSONValue(parsing: try #require(service.result(of: details)))
        return (result["checklist"]?["categories"]?.array ?? []).flatMap { $0["items"]?.array ?? [] }
    }

    @Test("the checklist of a document far beyond the model's context has every rule, with its place")
    func coversEverything() async throws {
        let harness = ServiceHarness()
        let model = ReadingModel(contextTokens: 4096)
        let service = harness.service([.model(model)])
        let text = Self.document(600)
        let id = try await harness.submit(service, text)
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(details.job.status == .completed)
        let items = try self.items(details, service)
        #expect(items.count == 600)
        let scalars = Array(text.unicodeScalars)
        for (index, item) in items.enumerated() {
            let source = try #require(item["source"])
            let (start, end) = (try #require(source["start"]?.integer), try #require(source["end"]?.integer))
            #expect(
                String(String.UnicodeScalarView(scalars[start..<end])) == "Rule \(index + 1) must be kept by everybody."
            )
        }
        #expect(model.largestQuestion <= 4096)
        let result = try JSONValue(parsing: try #require(service.result(of: details)))
        #expect(result["checklist"]?["_parts"]?.integer ?? 0 > 3)
        // The ledger knows which part each call was for.
        let calls = try await harness.store.calls(of: id)
        #expect(calls.contains { $0.intent.step.text == "checklist/part-0002" })
        #expect(try await harness.kinds(id).filter { $0 == "step.completed" }.count == 2)
    }

    @Test("after a crash only the parts that were not finished are asked about again")
    func resumes() async throws {
        var harness = ServiceHarness()
        harness.settings.grace = .zero
        let model = ReadingModel(contextTokens: 4096)
        model.stop(after: 7)
        let first = harness.service([.model(model)])
        let id = try await harness.submit(first, Self.document(600))
        try await harness.running(first) {
            try await waitUntil { model.isStopped }
        }
        let finished = try await harness.store.calls(of: id).count { $0.settlement?.outcome == .answered }
        #expect(finished >= 3)
        model.goOn()
        let second = harness.service([.model(model)])
        let details = try await harness.running(second) { () async throws -> JobDetails in
            try await harness.passTime(.seconds(1)) { try await harness.job(id)?.status.isEnded == true }
            return try await second.end(of: id)
        }
        #expect(details.job.status == .completed)
        #expect(try self.items(details, second).count == 600)
        // Every part was answered once: what was paid for before the crash was not asked about again.
        let answered = try await harness.store.calls(of: id).filter { $0.settlement?.outcome == .answered }
        #expect(Set(answered.map(\.intent.step)).count == answered.count)
    }

    @Test("a part that is still too long is divided again, as the provider's own limit says")
    func dividesAgain() async throws {
        let harness = ServiceHarness()
        // Nothing is known of the limit until the provider refuses.
        let model = ReadingModel(contextTokens: nil, actualContext: 3000)
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service, Self.document(400))
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(details.job.status == .completed)
        #expect(try self.items(details, service).count == 400)
    }

    @Test("a larger context further down the chain is preferred to parts")
    func prefersLargerContext() async throws {
        let harness = ServiceHarness()
        let small = ReadingModel(contextTokens: 4096)
        let large = ReadingModel(contextTokens: 1_000_000, name: "large")
        let service = harness.service([.model(small), .model(large)])
        let id = try await harness.submit(service, Self.document(400))
        let details = try await harness.running(service) { try await service.end(of: id) }
        #expect(try self.items(details, service).count == 400)
        #expect(large.calls == 2)
        let fellBack = try await harness.store.events(of: id, after: 0, limit: 100).first { $0.kind == .stepFellBack }
        let data = try JSONValue(parsing: try #require(fellBack?.data))
        #expect(data["reason"] == "context_overflow")
    }

    @Test("while parts are asked about, several at a time, a lost lease ends them all")
    func endsWithLease() async throws {
        var harness = ServiceHarness()
        harness.settings.grace = .zero
        let model = ReadingModel(contextTokens: 4096)
        model.stop(after: 4)
        let service = harness.service([.model(model)])
        let id = try await harness.submit(service, Self.document(300))
        try await harness.running(service) {
            try await waitUntil { model.isStopped }
            _ = try await service.cancelJob(id)
            try await waitUntil { service.worker?.runningJobs == 0 }
        }
        #expect(try await harness.job(id)?.status == .cancelled)
    }
}

/// A model that answers questions about rules by reading them, within a context of its own.
private final class ReadingModel: LanguageModel {
    let provider: ModelProvider
    let model = "reader-1"
    let limits: ModelLimits
    private let actualContext: Int?

    private struct State {
        var calls = 0
        var largestQuestion = 0
        var stopsAfter = Int.max
        var stopped = 0
    }

    private let state = Mutex(State())

    init(contextTokens: Int?, actualContext: Int? = nil, name: String = "reader") {
        self.provider = ModelProvider(name: name, source: name)
        self.limits = ModelLimits(contextTokens: contextTokens)
        self.actualContext = actualContext
    }

    var calls: Int { self.state.withLock { $0.calls } }
    var largestQuestion: Int { self.state.withLock { $0.largestQuestion } }
    var isStopped: Bool { self.state.withLock { $0.stopped > 0 && $0.calls >= $0.stopsAfter } }

    /// From so many calls on, none is answered.
    func stop(after calls: Int) { self.state.withLock { $0.stopsAfter = calls } }

    func goOn() { self.state.withLock { $0.stopsAfter = .max } }

    func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        let size = TokenEstimate.tokens(in: request.prompt)
        let isStopped = self.state.withLock { state in
            state.calls += 1
            state.largestQuestion = max(state.largestQuestion, size)
            if state.calls > state.stopsAfter { state.stopped += 1 }
            return state.calls > state.stopsAfter
        }
        if let actualContext, size > actualContext {
            throw LanguageModelError(
                .contextOverflow,
                "too long",
                status: 400,
                wasSent: true,
                tokenLimit: actualContext
            )
        }
        if isStopped {
            let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
            for await _ in stream {}
            continuation.finish()
            throw LanguageModelError(.cancelled, "the call was broken off", wasSent: true)
        }
        let answer =
            request.prompt.schemaName == "guideline_checklist" ? Self.checklist(request) : Self.summary(request)
        return ModelReply(
            text: String(decoding: answer.serialized, as: UTF8.self),
            usage: ModelUsage(inputTokens: size, outputTokens: 100)
        )
    }

    private static func summary(_ request: ModelRequest) -> JSONObject {
        ["title": "Rules", "content": "There are rules.", "key_points": ["Keep the rules."]]
    }

    private static func checklist(_ request: ModelRequest) -> JSONObject {
        let lines = request.prompt.user.split(separator: "\n").filter { $0.hasPrefix("Rule ") && $0.hasSuffix(".") }
        let items = lines.map { line -> JSONValue in
            .object(["source_quote": .string(String(line)), "text": .string(String(line)), "required": .bool(true)])
        }
        let category: JSONObject = ["name": "Rules", "items": .array(items)]
        return ["categories": items.isEmpty ? .array([]) : .array([.object(category)])]
    }
}
