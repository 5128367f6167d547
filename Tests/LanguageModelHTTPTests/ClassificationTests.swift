import HTTPTransport
import JobsApplication
import Testing

@testable import LanguageModelHTTP

/// One error answer as a provider sends it, and what it means.
struct ErrorSample: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    let body: String
    let code: LanguageModelError.Code
    let headers: [HTTPHeader]
    let kind: ProviderKind
    let retryAfter: Duration?

    init(
        _ name: String,
        _ status: Int,
        _ body: String,
        _ code: LanguageModelError.Code,
        headers: [HTTPHeader] = [],
        kind: ProviderKind = .openAICompatible,
        retryAfter: Duration? = nil
    ) {
        self.name = name
        self.status = status
        self.body = body
        self.code = code
        self.headers = headers
        self.kind = kind
        self.retryAfter = retryAfter
    }

    var testDescription: String { "\(self.name) (\(self.status))" }
}

@Suite("Errors are told apart by status and body")
struct ClassificationTests {
    @Test("OpenAI", arguments: ErrorSample.openAI)
    func openAI(_ sample: ErrorSample) { self.check(sample) }

    @Test("Groq, Ollama, vLLM, llama.cpp, OpenRouter, proxies", arguments: ErrorSample.others)
    func others(_ sample: ErrorSample) { self.check(sample) }

    @Test("Errors that come with a success", arguments: ErrorSample.withSuccess)
    func withSuccess(_ sample: ErrorSample) { self.check(sample) }

    private func check(_ sample: ErrorSample) {
        let response = Samples.response(sample.status, sample.body, sample.headers)
        let error = Samples.decode(response, kind: sample.kind).failure
        #expect(error?.code == sample.code)
        #expect(error?.retryAfter == sample.retryAfter)
        #expect(error?.status == sample.status)
        #expect(error?.wasSent == true)
    }
}
