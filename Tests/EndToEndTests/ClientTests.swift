import Foundation
import JobsDomain
import TestServices
import Testing

@Suite("The client in the box", .serialized, .timeLimit(.minutes(5)))
struct ClientTests {
    @Test("A document goes in, its job comes out, and a program can read every answer")
    func life() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer()
            let document = Installation.repository + "/Tests/Documents/en-laboratory-safety.md"
            let arguments = ["--title", "Safety", "--language", "en", "--metadata", "a=1", "--metadata", "b=c=d"]
            let submitted = try ClientRun(
                installation,
                port: server.port,
                ["submit", document, "--json", "--key", "k-1"] + arguments
            )
            #expect(await submitted.code() == 0)
            #expect(submitted.errors == "")
            let id = try #require(try submitted.lines.first?["event_id"]?.string)

            let replay = try ClientRun(
                installation,
                port: server.port,
                ["submit", document, "--key", "k-1"] + arguments
            )
            #expect(await replay.code() == 0)
            #expect(replay.output == id)
            #expect(replay.errors.contains("used before"))

            try await server.completed(id)
            let read = try ClientRun(installation, port: server.port, ["get", id, "--json"])
            #expect(await read.code() == 0)
            let job = try #require(try read.lines.first)
            #expect(job["status"] == "completed")
            #expect(job["metadata"] == .object(["a": "1", "b": "c=d"]))
            let english = ["Accept-Language": "en"]
            let answer = try await server.client.send("GET", "/api/jobs/\(id)", headers: english)
            #expect(String(decoding: answer.body, as: UTF8.self) == read.output)

