import JobsApplication
import JobsDomain

/// What one datagram of the bus says, as JSON.
struct BusMessage {
    let isHello: Bool
    let tickets: [JobTicket]
    let signals: [JobSignal]

    /// A new process announces itself.
    static let hello = Array(#"{"hello":true}"#.utf8)

    static func tickets(_ tickets: some Sequence<JobTicket>) -> [UInt8] {
        let list = tickets.map { ticket -> JSONValue in
            [.string(ticket.job.description), .integer(ticket.sequence), .string(ticket.queue)]
        }
        let message: JSONObject = ["tickets": .array(list)]
        return message.serialized
    }

    static func signals(_ signals: some Sequence<JobSignal>) -> [UInt8] {
        let list = signals.map { signal -> JSONValue in
            switch signal {
            case .changed(let job, let event): ["changed", .string(job.description), .integer(event)]
            case .cancelled(let job): ["cancelled", .string(job.description)]
            case .text(let job, let step, let text):
                ["text", .string(job.description), .string(step), .string(text)]
            }
        }
        let message: JSONObject = ["signals": .array(list)]
        return message.serialized
    }

    /// Reads a datagram; nil where it is none of ours.
    init?(_ bytes: [UInt8]) {
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
