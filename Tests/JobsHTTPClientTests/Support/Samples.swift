import JobsDomain

/// What a server tells of one job.
enum Samples {
    static let id = "0193a000-0000-7000-8000-000000000001"

    static let jobID = JobID(UUIDv7(high: 0x0193_A000_0000_7000, low: 0x8000_0000_0000_0001))

    static func job(_ status: String, _ id: String = Self.id) -> String {
        #"{"event_id":"\#(id)","workflow":"guideline","status":"\#(status)","message":"m","#
            + #""progress":{"step":null,"completed_steps":2,"total_steps":2,"percent":100},"result":{"a":1e3},"#
            + #""error":null,"metadata":{},"created_at":"2025-06-12T18:25:20Z","updated_at":"2025-06-12T18:25:36Z"}"#
    }

    /// The types of a job's events, from the first.
    static let life = [
        "job.created", "job.started", "step.started", "step.completed", "step.started", "step.completed",
        "job.completed",
    ]

    /// One event as it stands in a stream.
    static func event(_ number: Int, _ type: String) -> String {
        "id: \(number)\nevent: \(type)\ndata: {\"id\":\(number),\"type\":\"\(type)\",\"event_id\":\"\(Self.id)\"}\n\n"
    }

    /// The events behind one of them.
    static func events(after last: Int = 0, of life: [String] = Self.life) -> [String] {
        life.enumerated().dropFirst(last).map { Self.event($0.offset + 1, $0.element) }
    }
}
