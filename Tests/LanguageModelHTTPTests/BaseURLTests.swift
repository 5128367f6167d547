import HTTPTransport
import JobsApplication
import Testing

@testable import LanguageModelHTTP

@Suite("Addresses and keys")
struct BaseURLTests {
    @Test(
        "The path is added",
        arguments: [
            ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
            ("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions"),
            ("http://127.0.0.1:11434", "http://127.0.0.1:11434/chat/completions"),
            ("HTTP://[::1]:8000/a//", "http://[::1]:8000/a/chat/completions"),
            ("https://x.test/v1?api-version=2#top", "https://x.test/v1/chat/completions?api-version=2"),
        ]
    )
    func path(_ base: String, _ expected: String) throws {
        #expect(try BaseURL(base).endpoint("/chat/completions") == expected)
    }

    @Test(
        "A version is not written twice, and a query is added to the one that is there",
        arguments: [
            ("https://x.test", "/v1/messages", nil, "https://x.test/v1/messages"),
            ("https://x.test/v1/", "/v1/messages", nil, "https://x.test/v1/messages"),
            ("https://x.test/chat", "/chat/completions", nil, "https://x.test/chat/chat/completions"),
            ("https://x.test", "/v1beta/models/m:g", "alt=sse", "https://x.test/v1beta/models/m:g?alt=sse"),
            (
                "https://x.test/p/v1beta?a=b", "/v1beta/m%2f1:g", "alt=sse",
                "https://x.test/p/v1beta/m%2f1:g?a=b&alt=sse"
            ),
        ] as [(String, String, String?, String)]
    )
    func versions(_ base: String, _ path: String, _ query: String?, _ expected: String) throws {
        #expect(try BaseURL(base).endpoint(path, query: query) == expected)
    }

    @Test(
        "What is no address of a provider",
        arguments: [
            "", "api.openai.com/v1", "ftp://x.test", "file:///etc/passwd", "http://", "https://user:secret@x.test",
            "http://user@x.test", "http://a b/", "unix:/run/x", "http://x.test:99999/", "javascript:alert(1)",
            "http://x.test\r\nA: b",
        ]
    )
    func refused(_ base: String) {
        let error = #expect(throws: ModelConfigurationError.self) { try HTTPLanguageModel.check(baseURL: base) }
        #expect(error?.code == .invalidBaseURL)
        #expect(error?.message.contains("secret") == false)
    }

    @Test(
        "Loopback hosts",
        arguments: [
            ("http://127.0.0.1", true), ("http://127.8.9.1", true), ("http://localhost:1", true),
            ("http://[::1]", true),
            ("http://LocalHost", true), ("http://a.localhost", true), ("http://10.0.0.1", false),
            ("http://127.0.0.1.example.com", false), ("http://localhost.example.com", false), ("http://[::2]", false),
        ]
    )
    func loopback(_ base: String, _ expected: Bool) throws {
        #expect(try BaseURL(base).isLoopback == expected)
    }

    @Test("A key with a line end is refused, and the error does not show it")
    func key() {
        let error = #expect(throws: ModelConfigurationError.self) {
            _ = try ModelStub.model(baseURL: "http://127.0.0.1:1", key: "abc\r\nX-Evil: 1", transport: CurlTransport())
        }
        #expect(error?.code == .invalidKey)
        #expect(error?.description.contains("abc") == false)
    }

    @Test("A printed model shows no key")
    func printed() throws {
        let model = try ModelStub.model(baseURL: "http://127.0.0.1:1", key: "abc-key", transport: CurlTransport())
        var dumped = ""
        dump(model, to: &dumped)
        for text in ["\(model)", String(reflecting: model), dumped, "\(HTTPHeader("Authorization", "abc-key"))"] {
            #expect(!text.contains("abc-key"))
        }
    }

    @Test("Without a key that is needed nothing is sent", arguments: [nil, ""])
    func missingKey(_ key: String?) async throws {
        let model = try ModelStub.model(
            baseURL: "http://127.0.0.1:1",
            key: key,
            kind: .openAI,
            transport: CurlTransport()
        )
        let error = await #expect(throws: LanguageModelError.self) { try await model.complete(Samples.request()) }
        #expect(error?.code == .missingKey)
        #expect(error?.wasSent == false)
    }
}
