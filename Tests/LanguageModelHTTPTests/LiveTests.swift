import HTTPTransport
import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

@Suite("Calls to a server", .timeLimit(.minutes(1)))
struct LiveTests {
    private let transport = CurlTransport()

    @Test("A call brings an answer, and the next one uses the same connection")
    func success() async throws {
        let stub = try await ModelStub()
        let model = try stub.model(transport: self.transport)
        let told = ToldText()
        let question = Samples.request("DOC-TAG:live-1 \nAAAABBBBCCCCDDDD1111\n문서")
        let reply = try await model.complete(question, onText: told.tell)
        // This server answers in one piece although a stream was asked for.
        #expect(told.all == [reply.text])
        let text = try JSONValue(parsing: reply.text)
        #expect(text["title"]?.string == "stub text title")
        #expect(text["points"]?.array?.count == 3)
        #expect(reply.usage == ModelUsage(inputTokens: 100, outputTokens: 50))
        #expect(reply.reportedModel == "stub-model")
        _ = try await model.complete(Samples.request("DOC-TAG:live-1 \nEEEEFFFFGGGGHHHH2222\n문서"))

        let first = try await stub.line("received", call: 1)
        let second = try await stub.line("received", call: 2)
        #expect(first["tag"]?.string == "live-1")
        #expect(first["schema"]?.string == "guideline_summary")
        #expect(first["document"] == second["document"])
        #expect(first["connection"] == second["connection"])
        try await stub.line("answered", call: 2)
    }

