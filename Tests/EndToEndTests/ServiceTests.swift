import Foundation
import GRDB
import JobsDomain
import TestServices
import Testing

@Suite("The executables do what the contract says", .serialized, .timeLimit(.minutes(5)))
struct ServiceTests {
    @Test("an empty POST runs the default guideline, with no key and no network")
    func defaultGuideline() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer()
            let answer = try await server.client.send(
                "POST",
                "/api/jobs",
                headers: ["Content-Type": "application/json"]
            )
            #expect(answer.status == 201)
            let id = try #require(try answer.json["event_id"]?.string)
            #expect(answer.headers["location"] == "/api/jobs/\(id)")
            let job = try await server.completed(id)
            #expect(job["status"] == "completed")
            let korean = try await server.client.send("GET", "/api/jobs/\(id)", headers: ["Accept-Language": "ko-KR"])
            #expect(try korean.json["message"] == "작업이 완료되었습니다.")
            let summary = try #require(job["result"]?["summary"])
            #expect(summary["_source"] == "local_rules")
            #expect(summary["key_points"]?.array?.isEmpty == false)
            let checklist = try #require(job["result"]?["checklist"])
            let items = (checklist["categories"]?.array ?? []).flatMap { $0["items"]?.array ?? [] }
            #expect(items.compactMap { $0["id"]?.integer } == Array(1...max(1, items.count)))
            #expect(checklist["total_items"] == .integer(items.count))
            #expect(job["usage"]?["llm_calls"] == .integer(0))
        }
    }

    @Test(
        "real documents come through every media type",
        arguments: [
            ("ko-development-guideline.md", "text/markdown"), ("en-laboratory-safety.md", "text/plain; charset=utf-8"),
            ("ko-personal-data-regulation.md", "text/plain"),
        ]
    )
    func documents(_ name: String, _ type: String) async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer()
            let document = try Installation.document(name)
            let answer = try await server.client.send(
                "POST",
                "/api/jobs",
                body: document,
                headers: ["Content-Type": type]
            )
            let job = try await server.completed(try #require(try answer.json["event_id"]?.string))
            #expect(job["status"] == "completed")
            #expect((job["result"]?["checklist"]?["total_items"]?.integer ?? 0) > 5)
        }
    }

    @Test("a server and two workers share one file, and a cancellation reaches the worker at once")
    func workersShare() async throws {
        try await Installation.with { installation in
            let model = try await installation.startModel()
            let settings = model.settings.merging([
                "QUEUE_URL": "database:", "WORKER_CONCURRENCY": "2", "LEASE_DURATION": "300s",
            ]) { $1 }
            let server = try await installation.startServer(settings.merging(["EMBEDDED_WORKER": "false"]) { $1 })
            try await model.control(["hang": .bool(true)])
            let workers = try (0..<2).map { _ in try installation.start("avo-worker", [], settings) }
            for worker in workers { #expect(await worker.line(containing: "working") != nil) }
            var ids: [String] = []
            for number in 0..<6 {
                ids.append(try #require(try await server.submit("DOC-TAG:\(number) Tests must pass.")))
            }
            // Two workers with two slots each: four calls at the same time prove that both work.
            try await model.waitForCalls("guideline_summary", 4)
            let cancelled = try await server.client.send("POST", "/api/jobs/\(ids[0])/cancel")
            #expect(cancelled.status == 200)
            // Its slot is free only once the call was broken off; then the fifth job begins. Without the hint
            // between the processes that would take a third of the lease.
            try await model.waitForCalls("guideline_summary", 5)
            try await model.control([:])
            for id in ids.dropFirst() { #expect(try await server.completed(id)["status"] == "completed") }
            #expect(try await server.job(ids[0])["status"] == "cancelled")
            for worker in workers { worker.send(SIGTERM) }
            for worker in workers { #expect(await worker.exitCode() == 0) }
            server.process.send(SIGTERM)
            #expect(await server.process.exitCode() == 0)
            #expect(try DatabaseCheck(installation.databasePath).problems() == [])
        }
    }

    @Test("a dead worker's job goes on with another at once, long before its lease ends")
    func deadWorker() async throws {
        try await Installation.with { installation in
            let model = try await installation.startModel()
            let settings = model.settings.merging(["QUEUE_URL": "database:", "LEASE_DURATION": "300s"]) { $1 }
            let server = try await installation.startServer(settings.merging(["EMBEDDED_WORKER": "false"]) { $1 })
            try await model.control(["hang": .bool(true)])
            let first = try installation.start("avo-worker", [], settings)
            let id = try #require(try await server.submit("Tests must pass."))
            try await model.waitForCalls("guideline_summary", 1)
            let second = try installation.start("avo-worker", [], settings)
            #expect(await second.line(containing: "working") != nil)
            await first.kill()
            // The lease would protect the dead worker's job for five minutes.
            try await model.waitForCalls("guideline_summary", 2)
            try await model.control([:])
            #expect(try await server.completed(id)["attempts"] == .integer(2))
        }
    }

    @Test("an unreachable model makes the job fall back, and says why")
    func fallsBack() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer([
                "LLM_PROVIDERS": "openai-compatible,local", "LLM_PATIENCE": "0s",
                "OPENAI_COMPATIBLE_BASE_URL": "http://127.0.0.1:9/v1",
            ])
            let job = try await server.completed(try #require(try await server.submit("Tests must pass.")))
            #expect(job["status"] == "completed")
            #expect(job["result"]?["degraded"] == .bool(true))
        }
    }

    @Test("every mistake in the configuration is told at once, and the exit code is 78")
    func badConfiguration() async throws {
        try await Installation.with { installation in
            let settings = ["PORT": "http", "WORKER_CONCURRENCY": "0", "LLM_TIMEOUT": "soon", "QUEUE_URL": "kafka:"]
            let process = try installation.start("avo-server", [], settings)
            #expect(await process.exitCode() == 78)
            await process.finished()
            for name in settings.keys { #expect(process.output.contains("\(name): "), "\(name)") }
            #expect(process.output.split(separator: "\n").count == 4)
        }
    }

    @Test(
        "exit codes and outputs of other calls",
        arguments: [
            (["--version"], [:], 0, "0.1"), (["--help"], [:], 0, "USAGE"), (["--nonsense"], [:], 64, "nonsense"),
            (["migrate"], [:], 0, "ready"), (["--port", "x"], [:], 78, "PORT"),
            ([], ["DATABASE_URL": "sqlite:///nowhere/at/all.sqlite"], 78, "DATABASE_URL"),
        ] as [([String], [String: String], Int32, String)]
    )
    func calls(_ arguments: [String], _ settings: [String: String], _ code: Int32, _ text: String) async throws {
        try await Installation.with { installation in
            let process = try installation.start("avo-server", arguments, settings)
            #expect(await process.line(containing: text) != nil)
            #expect(await process.exitCode() == code)
        }
    }

    @Test("a file that is no database is refused and left as it was")
    func noDatabase() async throws {
        try await Installation.with { installation in
            let text = String(repeating: "this is a letter, not a database\n", count: 100)
            try text.write(toFile: installation.databasePath, atomically: true, encoding: .utf8)
            let process = try installation.start("avo-server")
            #expect(await process.exitCode() == 78)
            #expect(try String(contentsOfFile: installation.databasePath, encoding: .utf8) == text)
        }
    }

    @Test("while another program keeps the file locked, a POST answers 503 with the reason, and later works")
    func lockedDatabase() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer(["EMBEDDED_WORKER": "false"])
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            // The server writes too, when it lists itself: whoever comes second waits.
            configuration.busyMode = .timeout(30)
            let intruder = try DatabaseQueue(path: installation.databasePath, configuration: configuration)
            try await intruder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let refused = try await server.client.send("POST", "/api/jobs", headers: ["Accept-Language": "en"])
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            #expect(try refused.json["detail"]?.string?.contains("another process keeps the database locked") == true)
            try await intruder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            let taken = try await server.client.send("POST", "/api/jobs")
            #expect(taken.status == 201)
            #expect(try await server.client.send("GET", "/api/stats").json["jobs"]?["pending"] == .integer(1))
        }
    }

    @Test("a worker without a shared queue is a mistake of configuration")
    func lonelyWorker() async throws {
        try await Installation.with { installation in
            let process = try installation.start("avo-worker")
            #expect(await process.line(containing: "QUEUE_URL") != nil)
            #expect(await process.exitCode() == 78)
        }
    }

    @Test("a .env file is read, the environment beats it, and a flag beats both")
    func precedence() async throws {
        try await Installation.with { installation in
            try "PORT=http\nLOG_LEVEL=loud\nWORKER_CONCURRENCY=zero\n"
                .write(toFile: installation.folder + "/.env", atomically: true, encoding: .utf8)
            let process = try installation.start("avo-server", ["--log-level", "info"], ["WORKER_CONCURRENCY": "many"])
            #expect(await process.exitCode() == 78)
            await process.finished()
            // PORT comes from the environment of every test, LOG_LEVEL from the flag.
            #expect(process.output == #"WORKER_CONCURRENCY: must be an integer from 1 to 10000, not "many""#)
        }
    }
}
