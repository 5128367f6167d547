import JobsApplication
import JobsDomain
import NIOCore

/// Writes elements of a stream as server-sent events (WHATWG HTML, section 9.2).
struct ServerSentEvents {
    static let mediaType = "text/event-stream"

    /// How long a browser waits before it connects again, in milliseconds.
    private static let retry = 2000

    let scope: EventScope

    /// What a stream begins with, so that a client knows at once that it is connected, and where it began: a browser
    /// that began at the end, and is cut off before the first event, comes back to this place and not to the end.
    func opening(at position: FeedPosition) -> ByteBuffer {
        let id = self.scope == .allJobs ? "id: \(position.text)\n" : ""
        return ByteBuffer(string: "retry: \(Self.retry)\n\(id): connected\n\n")
    }

    func encoded(_ element: EventStreamElement) -> ByteBuffer {
        switch element {
        case .event(let record):
            var buffer = ByteBuffer()
            buffer.reserveCapacity(record.json.count + 96)
            buffer.writeString("id: ")
            buffer.writeString(self.id(of: record))
            buffer.writeString("\nevent: ")
            buffer.writeString(record.event.kind.rawValue)
            buffer.writeString("\n")
            Self.write(data: record.json, to: &buffer)
            return buffer
        case .text(let json):
            var buffer = ByteBuffer(string: "event: step.delta\n")
            Self.write(data: json, to: &buffer)
            return buffer
        case .heartbeat:
            return ByteBuffer(string: ": heartbeat\n\n")
        case .reset(let reason):
            var buffer = ByteBuffer(string: "event: reset\n")
            Self.write(data: reason.json(self.scope), to: &buffer)
            return buffer
        }
    }

    private func id(of record: EventRecord) -> String {
        switch self.scope {
        case .job: String(record.event.number)
        case .allJobs: record.position.text
        }
    }

    /// JSON on one line has no line breaks, so it needs no second `data:`.
    private static func write(data: [UInt8], to buffer: inout ByteBuffer) {
        buffer.writeString("data: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
    }
}

extension EventStreamReset {
    /// The last element of a stream that ends early, as clients see it: an event without a number.
    func json(_ scope: EventScope) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "reset")
            if case .job(let id) = scope { writer.member("event_id", id.description) }
            writer.name("data")
            writer.object { writer in writer.member("reason", self.rawValue) }
        }
        return writer.bytes
    }
}
