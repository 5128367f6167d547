import HTTPTransport
import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

/// A recorded answer and what has to come of it.
struct RecordedReply: Sendable, CustomTestStringConvertible {
    let kind: ProviderKind
    let file: String
    let usage: ModelUsage
    let reportedModel: String
    let requestID: String

    var isStream: Bool { self.file.hasSuffix(".sse") }
    var testDescription: String { self.file }

    static let all: [RecordedReply] = [
        RecordedReply(.openAI, "openai/whole.json", full, "gpt-5-mini-2025-08-07", "chatcmpl-abc123"),
        RecordedReply(.openAI, "openai/stream.sse", full, "gpt-5-mini-2025-08-07", "chatcmpl-abc123"),
        RecordedReply(.groq, "groq/whole.json", totals, "llama-3.3-70b-versatile", "chatcmpl-8f1"),
        RecordedReply(.groq, "groq/stream.sse", totals, "llama-3.3-70b-versatile", "chatcmpl-8f1"),
        RecordedReply(.ollama, "ollama/whole.json", totals, "llama3.2", "chatcmpl-512"),
        RecordedReply(.ollama, "ollama/stream.sse", totals, "llama3.2", "chatcmpl-512"),
        RecordedReply(.openAICompatible, "openai-compatible/whole.json", cached, compatible, "chatcmpl-Xs1"),
        RecordedReply(.openAICompatible, "openai-compatible/stream.sse", cached, compatible, "chatcmpl-Xs1"),
        RecordedReply(.anthropic, "anthropic/whole.json", everything, claude, "msg_01XYZ"),
        RecordedReply(.anthropic, "anthropic/stream.sse", everything, claude, "msg_01XYZ"),
        RecordedReply(.anthropic, "anthropic/whole-tool.json", everything, claude, "msg_01XYZ"),
        RecordedReply(.anthropic, "anthropic/stream-tool.sse", everything, claude, "msg_01XYZ"),
        RecordedReply(.gemini, "gemini/whole.json", full, "gemini-2.5-flash", "Un6LacrVMcjUxs0PmJfWoQc"),
        RecordedReply(.gemini, "gemini/stream.sse", full, "gemini-2.5-flash", "Un6L"),
    ]

    static let streams = Self.all.filter(\.isStream)

    private init(_ kind: ProviderKind, _ file: String, _ usage: ModelUsage, _ model: String, _ id: String) {
        self.kind = kind
        self.file = file
        self.usage = usage
        self.reportedModel = model
        self.requestID = id
    }

    private static let compatible = "qwen2.5-7b-instruct-q4_k_m.gguf"
    private static let claude = "claude-haiku-4-5-20251001"
    private static let totals = ModelUsage(inputTokens: 1_117, outputTokens: 346)
    private static let cached = ModelUsage(inputTokens: 1_117, cachedInputTokens: 1_024, outputTokens: 346)
    private static let full = ModelUsage(
        inputTokens: 1_117,
        cachedInputTokens: 1_024,
        outputTokens: 346,
        reasoningTokens: 192
    )
    private static let everything = ModelUsage(
        inputTokens: 1_117,
        cachedInputTokens: 1_000,
        cacheWriteTokens: 24,
        outputTokens: 346,
        reasoningTokens: 192
    )
}

@Suite("Recorded answers of every provider")
struct ProviderReplyTests {
    @Test("The answer, its usage and who gave it", arguments: RecordedReply.all)
    func whole(_ recorded: RecordedReply) throws {
        let body = try Samples.recorded(recorded.file)
        let told = ToldText()
        let result =
            recorded.isStream
            ? Samples.decode(stream: [body], kind: recorded.kind, onText: told.tell)
            : Samples.decode(HTTPResponse(status: 200, body: body), kind: recorded.kind)
        let expected = ModelReply(
            text: Samples.answer,
            usage: recorded.usage,
            reportedModel: recorded.reportedModel,
            requestID: recorded.requestID
        )
        let reply = try result.get()
        #expect(reply == expected)
        if recorded.isStream {
            // Only the answer is told, as it comes; not the thoughts before it.
            #expect(told.joined == Samples.answer)
            #expect(told.all.count > 10)
        }
    }

