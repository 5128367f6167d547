import Foundation
import JobsApplication
import JobsDomain
import JobsInMemory
import JobsSQLite
import JobsSystem
import LanguageModelFake
import Logging

/// A store, and services over it.
final class Bench: Sendable {
    enum Kind: String, CaseIterable {
        case memory = "in memory"
        case sqlite = "SQLite"
    }

    /// About 1.7 KB, the size of a short guideline.
    private static let document = String(
        (0..<40).map { "You must check point \($0) of the list before you go on." }.joined(separator: "\n").prefix(1700)
    )

    private let runtime = JobRuntime.system()
    private let store: any JobStore & CallLedger
    private let folder: URL?

    init(_ kind: Kind) throws {
        switch kind {
        case .memory:
            self.folder = nil
            self.store = InMemoryJobStore(uptime: self.runtime.uptime)
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appending(path: "avo-benchmark-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            self.folder = folder
            self.store = try SQLiteJobStore(.file(folder.appending(path: "jobs.sqlite").path))
        }
    }

    func close() throws {
        if let store = self.store as? SQLiteJobStore { try store.close() }
        if let folder { try FileManager.default.removeItem(at: folder) }
    }

    /// Submits jobs from so many tasks, each of which waits for its answer before it goes on.
    func submit(_ jobs: Int, concurrently submitters: Int) async throws {
        let service = self.service(concurrency: 1)
        try await withThrowingTaskGroup { group in
            for _ in 0..<submitters {
                group.addTask {
                    for _ in 0..<jobs / submitters {
                        _ = try await service.submitJob(["text": .string(Self.document)])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Runs what waits, with a model that answers at once, until nothing waits or runs any more.
    func drain(concurrency: Int) async throws {
        let service = self.service(concurrency: concurrency)
        async let running: Void = service.run()
        while try await self.isBusy {
            // Asking without a pause would take the processor from what is measured; it costs 10 ms at most.
            try await Task.sleep(for: .milliseconds(10))
        }
        service.worker?.beginDrain()
        await running
    }

    private var isBusy: Bool {
        get async throws {
            try await self.store.statistics().counts.values.contains { counts in
                counts[.pending, default: 0] + counts[.processing, default: 0] > 0
            }
        }
    }

    private func service(concurrency: Int) -> JobService {
        JobService(
            store: self.store,
            queue: InMemoryJobQueue(),
            signals: InMemoryJobSignals(),
            routes: [.model(ScriptedLanguageModel())],
            settings: WorkerSettings(concurrency: concurrency),
            runtime: self.runtime,
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
