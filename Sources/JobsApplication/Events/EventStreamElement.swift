import JobsDomain

/// What a stream of events brings.
public enum EventStreamElement: Sendable, Equatable {
    case event(EventRecord)
    /// Live text of a model that is answering: one line of JSON in UTF-8, never replayed.
    case text([UInt8])
    /// Nothing happened for a while, and the connection should know that we are still here.
    case heartbeat
    /// The stream ends here although there will be more; the client can resume behind the last event it has.
    case reset(EventStreamReset)
}

/// Why a stream ended early.
public enum EventStreamReset: String, Sendable, Hashable {
    /// The client did not keep up.
    case slowReader = "slow_reader"
    /// The server is stopping.
    case shutdown
    /// The store was restored to an earlier state, which does not reach as far as the stream has come.
    case logReplaced = "log_replaced"
}

extension JobEvent {
    /// Live text as clients see it: an event without a number.
    static func liveText(of job: JobID, step: String, text: String, at moment: Timestamp) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 192 + text.utf8.count)
        writer.object { writer in
            writer.member("type", "step.delta")
            writer.member("event_id", job.description)
            writer.member("at", moment.description)
            writer.member("step", step)
            writer.name("data")
            writer.object { writer in writer.member("text", text) }
        }
        return writer.bytes
    }
}
