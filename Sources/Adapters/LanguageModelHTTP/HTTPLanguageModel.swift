public import HTTPTransport
public import JobsApplication
import JobsDomain

/// A model behind a provider's HTTP API.
///
/// Answers are streamed where the server can. One call is one HTTP request: where a server refuses the form
/// of a question, the model remembers that for its later questions and the call fails with `hasAdapted`.
public final class HTTPLanguageModel: LanguageModel, CustomReflectable {
    public let provider: ModelProvider
    public let model: String
    public let limits: ModelLimits
    public let configuration: String

    private let kind: ProviderKind
    private let key: String?
    private let secrets: [String]
    private let timeouts: CallTimeouts
    private let userAgent: String
    private let transport: CurlTransport
    private let base: BaseURL
    private let form: LearnedForm

    /// Describes the model; nothing is sent.
    ///
    /// - Parameters:
    ///   - kind: whose API it is.
    ///   - model: as the provider names it; nil for the provider's default.
    ///   - baseURL: everything before the API's own path, for example `https://api.openai.com/v1`; nil for
    ///     the provider's default.
    ///   - key: nil or empty where there is none.
    ///   - limits: what is known of the model; the context is the provider's usual where nothing is said.
    ///   - timeouts: nil for the provider's own.
    ///   - version: of this program, for the provider's logs; empty where it has none.
    ///   - secrets: what no error may show, beside the key: the keys of the other providers.
    ///   - transport: shared by all models of the process, so that they share its thread and connections.
    /// - Throws: ``ModelConfigurationError`` if the address or the key cannot be one.
    public init(
        provider kind: ProviderKind,
        model: String? = nil,
        baseURL: String? = nil,
        key: String?,
        limits: ModelLimits = ModelLimits(),
        timeouts: CallTimeouts? = nil,
        version: String = "",
        secrets: [String] = [],
        transport: CurlTransport
    ) throws(ModelConfigurationError) {
        self.base = try Self.base(baseURL ?? kind.defaultBaseURL)
        self.model = model ?? kind.defaultModel
        // Both paths are tried here, so that an address that takes neither is found at the start.
        for isStreamed in [true, false] {
            let endpoint = kind.dialect.endpoint(model: self.model, isStreamed: isStreamed)
            _ = try Self.address(of: endpoint, below: self.base)
        }
        if let key, !key.isEmpty {
            // A line end would begin another header.
            guard key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw ModelConfigurationError(.invalidKey, "the key holds a space, a line end or a letter beyond ASCII")
            }
            self.key = key
        } else {
            self.key = nil
        }
        let told = [Array((baseURL ?? kind.defaultBaseURL).utf8), Array((self.key ?? "").utf8)]
        self.configuration = String(SHA256Digest(ofFields: told).hexadecimalText.prefix(16))
        self.kind = kind
        self.provider = kind.identity
        var limits = limits
        limits.contextTokens = limits.contextTokens ?? kind.contextTokens
        self.limits = limits
        self.secrets = [self.key].compactMap(\.self) + secrets
        self.timeouts = timeouts ?? kind.timeouts
        self.userAgent = version.isEmpty ? "avo" : "avo/\(version)"
        self.transport = transport
        self.form = LearnedForm(kind.dialect.form)
    }

    /// Says whether an address can be that of a provider, for who reads the configuration.
    ///
    /// - Throws: ``ModelConfigurationError`` if it cannot.
    public static func check(baseURL: String) throws(ModelConfigurationError) {
        _ = try Self.base(baseURL)
    }

    public func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        guard self.key != nil || !self.kind.needsKey else {
            throw LanguageModelError(.missingKey, "no key is configured for \(self.provider.name)", wasSent: false)
        }
        let form = self.form.current
        let redactor = Redactor(secrets: self.secrets, document: request.prompt.user)
        let stream = form.isStreamed ? StreamedReply(self.kind.dialect, onText: onText) : nil
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await self.transport.send(try self.httpRequest(request, form, stream))
        } catch {
            throw LanguageModelError(error, redactor: redactor, usage: stream?.finish().draft.usage ?? .unknown)
        }
        let reader = ReplyReader(
            dialect: self.kind.dialect,
            unprocessable: self.kind.unprocessable,
            redactor: redactor
        ) { error in
            guard let lesson = RequestForm.Lesson(error, form: form) else { return false }
            return self.form.learn(lesson, from: form)
        }
        let outcome = stream?.finish()
        let reply = try reader.read(response, outcome)
        // What came in one piece nobody has been told of yet.
        if outcome?.hasEvents != true { onText(reply.text) }
        return reply
    }

    private func httpRequest(
        _ request: ModelRequest,
        _ form: RequestForm,
        _ stream: StreamedReply?
    ) throws(TransportError) -> HTTPRequest {
        let endpoint = self.kind.dialect.endpoint(model: self.model, isStreamed: form.isStreamed)
        let url: String
        do throws(ModelConfigurationError) {
            url = try Self.address(of: endpoint, below: self.base)
        } catch {
            throw TransportError(kind: .misconfigured, message: error.message, wasSent: false)
        }
        var headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Accept", form.isStreamed ? "text/event-stream" : "application/json"),
            HTTPHeader("User-Agent", self.userAgent),
            HTTPHeader("X-Client-Request-Id", "\(request.call)"),
        ]
        if let trace = request.trace { headers.append(HTTPHeader("traceparent", trace.traceparent)) }
        return HTTPRequest(
            url: url,
            headers: headers + self.kind.dialect.headers(key: self.key),
            body: self.kind.dialect.body(model: self.model, prompt: request.prompt, form: form),
            timeout: request.timeout,
            limits: self.timeouts,
            bypassesProxy: self.base.isLoopback,
            receiver: stream
        )
    }

    private static func base(_ text: String) throws(ModelConfigurationError) -> BaseURL {
        do throws(InvalidBaseURL) { return try BaseURL(text) } catch {
            throw ModelConfigurationError(.invalidBaseURL, error.message)
        }
    }

    private static func address(
        of endpoint: (path: String, query: String?),
        below base: BaseURL
    ) throws(ModelConfigurationError) -> String {
        do throws(InvalidBaseURL) { return try base.endpoint(endpoint.path, query: endpoint.query) } catch {
            throw ModelConfigurationError(.invalidBaseURL, error.message)
        }
    }

    /// Shows no key and no address, wherever a model is printed.
    public var customMirror: Mirror {
        Mirror(self, children: ["provider": self.provider.name, "model": self.model])
    }
}

extension LanguageModelError {
    /// An error of the transport in the port's terms.
    fileprivate init(_ error: TransportError, redactor: Redactor, usage: ModelUsage) {
        let code: LanguageModelError.Code =
            switch error.kind {
            case .network: .network
            case .timeout: .timeout
            case .replyTooLarge: .replyTooLarge
            case .misconfigured: .misconfigured
            case .cancelled: .cancelled
            }
        self.init(code, redactor.redact(error.message), wasSent: error.wasSent, usage: usage)
    }
}