    @Test("A stream in pieces of one byte", arguments: RecordedReply.streams)
    func byteByByte(_ recorded: RecordedReply) throws {
        let body = try Samples.recorded(recorded.file)
        let reply = try Samples.decode(stream: body.map { [$0] }, kind: recorded.kind).get()
        #expect(reply.text == Samples.answer)
        #expect(reply.usage == recorded.usage)
    }

    @Test("A stream that is cut anywhere is whole or an error, never half an answer", arguments: RecordedReply.streams)
    func cut(_ recorded: RecordedReply) throws {
        let body = try Samples.recorded(recorded.file)
        var answers = 0
        for length in stride(from: 0, to: body.count, by: 7) {
            switch Samples.decode(stream: [Array(body[..<length])], kind: recorded.kind) {
            case .success(let reply):
                answers += 1
                #expect(reply.text == Samples.answer)
            case .failure(let error):
                #expect(error.code == .malformedReply)
                #expect(error.message.hasPrefix("truncated stream"))
                #expect(error.wasSent)
            }
        }
        // Only what follows the finish reason may be missing.
        #expect(answers < body.count / 7 / 4)
    }

    @Test("A damaged stream is an error or an answer, and nothing else", arguments: RecordedReply.streams)
    func damaged(_ recorded: RecordedReply) throws {
        let body = try Samples.recorded(recorded.file)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var damaged = body
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: damaged.indices, using: &generator)
                damaged[place] = UInt8.random(in: .min ... .max, using: &generator)
            }
            switch Samples.decode(stream: [damaged], kind: recorded.kind) {
            case .success(let reply): #expect(!reply.text.isEmpty)
            case .failure(let error): #expect(error.wasSent)
            }
        }
    }

    @Test("A cut stream tells the usage that it has come to")
    func usageOfCutStream() throws {
        let body = try Samples.recorded("anthropic/stream.sse")
        let cut = Array(body[..<(body.count / 2)])
        let usage = Samples.decode(stream: [cut], kind: .anthropic).failure?.usage
        // The tokens written are not known before the end.
        #expect(usage == ModelUsage(inputTokens: 1_117, cachedInputTokens: 1_000, cacheWriteTokens: 24))
    }

    @Test("Every provider of the registry has recorded answers of both kinds", arguments: ProviderKind.all)
    func registry(_ kind: ProviderKind) {
        let recorded = RecordedReply.all.filter { $0.kind == kind }
        #expect(recorded.contains { $0.isStream })
        #expect(recorded.contains { !$0.isStream })
        #expect(ProviderKind.named(kind.identity.name) == kind)
    }

    @Test("The registry's table")
    func table() {
        let rows = ProviderKind.all.map { kind in
            "\(kind.identity.name) \(kind.identity.source) \(kind.settingsPrefix) \(kind.defaultBaseURL) "
                + "\(kind.needsKey) \(kind.timeouts.firstByte) \(kind.contextTokens ?? -1)"
        }
        let expected = [
            "openai openai_gpt OPENAI https://api.openai.com/v1 true 30.0 seconds 128000",
            "anthropic anthropic_claude ANTHROPIC https://api.anthropic.com true 30.0 seconds 200000",
            "gemini google_gemini GEMINI https://generativelanguage.googleapis.com true 30.0 seconds 1000000",
            "groq groq GROQ https://api.groq.com/openai/v1 true 30.0 seconds 131072",
            "ollama ollama OLLAMA http://127.0.0.1:11434/v1 false 120.0 seconds 4096",
            "openai-compatible openai_compatible OPENAI_COMPATIBLE http://127.0.0.1:8080/v1 false 120.0 seconds -1",
        ]
        #expect(rows == expected)
        #expect(ProviderKind.named("no such") == nil)
    }
}
