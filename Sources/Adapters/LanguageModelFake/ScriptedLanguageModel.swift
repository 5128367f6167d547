public import JobsApplication
public import JobsDomain
import Synchronization

/// A model that answers by script: what to say, how long to take, how to fail; and that counts.
///
/// A shipped adapter (`LLM_PROVIDERS=fake`), for tests and demonstrations. Without a script it answers
/// every question with the smallest value that the question's schema allows.
public final class ScriptedLanguageModel: LanguageModel {
    /// One line of the script.
    public enum Turn: Sendable {
        /// Answers with this text.
        case answer(String)
        /// Answers with the smallest value of the schema.
        case smallestAnswer
        /// Fails.
        case failure(LanguageModelError)
        /// Never answers; ends when the calling task is cancelled.
        case silence
    }

    public let provider: ModelProvider
    public let model: String
    public let limits: ModelLimits

    private struct State {
        var script: [Turn]
        var requests: [ModelRequest] = []
    }

    private let state: Mutex<State>
    private let afterwards: Turn
    private let keepsRequests: Bool
    private let usage: ModelUsage
    private let pause: (@Sendable () async throws(CancellationError) -> Void)?

    /// - Parameters:
    ///   - provider: who seems to answer.
    ///   - model: the model that seems to be asked.
    ///   - script: the turns of the first calls, in their order.
    ///   - afterwards: the turn of every later call.
    ///   - keepsRequests: whether every call is remembered; a program that runs for long does without.
    ///   - limits: what the model seems to take.
    ///   - usage: what every answer seems to have used.
    ///   - pause: how long a call takes; nil means no time.
    public init(
        provider: ModelProvider = ModelProvider(name: "fake", source: "fake"),
        model: String = "fake-1",
        script: [Turn] = [],
        afterwards: Turn = .smallestAnswer,
        keepsRequests: Bool = true,
        limits: ModelLimits = ModelLimits(),
        usage: ModelUsage = ModelUsage(inputTokens: 10, outputTokens: 5),
        pause: (@Sendable () async throws(CancellationError) -> Void)? = nil
    ) {
        self.provider = provider
        self.model = model
        self.afterwards = afterwards
        self.keepsRequests = keepsRequests
        self.limits = limits
        self.usage = usage
        self.pause = pause
        self.state = Mutex(State(script: script))
    }

    /// Every call so far, in the order in which they began; none where they are not kept.
    public var requests: [ModelRequest] { self.state.withLock { $0.requests } }

    public func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        let turn = self.state.withLock { state in
            if self.keepsRequests { state.requests.append(request) }
            return state.script.isEmpty ? self.afterwards : state.script.removeFirst()
        }
        if let pause {
            do throws(CancellationError) {
                try await pause()
            } catch {
                throw .brokenOff
            }
        }
        switch turn {
        case .answer(let text): return self.reply(text, onText)
        case .smallestAnswer:
            let answer = JSONValue.smallest(of: request.prompt.schema)
            return self.reply(String(decoding: answer.serialized, as: UTF8.self), onText)
        case .failure(let error): throw error
        case .silence:
            await Self.waitForCancellation()
            throw .brokenOff
        }
    }

    private func reply(_ text: String, _ onText: @Sendable (String) -> Void) -> ModelReply {
        onText(text)
        return ModelReply(text: text, usage: self.usage, reportedModel: self.model)
    }

    private static func waitForCancellation() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in stream {}
        continuation.finish()
    }
}

extension LanguageModelError {
    fileprivate static let brokenOff = LanguageModelError(.cancelled, "the call was broken off", wasSent: true)
}