            let shown = try ClientRun(installation, port: server.port, ["get", id])
            #expect(await shown.code() == 0)
            #expect(shown.output.hasPrefix("\(id)  completed  100%  guideline\n"))
            #expect(shown.output.contains("\n    title: "))
            #expect(shown.output.contains("metadata:\n  a: 1\n  b: c=d"))
        }
    }

    @Test("Waiting brings the whole job, from the standard input or with no document at all")
    func waits() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer()
            let piped = try ClientRun(
                installation,
                port: server.port,
                ["submit", "-", "--wait", "--json"],
                input: "Wear goggles. 항상 장갑을 착용한다."
            )
            #expect(await piped.code() == 0)
            let lines = try piped.lines
            #expect(lines.count == 1)
            #expect(lines.first?["status"] == "completed")
            #expect(lines.first?["result"]?["checklist"]?["total_items"] == .integer(2))

            let settings = ["LANG": "ko_KR.UTF-8"]
            let empty = try ClientRun(installation, port: server.port, ["submit", "--wait"], settings: settings)
            #expect(await empty.code() == 0)
            #expect(empty.output.contains("작업이 완료되었습니다."))
            let english = try ClientRun(
                installation,
                port: server.port,
                ["submit", "--text", "Stop.", "--wait", "--accept-language", "en"],
                settings: settings
            )
            #expect(await english.code() == 0)
            #expect(english.output.contains("Job completed."))
        }
    }

    @Test("Lists go over every page, and choose")
    func lists() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer(["EMBEDDED_WORKER": "false"])
            var ids: [String] = []
            for number in 0..<120 { ids.append(try #require(try await server.submit("Rule \(number)."))) }
            _ = try await server.client.send("POST", "/api/jobs/\(ids[7])/cancel")
            let all = try ClientRun(installation, port: server.port, ["list", "--all", "--json"])
            #expect(await all.code() == 0)
            #expect(try all.lines.compactMap { $0["event_id"]?.string } == ids.reversed())
            let some = try ClientRun(installation, port: server.port, ["list", "--limit", "101", "--json"])
            #expect(await some.code() == 0)
            #expect(try some.lines.compactMap { $0["event_id"]?.string } == Array(ids.reversed().prefix(101)))
            let cancelled = try ClientRun(installation, port: server.port, ["list", "--status", "cancelled"])
            #expect(await cancelled.code() == 0)
            #expect(cancelled.output.hasPrefix("\(ids[7])  cancelled     0%  "))
            #expect(cancelled.output.split(separator: "\n").count == 1)
        }
    }

    @Test("Cancelling and retrying, and the exit codes of jobs that came to nothing")
    func outcomes() async throws {
        try await Installation.with { installation in
            let model = try await installation.startModel()
            try await model.control(["status": .integer(401)])
            let server = try await installation.startServer(model.settings)
            let failed = try ClientRun(
                installation,
                port: server.port,
                ["submit", "--text", "Stop.", "--wait", "--json"]
            )
            #expect(await failed.code() == 1)
            let id = try #require(try failed.lines.first?["event_id"]?.string)
            #expect(try failed.lines.first?["status"] == "failed")

            let refused = try ClientRun(installation, port: server.port, ["cancel", id, "--accept-language", "en"])
            #expect(await refused.code() == 65)
            #expect(refused.output == "")
            #expect(refused.errors.contains("The job is failed"))
            #expect(refused.errors.contains("request_id: "))

            try await model.control(["hang": .bool(true)])
            let retried = try ClientRun(installation, port: server.port, ["retry", id, "--json"])
            #expect(await retried.code() == 0)
            #expect(["pending", "processing"].contains(try retried.lines.first?["status"]?.string))
            let waiting = try ClientRun(installation, port: server.port, ["submit", "--text", "Go.", "--wait"])
            try await waitUntil("the job is there") { waiting.errors.contains("submitted ") }
            let other = try #require(waiting.errors.split(separator: " ").last).trimmingCharacters(in: .newlines)
            for _ in 0..<2 {
                let cancelled = try ClientRun(installation, port: server.port, ["cancel", other, "--json"])
                #expect(await cancelled.code() == 0)
                #expect(try cancelled.lines.first?["status"] == "cancelled")
            }
            #expect(await waiting.code() == 3)
            #expect(waiting.output.contains("cancelled"))
        }
    }

    @Test("What the server refuses is told member by member")
    func refused() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer(["EMBEDDED_WORKER": "false"])
            let language = ["--accept-language", "en"]
            let calls: [([String], String)] = [
                (["submit", "--text", ""], "/text: "), (["submit", "--text", "x", "--language", "fr"], "/language: "),
                (["submit", "--workflow", "nothing"], "/workflow: "),
            ]
            for (arguments, pointer) in calls {
                let run = try ClientRun(installation, port: server.port, arguments + language)
                #expect(await run.code() == 65)
                #expect(run.output == "")
                #expect(run.errors.contains("\n  \(pointer)"))
            }
            try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: installation.folder + "/binary"))
            let binary = try ClientRun(installation, port: server.port, ["submit", "binary"])
            #expect(await binary.code() == 65)
            let unknown = try ClientRun(
                installation,
                port: server.port,
                ["get", "0193a000-0000-7000-8000-000000000001"]
            )
            #expect(await unknown.code() == 4)
            #expect(try await server.client.send("GET", "/api/stats").json["jobs"]?["pending"] == .integer(0))
        }
    }

    @Test(
        "Bad usage is told before anything is sent",
        arguments: [
            ["get", "x"], ["get"], ["submit", "--wait", "--watch"], ["submit", "missing.txt"],
            ["submit", "--metadata", "x"], ["submit", "--metadata", "a=1", "--metadata", "a=2"],
            ["submit", "--key", "a b"], ["list", "--status", "new"], ["list", "--limit", "0"],
            ["list", "--server", "ftp://x"], ["list", "--accept-language", "fr"], ["submit", "a", "--text", "b"],
        ]
    )
    func usage(_ arguments: [String]) async throws {
        try await Installation.with { installation in
            let run = try ClientRun(installation, port: 9, arguments)
            #expect(await run.code() == 64)
            #expect(run.output == "")
            #expect(run.errors != "")
        }
    }

    @Test("A server that is not there ends with 69, and a submission says how to repeat it")
    func serverDown() async throws {
        try await Installation.with { installation in
            let port = try FreePort.find()
            let submitted = try ClientRun(installation, port: port, ["submit", "--text", "Stop."])
            let read = try ClientRun(installation, port: port, ["get", "0193a000-0000-7000-8000-000000000001"])
            #expect(await submitted.code() == 69)
            #expect(submitted.errors.contains("repeat with --key "))
            #expect(await read.code() == 69)
            #expect(!read.errors.contains("--key"))
        }
    }

    @Test("Ctrl-C ends the waiting, not the job")
    func interrupted() async throws {
        try await Installation.with { installation in
            let server = try await installation.startServer(["EMBEDDED_WORKER": "false"])
            let run = try ClientRun(installation, port: server.port, ["submit", "--text", "Stop.", "--wait"])
            try await waitUntil("the job is there") { run.errors.contains("submitted ") }
            run.process.send(SIGINT)
            #expect(await run.code() == 130)
            #expect(run.errors.contains("the job goes on"))
            #expect(try await server.client.send("GET", "/api/stats").json["jobs"]?["pending"] == .integer(1))
        }
    }
}
