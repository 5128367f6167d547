public import JobsDomain

/// What a process tells the others about itself.
public struct ProcessRecord: Sendable, Equatable {
    /// What a process is there for.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Answers requests; with slots, it runs jobs too.
        case server
        case worker
    }

    /// Names this start of the process among all: `host:pid`.
    public let name: String
    public let kind: Kind
    public let version: String
    /// The queues it works on, in the order of their names; none for a server without a worker.
    public let queues: [String]
    /// How many jobs it runs at the same time; 0 for a server without a worker.
    public let slots: Int
    /// How many it runs now.
    public let running: Int
    public let since: Timestamp

    public init(
        name: String,
        kind: Kind,
        version: String,
        queues: [String],
        slots: Int,
        running: Int,
        since: Timestamp
    ) {
        self.name = name
        self.kind = kind
        self.version = version
        self.queues = queues
        self.slots = slots
        self.running = running
        self.since = since
    }

    /// The record as one JSON object.
    public var json: JSONObject {
        [
            "name": .string(self.name), "kind": .string(self.kind.rawValue), "version": .string(self.version),
            "queues": .array(self.queues.map(JSONValue.string)), "slots": .integer(self.slots),
            "running": .integer(self.running), "since": .string(self.since.description),
        ]
    }

    /// Reads a stored record; nil where it is none that this version knows.
    init?(stored bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), let name = json["name"]?.string,
            let kind = json["kind"]?.string.flatMap({ Kind(rawValue: $0) }), let version = json["version"]?.string,
            let queues = json["queues"]?.array, let slots = json["slots"]?.integer,
            let running = json["running"]?.integer, let since = json["since_ms"]?.integer
        else { return nil }
        self.init(
            name: name,
            kind: kind,
            version: version,
            queues: queues.compactMap(\.string),
            slots: slots,
            running: running,
            since: Timestamp(millisecondsSinceEpoch: Int64(since))
        )
    }

    var stored: [UInt8] {
        var json = self.json
        json.append("since_ms", .integer(self.since.millisecondsSinceEpoch))
        return json.serialized
    }
}
