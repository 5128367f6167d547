import JobsDomain

/// What the processes that share a store tell each other, as one JSON object of limited size. What every
/// adapter of ``JobQueue`` and ``JobSignals`` that goes over a wire sends.
public struct ProcessMessage: Sendable, Equatable {
    /// A new process announces itself.
    public let isHello: Bool
    public let tickets: [JobTicket]
    public let signals: [JobSignal]

    /// A new process announces itself.
    public static let hello = Array(#"{"hello":true}"#.utf8)

    /// - Parameter limit: the most bytes that the wire carries; a message that would be longer is cut into several.
    public static func encode(tickets: some Collection<JobTicket>, limit: Int) -> [[UInt8]] {
        let items = tickets.map { ticket -> JSONValue in
            [.string(ticket.job.description), .integer(ticket.sequence), .string(ticket.queue)]
        }
        return Self.encode(items, as: "tickets", limit: limit)
    }

    /// - Parameter limit: the most bytes that the wire carries; a message that would be longer is cut into several,
    ///   and a hint that is too long by itself is left out, for hints may be lost.
    public static func encode(signals: some Collection<JobSignal>, limit: Int) -> [[UInt8]] {
        let items = signals.map { signal -> JSONValue in
            switch signal {
            case .changed(let job, let event): ["changed", .string(job.description), .integer(event)]
            case .cancelled(let job): ["cancelled", .string(job.description)]
            case .text(let job, let step, let text):
                ["text", .string(job.description), .string(step), .string(text)]
            }
        }
        return Self.encode(items, as: "signals", limit: limit)
    }

    private static func encode(_ items: [JSONValue], as name: String, limit: Int) -> [[UInt8]] {
        guard !items.isEmpty else { return [] }
        let message: JSONObject = [name: .array(items)]
        let bytes = message.serialized
        if bytes.count <= limit { return [bytes] }
        guard items.count > 1 else { return [] }
        let middle = items.count / 2
        return Self.encode(Array(items[..<middle]), as: name, limit: limit)
            + Self.encode(Array(items[middle...]), as: name, limit: limit)
    }

    /// Reads a message; nil where it is none of ours. Items that this version does not know are left out.
    public init?(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes) else { return nil }
        self.isHello = json["hello"] != nil
        self.tickets = (json["tickets"]?.array ?? []).compactMap(Self.ticket)
        self.signals = (json["signals"]?.array ?? []).compactMap(Self.signal)
    }

    private static func ticket(_ json: JSONValue) -> JobTicket? {
        guard let fields = json.array, fields.count == 3, let job = fields[0].string.flatMap({ JobID(text: $0) }),
            let sequence = fields[1].integer, let queue = fields[2].string
        else { return nil }
        return JobTicket(job: job, sequence: Int64(sequence), queue: queue)
    }

    private static func signal(_ json: JSONValue) -> JobSignal? {
        guard let fields = json.array, fields.count >= 2, let job = fields[1].string.flatMap({ JobID(text: $0) }) else {
            return nil
        }
        switch (fields[0].string, fields.count) {
        case ("changed", 3): return fields[2].integer.map { .changed(job, event: $0) }
        case ("cancelled", 2): return .cancelled(job)
        case ("text", 4):
            guard let step = fields[2].string, let text = fields[3].string else { return nil }
            return .text(job, step: step, text: text)
        default: return nil
        }
    }
}
