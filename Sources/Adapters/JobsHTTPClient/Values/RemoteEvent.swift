public import JobsDomain

/// One event of a job as the server told it.
public struct RemoteEvent: Sendable, Equatable {
    /// Counts the events of one job from 1; nil for live text, which is told once and not kept.
    public let number: Int?
    /// For example `step.started`. Later servers may send types that this client does not know.
    public let type: String
    /// RFC 3339 in UTC; empty where the server did not say.
    public let at: String
    /// The step it is about, if any.
    public let step: String?
    public let data: JSONValue?
    /// All of it, as the server sent it.
    public let json: JSONValue

    /// What happened; nil for live text and for types that this client does not know.
    public var kind: JobEvent.Kind? { JobEvent.Kind(rawValue: self.type) }

    /// What a model has just written; nil for every other event.
    public var liveText: String? { self.type == "step.delta" ? self.data?["text"]?.string : nil }

    /// Why it happened, if it has a cause.
    public var reason: String? { self.data?["reason"]?.string }
}

extension RemoteEvent {
    /// Reads an event.
    ///
    /// - Throws: ``JobsClientError`` with `unexpectedAnswer` if it is none.
    init(_ data: [UInt8]) throws(JobsClientError) {
        let json = try JSONValue(answer: data)
        guard let type = json["type"]?.string else { throw .unexpected("An event of it has no type.") }
        self.number = json["id"]?.integer
        self.type = type
        self.at = json["at"]?.string ?? ""
        self.step = json["step"]?.string
        self.data = json["data"]
        self.json = json
    }
}
