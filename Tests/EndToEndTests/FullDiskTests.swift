import Foundation
import GRDB
import JobsDomain
import TestServices
import Testing

@Suite("A full disk refuses jobs and destroys none", .serialized, .timeLimit(.minutes(5)))
struct FullDiskTests {
    /// Starts a server through a shell.
    private static func start(_ script: String, _ fleet: Fleet) async throws -> Server {
        let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PORT": "0"].merging(fleet.settings) { $1 }
        let process = try ChildProcess(
            "/bin/sh",
            ["-c", script, "sh", Installation.executables + "/avo-server"],
            environment: environment,
            folder: fleet.installation.folder
        )
        guard let line = await process.line(containing: #""message":"listening""#),
            let port = try JSONValue(parsing: line)["server.port"]?.string.flatMap({ Int($0) })
        else { throw StartFailure(output: process.output) }
        return Server(process: process, port: port)
    }

    /// Posts documents until one is refused.
    private static func fill(_ server: Server, _ fleet: Fleet) async throws -> Answer {
        let text = String(repeating: "Every change must be reviewed. ", count: 2000)
        for number in 0..<500 {
            let sentAt = ContinuousClock.now
            let answer = try await server.post(tag: "fill-\(number)", key: nil, text: text)
            guard answer.status == 201, let id = try answer.json["event_id"]?.string else { return answer }
            fleet.note(Submission(id: id, tag: "fill-\(number)", sentAt: sentAt, answeredAt: .now))
        }
        throw ServiceFailure("the disk is never full")
    }

    @Test("a file that may not grow: 503, and after a restart without the limit everything is there")
    func limitedFile() async throws {
        try await Fleet.with(.sqlite) { fleet in
            // The signal that comes with a refused write would end the process.
            let limited = try await Self.start(#"trap "" XFSZ; ulimit -f 4096; exec "$1""#, fleet)
            let refused = try await Self.fill(limited, fleet)
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            #expect(refused.headers["content-type"] == "application/problem+json")
            #expect(try await limited.client.send("GET", "/livez").status == 200)
            let known = try #require(fleet.submissions.first)
            #expect(try await limited.job(known.id)["event_id"]?.string == known.id)
            await limited.process.kill()
            let server = try await fleet.startServer()
            try await fleet.startWorker()
            try await fleet.submit("afterwards", through: server)
            try await fleet.drained()
            #expect(try await fleet.problems() == [])
            #expect(try await fleet.truth().records.allSatisfy { $0.status == 2 })
        }
    }

    @Test("a full file system: 503, and once there is room again it goes on", .enabled { await Self.mayMount.value })
    func fullFileSystem() async throws {
        try await Fleet.with(.sqlite, settings: ["DATABASE_URL": "sqlite://disk/avo.sqlite"]) { fleet in
            let folder = fleet.installation.folder
            // The file system exists for the server alone, and disappears with it.
            let server = try await Self.start(
                """
                mkdir disk && exec unshare -m sh -c 'mount -t tmpfs -o size=4m tmpfs disk &&
                    head -c 2000000 /dev/zero > disk/ballast && exec "$1"' sh "$1"
                """,
                fleet
            )
            let refused = try await Self.fill(server, fleet)
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            let disk = "/proc/\(server.process.pid)/root\(folder)/disk"
            try FileManager.default.removeItem(atPath: disk + "/ballast")
            try await waitUntil("jobs are taken again") {
                try await server.post(tag: "afterwards", key: "afterwards").status == 201
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: disk) {
                server.process.suspend()
                try? FileManager.default.copyItem(atPath: "\(disk)/\(name)", toPath: "\(folder)/\(name)")
            }
            await server.process.kill()
            let check = try DatabaseCheck(folder + "/avo.sqlite")
            #expect(try check.problems() == [])
            let jobs = try await check.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") }
            #expect(jobs == fleet.submissions.count + 1)
        }
    }

    /// Whether a file system may be mounted, as root may where it is not confined.
    private static let mayMount = Task {
        let words = ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        let process = try? ChildProcess("/usr/bin/unshare", words, environment: ["PATH": "/usr/bin:/bin"], folder: "/")
        return await process?.finished() == 0
    }
}
