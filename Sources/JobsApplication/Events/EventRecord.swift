public import JobsDomain

/// An event as the streams of this process share it: read once, encoded once, sent to any number of clients.
public struct EventRecord: Sendable, Equatable {
    public let event: JobEvent
    /// Its place in its stream: for one job the number of the event, for all jobs a place in the store's log.
    public let position: FeedPosition
    /// The event as clients see it: one line of JSON in UTF-8.
    public let json: [UInt8]
    /// Whether the job had ended with it when it was read.
    public let isLast: Bool

    /// An event of one job's stream.
    init(_ event: JobEvent, isLast: Bool) {
        self.event = event
        self.position = FeedPosition(commit: Int64(event.number))
        self.json = event.json(cursor: nil)
        self.isLast = isLast
    }

    /// An event of the stream of all jobs, which never ends.
    init(_ event: FeedEvent) {
        self.event = event.event
        self.position = event.position
        self.json = event.event.json(cursor: event.position.text)
        self.isLast = false
    }
}

extension JobEvent {
    /// One line of JSON in UTF-8.
    ///
    /// - Parameter cursor: the place in the stream of all jobs; nil where the number says it.
    func json(cursor: String?) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 160 + (self.data?.count ?? 0))
        writer.object { writer in
            writer.name("id")
            writer.integer(self.number)
            writer.member("type", self.kind.rawValue)
            writer.member("event_id", self.job.description)
            writer.member("at", self.at.description)
            if let step { writer.member("step", step) }
            if let data {
                writer.name("data")
                writer.raw(data)
            }
            if let cursor { writer.member("cursor", cursor) }
        }
        return writer.bytes
    }
}
