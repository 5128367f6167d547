import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("The client watches a job", .serialized, .timeLimit(.minutes(5)))
struct ClientWatchTests {
    /// The numbers of the events that have one.
    private static func numbers(_ lines: [JSONValue]) -> [Int] { lines.compactMap { $0["id"]?.integer } }

    @Test("A program gets every event as a line, then the job; the exit code is the job's outcome")
    func program() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer()
            let run = try ClientRun(
                installation,
                port: server.port,
                ["submit", "--text", "Stop.", "--watch", "--json"]
            )
            #expect(await run.code() == 0)
            let lines = try run.lines
            let id = try #require(lines.first?["event_id"]?.string)
            let events = Array(lines.dropFirst().dropLast())
            #expect(Self.numbers(events) == Array(1...max(1, events.count)))
            #expect(events.first?["type"] == "job.created")
            #expect(events.last?["type"] == "job.completed")
            #expect(lines.last?["status"] == "completed")
            #expect(lines.last?["result"]?["checklist"] != nil)
            let later = try ClientRun(installation, port: server.port, ["watch", id, "--json"])
            #expect(await later.code() == 0)
            #expect(Self.numbers(try later.lines) == Self.numbers(events))
            let person = try ClientRun(installation, port: server.port, ["watch", id])
            #expect(await person.code() == 0)
            #expect(person.output.hasPrefix("\(id)  completed  100%"))
            #expect(person.errors.contains("step.completed"))
        }
    }

    @Test("Jobs that fail or are cancelled end the watching with codes of their own")
    func outcomes() async throws {
        try await Installation.with { installation in
            let model = try await installation.startModel()
            try await model.control(["status": .integer(401)])
            let server = try await installation.startServer(model.settings)
            let failed = try ClientRun(installation, port: server.port, ["submit", "--text", "Stop.", "--watch"])
            #expect(await failed.code() == 1)
            try await model.control(["hang": .bool(true)])
            let watched = try ClientRun(installation, port: server.port, ["submit", "--text", "Stop.", "--watch"])
            try await waitUntil("the job runs") { watched.errors.contains("step.started") }
            let id = try #require(watched.errors.firstMatch(of: #/submitted (\S+)/#)?.1)
            _ = try await server.client.send("POST", "/api/jobs/\(id)/cancel")
            #expect(await watched.code() == 3)
        }
    }

    @Test("A server that is killed and started again loses the watcher no event and tells it none twice")
    func restart() async throws {
        try await Installation.with { installation in
            let model = try await installation.startModel()
            try await model.control(["hang": .bool(true)])
            let settings = model.settings.merging(["PORT": "\(try FreePort.find())"]) { $1 }
            let server = try await installation.startServer(settings)
            let run = try ClientRun(
                installation,
                port: server.port,
                ["submit", "--text", "Stop.", "--watch", "--json"]
            )
            #expect(await run.process.line(containing: "step.started") != nil)
            await server.process.kill()
            try await model.control([:])
            let second = try await installation.startServer(settings)
            #expect(await run.code() == 0)
            let events = try run.lines.dropFirst().dropLast()
            let numbers = Self.numbers(Array(events))
            #expect(numbers == Array(1...max(1, numbers.count)))
            #expect(events.last?["type"] == "job.completed")
            #expect(run.errors.contains("reconnecting"))
            second.process.terminate()
            #expect(await second.process.exitCode() == 0)
        }
    }

    @Test("Ctrl-C ends the watching, not the job")
    func interrupted() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer(["EMBEDDED_WORKER": "false"])
            let id = try #require(try await server.submit("Stop."))
            let run = try ClientRun(installation, port: server.port, ["watch", id])
            try await waitUntil("the stream is open") { run.errors.contains("job.created") }
            run.process.send(SIGINT)
            #expect(await run.code() == 130)
            #expect(run.errors.contains("the job goes on"))
            #expect(try await server.job(id)["status"] == "pending")
        }
    }
}