    @Test("A redirect is not followed")
    func redirect() async throws {
        let stub = try await ModelStub()
        try await stub.control(#"{"status":307,"headers":{"Location":"\#(stub.address)/v2/chat/completions"}}"#)
        let error = try await self.failure(stub)
        #expect(error?.code == .redirected)
        #expect(error?.status == 307)
        #expect(try await stub.control()["calls"]?.integer == 1)
    }

    @Test("A limit says how long to wait, and the call is not repeated")
    func rateLimit() async throws {
        let stub = try await ModelStub()
        try await stub.control(#"{"status":429,"retry_after":7,"body":{"error":{"message":"slow down"}}}"#)
        let error = try await self.failure(stub)
        #expect(error?.code == .rateLimited)
        #expect(error?.retryAfter == .seconds(7))
        #expect(error?.wasSent == true)
        #expect(try await stub.control()["calls"]?.integer == 1)
    }

    @Test("A server that stays silent runs into the time limit")
    func timeout() async throws {
        let stub = try await ModelStub()
        try await stub.control(#"{"hang":true}"#)
        let error = try await self.failure(stub, Samples.request(timeout: .milliseconds(300)))
        #expect(error?.code == .timeout)
        #expect(error?.wasSent == true)
        try await stub.line("broken_off", call: 1)
    }

    @Test("No time left means no call")
    func noTime() async throws {
        let stub = try await ModelStub()
        let error = try await self.failure(stub, Samples.request(timeout: .zero))
        #expect(error?.code == .timeout)
        #expect(error?.wasSent == false)
        #expect(try await stub.control()["calls"]?.integer == 0)
    }

    @Test("Cancelling the task breaks the connection off")
    func cancellation() async throws {
        let stub = try await ModelStub()
        try await stub.control(#"{"hang":true}"#)
        let model = try stub.model(transport: self.transport)
        let call = Task { try await model.complete(Samples.request()) }
        try await stub.line("received", call: 1)
        call.cancel()
        let error = await #expect(throws: LanguageModelError.self) { try await call.value }
        #expect(error?.code == .cancelled)
        #expect(error?.wasSent == true)
        try await stub.line("broken_off", call: 1)
    }

    @Test("A task that was cancelled before sends nothing")
    func cancelledBefore() async throws {
        let stub = try await ModelStub()
        let model = try stub.model(transport: self.transport)
        let call = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await model.complete(Samples.request())
        }
        let error = await #expect(throws: LanguageModelError.self) { try await call.value }
        #expect(error?.code == .cancelled)
        #expect(error?.wasSent == false)
        #expect(try await stub.control()["calls"]?.integer == 0)
    }

    @Test("An answer beyond 2 MiB is not read to its end", arguments: [false, true])
    func tooLarge(chunked: Bool) async throws {
        let stub = try await ModelStub()
        let body = String(repeating: "x", count: 3 * 1024 * 1024)
        try await stub.control(#"{"chunked":\#(chunked),"body":"\#(body)"}"#)
        let error = try await self.failure(stub)
        #expect(error?.code == .replyTooLarge)
        #expect(error?.wasSent == true)
    }

    @Test("Nobody listens: nothing was sent")
    func refused() async throws {
        let port = try SilentPort()
        let model = try ModelStub.model(baseURL: "http://127.0.0.1:\(port.number)", key: nil, transport: self.transport)
        let error = await #expect(throws: LanguageModelError.self) { try await model.complete(Samples.request()) }
        withExtendedLifetime(port) {}
        #expect(error?.code == .network)
        #expect(error?.wasSent == false)
    }

    @Test("A connection that is never accepted: nothing was sent")
    func neverAccepted() async throws {
        // 192.0.2.0/24 is reserved for documentation: no host answers there, and no router need say so.
        let model = try ModelStub.model(baseURL: "http://192.0.2.1:9", key: nil, transport: self.transport)
        let request = Samples.request(timeout: .milliseconds(200))
        let error = await #expect(throws: LanguageModelError.self) { try await model.complete(request) }
        #expect(error?.code == .timeout || error?.code == .network)
        #expect(error?.wasSent == false)
    }

    @Test("A reused connection that dies is not a reason to ask again")
    func resetIsNotRepeated() async throws {
        let stub = try await ModelStub()
        let model = try stub.model(transport: self.transport)
        _ = try await model.complete(Samples.request())
        try await stub.control(#"{"reset":true}"#)
        let error = try await self.failure(stub)
        #expect(error?.code == .network)
        #expect(error?.wasSent == true)
        #expect(try await stub.control()["calls"]?.integer == 2)
        let first = try await stub.line("received", call: 1)
        let second = try await stub.line("received", call: 2)
        #expect(first["connection"] == second["connection"])
    }

    @Test("Sixty-four calls are on their way at the same time")
    func concurrency() async throws {
        let stub = try await ModelStub()
        try await stub.control(#"{"hang":true}"#)
        let model = try stub.model(transport: self.transport)
        try await withThrowingTaskGroup { group in
            for number in 1...64 {
                group.addTask { try await model.complete(Samples.request("문서 \(number)")).text }
            }
            // All have arrived before the first one is answered.
            for number in 1...64 { try await stub.line("received", call: number) }
            try await stub.control()
            for try await text in group { #expect(text.contains("stub text")) }
        }
    }

    @Test("Closing breaks calls off, and later calls fail at once")
    func close() async throws {
        let stub = try await ModelStub()
        try await stub.control(#"{"hang":true}"#)
        let transport = CurlTransport()
        let model = try stub.model(transport: transport)
        let call = Task { try await model.complete(Samples.request()) }
        try await stub.line("received", call: 1)
        transport.close()
        transport.close()
        let error = await #expect(throws: LanguageModelError.self) { try await call.value }
        #expect(error?.code == .network)
        #expect(error?.wasSent == true)
        try await stub.line("broken_off", call: 1)
        let late = await #expect(throws: LanguageModelError.self) { try await model.complete(Samples.request()) }
        #expect(late?.code == .network)
        #expect(late?.wasSent == false)
    }

    @Test("A transport that nobody holds any more ends its thread and its connections")
    func release() async throws {
        let stub = try await ModelStub()
        weak var released: CurlTransport?
        do {
            let transport = CurlTransport()
            released = transport
            _ = try await stub.model(transport: transport).complete(Samples.request())
        }
        #expect(released == nil)
        // The one that is left is the one that asks.
        while try await stub.control()["open_connections"]?.integer != 1 {}
    }

    private func failure(
        _ stub: ModelStub,
        _ request: ModelRequest = Samples.request()
    ) async throws -> LanguageModelError? {
        let model = try stub.model(transport: self.transport)
        return await #expect(throws: LanguageModelError.self) { try await model.complete(request) }
    }
}
