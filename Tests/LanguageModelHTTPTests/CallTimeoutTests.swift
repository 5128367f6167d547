import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

@Suite("Servers that keep a call waiting", .timeLimit(.minutes(2)))
struct CallTimeoutTests {
    private let calls = RawCalls()

    @Test("Silence, before the head and behind it", arguments: ["", RawServer.streamHead])
    func firstByte(_ head: String) async throws {
        let server = try RawServer(.send(head), .hold)
        let error = try await self.calls.failure(server, RawCalls.limits(firstByte: .milliseconds(100)))
        #expect(error?.code == .timeout)
        #expect(error?.message == "the answer did not begin within 0.1 seconds")
        #expect(error?.wasSent == true)
        _ = try await server.log.line { $0.hasPrefix("broken_off") }
    }

    @Test("A limit that is met before anything was sent says so")
    func nothingSent() async throws {
        // 192.0.2.0/24 is reserved for documentation: no host answers there, and no router need say so.
        let model = try ModelStub.model(
            baseURL: "http://192.0.2.1:9",
            key: nil,
            timeouts: RawCalls.limits(firstByte: .milliseconds(100)),
            transport: self.calls.transport
        )
        let request = Samples.request(timeout: .seconds(100))
        let error = await #expect(throws: LanguageModelError.self) { try await model.complete(request) }
        #expect(error?.code == .timeout || error?.code == .network)
        #expect(error?.wasSent == false)
    }

    @Test("Comments are no answer")
    func comments() async throws {
        let comments = RawServer.Step.flood(Array(": wait\n\n".utf8), times: .max, pauseMilliseconds: 5)
        let server = try RawServer(.send(RawServer.streamHead), comments)
        let error = try await self.calls.failure(server, RawCalls.limits(firstByte: .milliseconds(200)))
        #expect(error?.code == .timeout)
        #expect(error?.message == "the answer did not begin within 0.2 seconds")
        _ = try await server.log.line { $0.hasPrefix("broken_off") }
    }

    @Test("Comments behind the first event keep the call until its whole time is over, not longer")
    func commentsForEver() async throws {
        let comments = RawServer.Step.flood(Array(": wait\n\n".utf8), times: .max, pauseMilliseconds: 5)
        let server = try RawServer(.send(RawServer.streamHead), .send(RawServer.event("{")), comments)
        let error = try await self.calls.failure(server, timeout: .milliseconds(400))
        #expect(error?.code == .timeout)
        _ = try await server.log.line { $0.hasPrefix("broken_off") }
    }

    @Test("A stream that stands still")
    func idle() async throws {
        let server = try RawServer(.send(RawServer.streamHead), .send(RawServer.event("{")), .hold)
        let error = try await self.calls.failure(server, RawCalls.limits(idle: .milliseconds(100)))
        #expect(error?.code == .timeout)
        #expect(error?.message == "the answer stood still for 0.1 seconds")
        #expect(error?.wasSent == true)
    }

    @Test("So does an answer in one piece that stops halfway")
    func idleWhole() async throws {
        let server = try RawServer(.send("HTTP/1.1 500 X\r\nContent-Length: 100\r\n\r\nhalf"), .hold)
        let error = try await self.calls.failure(server, RawCalls.limits(idle: .milliseconds(100)))
        #expect(error?.message == "the answer stood still for 0.1 seconds")
    }

    @Test("Cancelling breaks a stream off, and nothing more is told")
    func cancel() async throws {
        let server = try RawServer(.send(RawServer.streamHead), .send(RawServer.event("{")), .hold)
        let model = try self.calls.model(server)
        let (pieces, continuation) = AsyncStream.makeStream(of: String.self)
        let call = Task {
            try await model.complete(Samples.request(timeout: .seconds(100))) { continuation.yield($0) }
        }
        for await piece in pieces {
            #expect(piece == "{")
            break
        }
        call.cancel()
        let error = await #expect(throws: LanguageModelError.self) { try await call.value }
        #expect(error?.code == .cancelled)
        #expect(error?.wasSent == true)
        _ = try await server.log.line { $0.hasPrefix("broken_off") }
    }
}
