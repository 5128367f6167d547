import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

@Suite("What a model remembers, and what it does not tell", .timeLimit(.minutes(2)))
struct ModelBehaviourTests {
    private let calls = RawCalls()

    @Test("A refused form is learned from: one request a call, and the next one is another")
    func learns() async throws {
        let refusal = RawServer.plain(
            400,
            Array(#"{"error":{"message":"x","param":"stream","code":"unsupported_value"}}"#.utf8)
        )
        let unsupported = RawServer.plain(
            400,
            Array(#"{"error":{"message":"Streaming is not supported","param":"stream"}}"#.utf8)
        )
        let whole = RawServer.plain(200, try Samples.recorded("openai/whole.json"))
        let server = try RawServer(.send(unsupported), .nextRequest, .send(whole), .nextRequest, .send(refusal), .hold)
        let model = try self.calls.model(server)
        let request = Samples.request(timeout: .seconds(100))
        let first = await #expect(throws: LanguageModelError.self) { try await model.complete(request) }
        #expect(first?.code == .unsupported)
        #expect(first?.hasAdapted == true)
        #expect(server.requests.count == 1)
        let told = ToldText()
        #expect(try await model.complete(request, onText: told.tell).text == Samples.answer)
        #expect(told.all == [Samples.answer])
        // What cannot be given up twice is no reason to ask again.
        let last = await #expect(throws: LanguageModelError.self) { try await model.complete(request) }
        #expect(last?.code == .unsupported)
        #expect(last?.hasAdapted == false)
        let bodies = server.requests.map { $0.contains(#""stream":true"#) }
        #expect(bodies == [true, false, false])
    }

    @Test("A key that is echoed is not shown, nor is another provider's")
    func echoedKey() async throws {
        let body = #"{"error":{"message":"wrong key k-1, is it other-secret?","code":"invalid_api_key"}}"#
        let server = try RawServer(.send(RawServer.plain(401, Array(body.utf8))))
        let model = try HTTPLanguageModel(
            provider: .groq,
            baseURL: server.address,
            key: "k-1",
            secrets: ["other-secret"],
            transport: self.calls.transport
        )
        let error = await #expect(throws: LanguageModelError.self) { try await model.complete(Samples.request()) }
        #expect(error?.code == .authentication)
        #expect(error?.message.contains("k-1") == false)
        #expect(error?.message.contains("other-secret") == false)
    }

    @Test("The context is the provider's usual one unless another is given")
    func limits() throws {
        func limits(_ kind: ProviderKind, _ limits: ModelLimits = ModelLimits()) throws -> ModelLimits {
            try HTTPLanguageModel(provider: kind, key: nil, limits: limits, transport: self.calls.transport).limits
        }
        #expect(try limits(.ollama) == ModelLimits(contextTokens: 4_096))
        #expect(try limits(.openAICompatible) == ModelLimits())
        let given = ModelLimits(contextTokens: 32_768, requestsPerMinute: 3)
        #expect(try limits(.ollama, given) == given)
        #expect(try limits(.openAI, ModelLimits(tokensPerMinute: 9)).contextTokens == 128_000)
    }
}
