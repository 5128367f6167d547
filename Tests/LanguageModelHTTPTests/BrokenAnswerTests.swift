import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

@Suite("Answers that break", .timeLimit(.minutes(2)))
struct BrokenAnswerTests {
    private let calls = RawCalls()

    @Test("A reset before the answer and within it")
    func reset() async throws {
        for steps in [[.reset], [.send(RawServer.streamHead + RawServer.event("{")), .reset]] as [[RawServer.Step]] {
            let error = try await self.calls.failure(try RawServer(steps))
            #expect(error?.code == .network)
            #expect(error?.wasSent == true)
        }
    }

    @Test("A stream that ends halfway", arguments: [RawServer.streamHead, "HTTP/1.0 200 OK\r\n\r\n"])
    func cut(_ head: String) async throws {
        let body = try RawCalls.stream()
        let server = try RawServer(.send(head), .send(Array(body[..<(body.count / 2)])))
        let error = try await self.calls.failure(server)
        #expect(error?.code == .malformedReply)
        #expect(error?.message == "truncated stream: it ended before the answer did")
    }

    @Test("White space without end is broken off")
    func blanks() async throws {
        let server = try RawServer(.send(RawServer.streamHead), .flood(Array(RawServer.event("  ").utf8), times: .max))
        let error = try await self.calls.failure(server)
        #expect(error?.code == .invalidOutput)
        _ = try await server.log.line { $0.hasPrefix("broken_off") }
    }

    @Test("Fifty megabytes are not read to their end", arguments: ["events", "comments", "one line", "JSON"])
    func drip(_ kind: String) async throws {
        let filler = String(repeating: "길", count: 10_000)
        let type = kind == "JSON" ? "application/json" : "text/event-stream"
        let piece =
            switch kind {
            // Two different pieces, so that it is their size that is noticed.
            case "events": RawServer.event(filler + "a") + RawServer.event(filler + "b")
            case "comments": ": \(filler)\n\n"
            default: filler
            }
        let server = try RawServer(
            .send("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\n\r\n"),
            .flood(Array(piece.utf8), times: 52_428_800 / piece.utf8.count)
        )
        let error = try await self.calls.failure(server)
        #expect(error?.code == .replyTooLarge)
        let line = try await server.log.line { $0.hasPrefix("broken_off") }
        let sent = try #require(line.split(separator: " ").last.flatMap { Int($0) })
        #expect(sent < 52_428_800)
    }

    @Test("The limit counts what a small body unpacks to")
    func bomb() async throws {
        let body = try Samples.recorded("gzip/three-mebibytes.gz")
        let server = try RawServer(.send(RawServer.plain(200, body, headers: "Content-Encoding: gzip\r\n")))
        #expect(body.count < 4_096)
        #expect(try await self.calls.failure(server)?.code == .replyTooLarge)
    }

    @Test("A failure is read whole, even under the name of a stream")
    func failureAsStream() async throws {
        let body = #"{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}"#
        let headers = "Retry-After: 2\r\nx-request-id: req_9\r\n"
        let server = try RawServer(
            .send(RawServer.plain(429, Array(body.utf8), type: "text/event-stream", headers: headers))
        )
        let error = try await self.calls.failure(server)
        #expect(error?.code == .rateLimited)
        #expect(error?.retryAfter == .seconds(2))
        #expect(error?.requestID == "req_9")
    }

    @Test("A redirect to another host is not followed, and the key does not go there", arguments: [301, 302, 307, 308])
    func redirect(_ status: Int) async throws {
        let other = try RawServer(.send(RawServer.plain(200, [])))
        let server = try RawServer(.send(RawServer.plain(status, [], headers: "Location: \(other.address)/\r\n")))
        let error = try await self.calls.failure(server)
        #expect(error?.code == .redirected)
        #expect(other.requests.isEmpty)
    }
}
