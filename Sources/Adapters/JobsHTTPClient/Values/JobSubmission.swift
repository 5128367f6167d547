public import JobsDomain

/// What is to be done, as a client asks for it. What is nil is the server's choice.
public struct JobSubmission: Sendable, Equatable {
    /// The document; nil runs the server's default guideline.
    public var text: String?
    public var title: String?
    /// `ko`, `en` or `auto`.
    public var language: String?
    /// The name of a workflow.
    public var workflow: String?
    /// The whole input of a workflow that takes more than a document.
    public var input: JSONObject?
    /// Pairs of the client's own.
    public var metadata: [Pair]
    /// The client's own name for this submission, 1 to 255 visible ASCII letters; nil makes one.
    public var idempotencyKey: String?

    /// One pair of metadata.
    public struct Pair: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        text: String? = nil,
        title: String? = nil,
        language: String? = nil,
        workflow: String? = nil,
        input: JSONObject? = nil,
        metadata: [Pair] = [],
        idempotencyKey: String? = nil
    ) {
        self.text = text
        self.title = title
        self.language = language
        self.workflow = workflow
        self.input = input
        self.metadata = metadata
        self.idempotencyKey = idempotencyKey
    }

    /// The body of the request, in UTF-8.
    var body: [UInt8] {
        var object = JSONObject()
        object.append("workflow", self.workflow.map(JSONValue.string))
        object.append("input", self.input.map(JSONValue.object))
        object.append("text", self.text.map(JSONValue.string))
        object.append("title", self.title.map(JSONValue.string))
        object.append("language", self.language.map(JSONValue.string))
        if !self.metadata.isEmpty {
            object.append(
                "metadata",
                .object(JSONObject(self.metadata.map { JSONObject.Member($0.name, .string($0.value)) }))
            )
        }
        return object.serialized
    }
}
