import Foundation
import JobsDomain
import Synchronization
import TestServices
import Testing

@Suite(
    "A server that is killed loses nothing and pays for no finished step twice",
    .serialized,
    .timeLimit(.minutes(5))
)
struct CrashTests {
    /// When the server dies.
    enum Moment: String, CaseIterable, CustomTestStringConvertible {
        case duringFirstStep = "during the first step"
        /// Right behind the commit that ends the first step and announces the second call.
        case afterFirstStep = "right after the first step"
        case duringSecondStep = "during the second step"

        var testDescription: String { self.rawValue }
    }

    @Test("killed at a moment, the job completes after a restart", arguments: Moment.allCases)
    func killed(_ moment: Moment) async throws {
        try await Installation.with { installation in
            let model = try await installation.startModel()
            let server = try await installation.startServer(model.settings)
            let document = try Installation.document("ko-development-guideline.md")
            switch moment {
            case .duringFirstStep: try await model.control(["hang": .bool(true), "schema": "guideline_summary"])
            case .afterFirstStep: break
            case .duringSecondStep: try await model.control(["hang": .bool(true), "schema": "guideline_checklist"])
            }
            let id = try #require(try await server.submit(document))
            let step = moment == .duringFirstStep ? "guideline_summary" : "guideline_checklist"
            // The call for the second step is what shows that the first is finished.
            try await model.waitForCalls(step, 1)
            await server.process.kill()
            try await model.control([:])

            let restarted = try await installation.startServer(model.settings)
            let job = try await restarted.completed(id)
            #expect(job["status"] == "completed")
            #expect(job["result"]?["summary"]?["_source"] == "openai_compatible")
            #expect(try model.calls("guideline_summary") == (moment == .duringFirstStep ? 2 : 1))
            #expect(try model.calls("guideline_checklist") <= 2)
            // A model that hangs keeps the job running until the kill; otherwise the job may have been quicker.
            if moment != .afterFirstStep { #expect(job["attempts"] == .integer(2)) }
            await restarted.process.kill()
            #expect(try DatabaseCheck(installation.databasePath).problems() == [])
        }
    }

    @Test("killed again and again under load, every acknowledged job completes")
    func killedUnderLoad() async throws {
        let rounds = Int(ProcessInfo.processInfo.environment["AVO_CRASH_ROUNDS"] ?? "") ?? 4
        try await Installation.with { installation in
            let model = try await installation.startModel()
            try await model.control(["delay_ms": .integer(5)])
            var acknowledged: [String] = []
            for round in 0..<rounds {
                let server = try await installation.startServer(model.settings)
                acknowledged += await Self.load(server, round: round)
            }
            let last = try await installation.startServer(model.settings)
            for id in acknowledged {
                let job = try await last.completed(id)
                #expect(job["status"] == "completed", "job \(id)")
            }
            #expect(acknowledged.count >= rounds)
            // A step that was answered and written is never asked for again: each kill may cost one call for
            // each of the four jobs that ran.
            let extra = try Self.repeatedCalls(model)
            #expect(extra <= rounds * 4)
            await last.process.kill()
            #expect(try DatabaseCheck(installation.databasePath).problems() == [])
            #expect(try DatabaseCheck(installation.databasePath).completedJobs() >= acknowledged.count)
            print("crash rounds: \(rounds), acknowledged: \(acknowledged.count), repeated calls: \(extra)")
        }
    }

    /// Posts from four clients until the server is killed in the middle of it; returns what was acknowledged.
    private static func load(_ server: Server, round: Int) async -> [String] {
        let acknowledged = Acknowledgements()
        // Another number each round, so that the kill meets another moment.
        let enough = 8 + round * 13 % 71
        await withTaskGroup(of: Void.self) { group in
            for client in 0..<4 {
                group.addTask {
                    for number in 0..<200 {
                        let text = "DOC-TAG:r\(round)-c\(client)-n\(number) Every change must be reviewed."
                        // The kill breaks connections off: what was not answered was not acknowledged.
                        guard let id = try? await server.submit(text) else { return }
                        acknowledged.add(id)
                    }
                }
            }
            group.addTask {
                while acknowledged.all.count < enough { await Task.yield() }
                await server.process.kill()
            }
        }
        return acknowledged.all
    }

    /// Calls beyond the first for the same document and step.
    private static func repeatedCalls(_ model: ModelStub) throws -> Int {
        var seen: [String: Int] = [:]
        for entry in try model.entries where entry.phase == "received" {
            seen["\(entry.schema) \(entry.tag ?? "")", default: 0] += 1
        }
        return seen.values.reduce(0) { $0 + $1 - 1 }
    }

    @Test("told to stop, the server gives back what it runs, with no start charged, and exits 0")
    func drains() async throws {
        try await Installation.with { installation in
            let model = try await installation.startModel()
            try await model.control(["hang": .bool(true), "schema": "guideline_checklist"])
            let server = try await installation.startServer(model.settings.merging(["SHUTDOWN_GRACE": "200ms"]) { $1 })
            let id = try #require(try await server.submit("Every change must be reviewed."))
            try await model.waitForCalls("guideline_checklist", 1)
            server.process.send(SIGTERM)
            #expect(await server.process.exitCode() == 0)
            try await model.control([:])
            let restarted = try await installation.startServer(model.settings)
            let job = try await restarted.completed(id)
            #expect(job["status"] == "completed")
            #expect(job["attempts"] == .integer(1))
            #expect(try model.calls("guideline_summary") == 1)
            await restarted.process.kill()
            #expect(try DatabaseCheck(installation.databasePath).problems() == [])
        }
    }

    @Test("a second signal stops at once")
    func stopsAtOnce() async throws {
        try await Installation.with { installation in
            let model = try await installation.startModel()
            try await model.control(["hang": .bool(true)])
            let server = try await installation.startServer(model.settings)
            _ = try await server.submit("Every change must be reviewed.")
            try await model.waitForCalls("guideline_summary", 1)
            server.process.send(SIGTERM)
            _ = await server.process.line(containing: "draining")
            server.process.send(SIGTERM)
            #expect(await server.process.exitCode() == 1)
        }
    }
}

/// The jobs that a server has acknowledged so far.
private final class Acknowledgements: Sendable {
    private let ids = Mutex<[String]>([])

    var all: [String] { self.ids.withLock { $0 } }

    func add(_ id: String) {
        self.ids.withLock { $0.append(id) }
    }
}
