import JobsApplication
import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Logging
import Synchronization
import Testing

@Suite("The trace of a job")
struct TraceTests {
    private static let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    /// A model that fails, and remembers which trace it was asked in.
    private final class Model: LanguageModel {
        let provider = ModelProvider(name: "openai", source: "openai_gpt")
        let model = "m-1"
        private let state = Mutex<[TraceContext?]>([])

        var traces: [TraceContext?] { self.state.withLock { $0 } }

        func complete(
            _ request: ModelRequest,
            onText: @escaping @Sendable (String) -> Void
        ) async throws(LanguageModelError) -> ModelReply {
            self.state.withLock { $0.append(request.trace) }
            throw LanguageModelError(.authentication, "no", wasSent: true)
        }
    }

    /// Keeps the metadata of every line with a job.
    private final class Lines: Sendable {
        let state = Mutex<[[String: String]]>([])

        var ofJobs: [[String: String]] { self.state.withLock { $0 }.filter { $0["job.id"] != nil } }

        var logger: Logger {
            var logger = Logger(label: "test") { _ in Handler(lines: self) }
            logger.logLevel = .debug
            return logger
        }

        struct Handler: LogHandler {
            let lines: Lines
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.debug

            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { self.metadata[key] }
                set { self.metadata[key] = newValue }
            }

            func log(event: LogEvent) {
                var all = self.metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
                all["message"] = "\(event.message)"
                self.lines.state.withLock { $0.append(all) }
            }
        }
    }

    @Test("goes from the request to the worker's lines and the model calls", arguments: [header, nil, "nonsense"])
    func carried(_ traceparent: String?) async throws {
        let runtime = ManualClock().runtime
        let lines = Lines()
        let model = Model()
        let service = JobService(
            store: InMemoryJobStore(uptime: runtime.uptime),
            queue: InMemoryJobQueue(),
            signals: InMemoryJobSignals(),
            routes: [.model(model), .localRules],
            runtime: runtime,
            logger: lines.logger
        )
        let id = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            defer { group.cancelAll() }
            let id = try await service.submitJob(["text": "Tests must pass."], traceparent: traceparent).id
            _ = try await service.end(of: id)
            return id
        }
        let expected = traceparent == Self.header ? "4bf92f3577b34da6a3ce929d0e0e4736" : nil
        let failures = lines.ofJobs.filter { $0["message"] == "a model call failed" }
        #expect(!failures.isEmpty)
        #expect(lines.ofJobs.allSatisfy { $0["trace_id"] == expected && $0["job.id"] == "\(id)" })
        #expect(!model.traces.isEmpty)
        #expect(model.traces.allSatisfy { $0?.traceID == expected })
        let spans = model.traces.compactMap { $0?.spanID }
        #expect(Set(spans).count == spans.count)
        #expect(!spans.contains("00f067aa0ba902b7"))
    }
}
