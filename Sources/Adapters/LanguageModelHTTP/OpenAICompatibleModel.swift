public import JobsApplication

/// A model behind an HTTP API of OpenAI's chat completions form: OpenAI, Groq, Ollama, vLLM, llama.cpp,
/// OpenRouter and many others.
public struct OpenAICompatibleModel: LanguageModel, CustomReflectable {
    public let provider: ModelProvider
    public let model: String

    private let key: String?
    private let profile: ChatCompletionProfile
    private let transport: CurlTransport
    private let url: String
    private let isLoopback: Bool

    /// Describes the model; nothing is sent.
    ///
    /// - Parameters:
    ///   - baseURL: everything before `/chat/completions`, for example `https://api.openai.com/v1`.
    ///   - key: sent as a bearer token; nil or empty where there is none.
    ///   - transport: shared by all models of the process, so that they share its thread and connections.
    /// - Throws: ``ModelConfigurationError`` if the address or the key cannot be one.
    public init(
        provider: ModelProvider,
        model: String,
        baseURL: String,
        key: String?,
        profile: ChatCompletionProfile,
        transport: CurlTransport
    ) throws(ModelConfigurationError) {
        let base = try BaseURL(baseURL)
        self.url = try base.appending("/chat/completions")
        self.isLoopback = base.isLoopback
        if let key, !key.isEmpty {
            // A line end would begin another header.
            guard key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw ModelConfigurationError(.invalidKey, "the key holds a space, a line end or a letter beyond ASCII")
            }
            self.key = key
        } else {
            self.key = nil
        }
        self.provider = provider
        self.model = model
        self.profile = profile
        self.transport = transport
    }

    /// Says whether an address can be that of a provider, for who reads the configuration.
    ///
    /// - Throws: ``ModelConfigurationError`` if it cannot.
    public static func check(baseURL: String) throws(ModelConfigurationError) {
        _ = try BaseURL(baseURL)
    }

    public func complete(_ request: ModelRequest) async throws(LanguageModelError) -> ModelReply {
        guard self.key != nil || !self.profile.needsKey else {
            throw LanguageModelError(.authentication, "no key is configured for \(self.provider.name)", wasSent: false)
        }
        let redactor = Redactor(secrets: [self.key].compactMap(\.self), document: request.prompt.user)
        let response: HTTPResponse
        do {
            response = try await self.transport.send(self.httpRequest(request))
        } catch {
            throw LanguageModelError(error, redactor: redactor)
        }
        return try ChatCompletionDecoder(profile: self.profile, redactor: redactor).decode(response)
    }

    private func httpRequest(_ request: ModelRequest) -> HTTPRequest {
        var headers = [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json")]
        if let key = self.key { headers.append(HTTPHeader("Authorization", "Bearer \(key)")) }
        let body = ChatCompletionRequest(
            model: self.model,
            prompt: request.prompt,
            outputLimit: self.profile.outputLimit
        ).body
        return HTTPRequest(
            url: self.url,
            headers: headers,
            body: body,
            timeout: request.timeout,
            bypassesProxy: self.isLoopback
        )
    }

    /// Shows no key and no address, wherever a model is printed.
    public var customMirror: Mirror {
        Mirror(self, children: ["provider": self.provider.name, "model": self.model])
    }
}

extension LanguageModelError {
    /// An error of the transport in the port's terms.
    fileprivate init(_ error: TransportError, redactor: Redactor) {
        let code: LanguageModelError.Code =
            switch error.kind {
            case .network: .network
            case .timeout: .timeout
            case .replyTooLarge: .replyTooLarge
            case .misconfigured: .misconfigured
            case .cancelled: .cancelled
            }
        self.init(code, redactor.redact(error.message), wasSent: error.wasSent)
    }
}
