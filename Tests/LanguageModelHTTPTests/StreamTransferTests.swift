import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

@Suite("Streams that arrive, however they are sent", .timeLimit(.minutes(2)))
struct StreamTransferTests {
    private let calls = RawCalls()

    @Test("A stream is told as it comes, and the next call uses the same connection")
    func stream() async throws {
        let answer = RawServer.chunked(try RawCalls.stream())
        let server = try RawServer(.send(answer), .nextRequest, .send(answer), .hold)
        let model = try self.calls.model(server)
        let told = ToldText()
        let reply = try await model.complete(Samples.request(timeout: .seconds(100)), onText: told.tell)
        #expect(reply.text == Samples.answer)
        #expect(told.joined == Samples.answer)
        #expect(reply.usage.reasoningTokens == 192)
        #expect(try await model.complete(Samples.request(timeout: .seconds(100))).text == Samples.answer)
        #expect(server.requests.count == 2)
        #expect(server.connections == 1)
    }

    @Test("Every byte by itself")
    func byteByByte() async throws {
        let server = try RawServer(.send(RawServer.streamHead), .sendByteByByte(try RawCalls.stream()))
        let told = ToldText()
        let model = try self.calls.model(server)
        let reply = try await model.complete(Samples.request(timeout: .seconds(100)), onText: told.tell)
        #expect(reply.text == Samples.answer)
        #expect(told.joined == Samples.answer)
    }

    @Test("HTTP/1.0, 100 Continue, slow heads, compression", arguments: ["1.0", "100", "slow", "gzip", "whole"])
    func oddTransfers(_ kind: String) async throws {
        let body = try RawCalls.stream()
        let steps: [RawServer.Step] =
            switch kind {
            case "1.0": [.send("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"), .send(body)]
            case "100": [.send("HTTP/1.1 100 Continue\r\n\r\n" + RawServer.streamHead), .send(body)]
            case "slow": [.sendByteByByte(Array(RawServer.streamHead.utf8)), .send(body)]
            case "gzip":
                [
                    .send(
                        RawServer.chunked(
                            try Samples.recorded("gzip/stream.sse.gz"),
                            headers: "Content-Encoding: gzip\r\n"
                        )
                    )
                ]
            default:
                [
                    .send(
                        RawServer.plain(
                            200,
                            try Samples.recorded("gzip/whole.json.gz"),
                            headers: "Content-Encoding: gzip\r\n"
                        )
                    )
                ]
            }
        let server = try RawServer(steps)
        let reply = try await self.calls.model(server).complete(Samples.request(timeout: .seconds(100)))
        #expect(reply.text == Samples.answer)
        let request = try #require(server.requests.first).lowercased()
        #expect(request.contains("\r\naccept-encoding: gzip\r\n"))
        #expect(!request.contains("\r\nexpect:"))
    }

    @Test("Who calls, and for what")
    func headers() async throws {
        let server = try RawServer(.send(RawServer.streamHead), .send(try Samples.recorded("anthropic/stream.sse")))
        let model = try HTTPLanguageModel(
            provider: .anthropic,
            baseURL: server.address,
            key: "k-1",
            version: "1.2.3",
            transport: self.calls.transport
        )
        #expect(try await model.complete(Samples.request()).text == Samples.answer)
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /v1/messages HTTP/1.1\r\n"))
        for line in [
            "X-Client-Request-Id: \(Samples.call)", "User-Agent: avo/1.2.3", "Accept: text/event-stream",
            "Content-Type: application/json", "x-api-key: k-1", "anthropic-version: 2023-06-01",
        ] { #expect(request.contains("\r\n\(line)\r\n")) }
    }

    @Test("A call that belongs to a trace says so, and no other")
    func trace() async throws {
        let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        for trace in [TraceContext(traceparent: header), nil] {
            let server = try RawServer(.send(RawServer.streamHead), .send(try Samples.recorded("anthropic/stream.sse")))
            let model = try HTTPLanguageModel(
                provider: .anthropic,
                baseURL: server.address,
                key: "k-1",
                transport: self.calls.transport
            )
            let request = ModelRequest(
                call: Samples.call,
                prompt: Samples.prompt(),
                timeout: .seconds(60),
                trace: trace
            )
            _ = try await model.complete(request)
            let head = try #require(server.requests.first)
            #expect(head.contains("\r\ntraceparent: \(header)\r\n") == (trace != nil))
            #expect(head.contains("traceparent") == (trace != nil))
        }
    }

    @Test("Gemini is asked at an address of its own for a stream")
    func gemini() async throws {
        let server = try RawServer(.send(RawServer.streamHead), .send(try Samples.recorded("gemini/stream.sse")))
        let model = try HTTPLanguageModel(
            provider: .gemini,
            model: "tuned/길",
            baseURL: server.address,
            key: "k-1",
            transport: self.calls.transport
        )
        #expect(try await model.complete(Samples.request()).text == Samples.answer)
        let path = "/v1beta/models/tuned%2f%ea%b8%b8:streamGenerateContent?alt=sse"
        #expect(server.requests.first?.hasPrefix("POST \(path) HTTP/1.1\r\n") == true)
    }

    @Test("An answer whose end marker never comes is an answer, once the rest has had its time")
    func noEnd() async throws {
        let body = RawServer.event("{}") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        let server = try RawServer(.send(RawServer.streamHead), .send(body), .hold)
        let model = try self.calls.model(server, RawCalls.limits(ending: .milliseconds(50)))
        #expect(try await model.complete(Samples.request(timeout: .seconds(100))).text == "{}")
    }

    @Test("A connection that breaks behind a whole answer takes nothing away from it")
    func resetBehind() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99999\r\n\r\n"
        let server = try RawServer(.send(head), .send(try RawCalls.stream()))
        #expect(
            try await self.calls.model(server).complete(Samples.request(timeout: .seconds(100))).text == Samples.answer
        )
    }
}
