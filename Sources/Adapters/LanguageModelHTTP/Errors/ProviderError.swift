import JobsDomain

/// What an error's body says, in whichever of the known forms.
///
/// OpenAI nests `{"error": {…}}`, Anthropic and Google too; older vLLM puts the same members at the top;
/// others send `{"error": "text"}` or `{"detail": …}`.
struct ProviderError: Sendable, Equatable {
    /// The provider's text, as it came: it may quote keys and documents.
    var message = ""
    var type: String?
    var code: String?
    var parameter: String?
    /// Codes that lie deeper: Azure's inner error, OpenRouter's metadata, Anthropic's details, Google's status.
    var innerCodes: [String] = []
    /// The limits that Google says were reached.
    var quotas: [String] = []
    /// Google's delay, for example `34.4s`.
    var retryDelay: String?
    /// llama.cpp's context, in tokens.
    var contextTokens: Int?
    /// Anthropic's name for the request.
    var requestID: String?
    /// Whether the body was an error in one of the known forms.
    var isRecognised = false

    /// Nothing known.
    init() {}

    /// Reads the body of a failed status.
    init(body: [UInt8]) {
        self.init((try? JSONValue(parsing: body)) ?? .null)
    }

    /// Reads any document; Google wraps its error into an array at times.
    init(_ document: JSONValue) {
        let document = document.array?.first ?? document
        let choice = document["choices"]?.array?.first
        self.requestID = document["request_id"]?.string.flatMap(PlainWord.init)?.text
        if let error = document["error"], error != .null, error != .bool(false) {
            self.isRecognised = true
            if let text = error.string { self.message = text } else { self.read(error) }
            if self.message.isEmpty { self.message = document["message"]?.string ?? "" }
        } else if let error = choice?["error"], error.object != nil {
            self.isRecognised = true
            self.read(error)
        } else if let text = document["x_groq"]?["error"]?.string {
            self.isRecognised = true
            self.message = text
        } else if document["object"]?.string == "error" || (document["message"]?.string != nil && choice == nil) {
            self.isRecognised = true
            self.read(document)
        } else if let detail = document["detail"], choice == nil {
            self.isRecognised = true
            // The list form also quotes the input; only its messages and the names of members are read.
            let list = detail.array ?? []
            self.message = detail.string ?? list.compactMap { $0["msg"]?.string }.joined(separator: "; ")
            self.parameter = list.first?["loc"]?.array?.last?.string
        }
    }

    private mutating func read(_ error: JSONValue) {
        self.message = error["message"]?.string ?? error["detail"]?.string ?? ""
        self.type = error["type"]?.string
        self.code = error["code"].flatMap(Self.word)
        self.parameter = error["param"]?.string
        self.contextTokens = error["n_ctx"]?.count
        let inner = [
            error["innererror"]?["code"], error["metadata"]?["error_type"], error["details"]?["error_code"],
            error["status"],
        ]
        self.innerCodes = inner.compactMap { $0?.string }
        for detail in error["details"]?.array ?? [] {
            if let reason = detail["reason"]?.string { self.innerCodes.append(reason) }
            self.quotas += (detail["violations"]?.array ?? []).compactMap { $0["quotaId"]?.string }
            self.retryDelay = self.retryDelay ?? detail["retryDelay"]?.string
        }
    }

    /// vLLM, llama.cpp, Google and OpenRouter write codes as numbers.
    private static func word(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .number(let text): text
        default: nil
        }
    }

    /// The HTTP status that the body itself names.
    var status: Int? {
        guard let number = self.code.flatMap({ Int($0) }), (400...599).contains(number) else { return nil }
        return number
    }

    /// Everything that is a code, in lower case.
    var words: [String] {
        ([self.code, self.type].compactMap(\.self) + self.innerCodes).map { $0.lowercased() }
    }

    /// The most telling code, if it is a plain word.
    var shownCode: String? {
        let candidates = [self.code, self.type] + self.innerCodes.map(Optional.some)
        return candidates.compactMap { $0 }.first { PlainWord($0) != nil && Int($0) == nil }
    }
}
