import JobsDomain
import Synchronization
import TestServices

/// A client that follows a stream of events through whichever server answers, breaks off again and again, and
/// resumes behind the last event that it has.
final class EventWatcher: Sendable {
    /// One event, as the client got it.
    struct Event: Equatable {
        let job: String
        let number: Int
        let type: String
        let data: String
        /// Behind which to resume.
        let place: String

        var isTerminal: Bool { ["job.completed", "job.failed", "job.cancelled"].contains(self.type) }
    }

    private struct State {
        var events: [Event] = []
        var connections = 0
        var violations: [String] = []
    }

    let transport: StreamClient.Transport
    private let path: String
    private let isFeed: Bool
    /// Where servers listen at the moment.
    private let ports: @Sendable () -> [Int]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - job: whose events; nil for those of all jobs.
    ///   - ports: where servers listen at the moment.
    init(_ job: String?, _ transport: StreamClient.Transport, ports: @escaping @Sendable () -> [Int]) {
        self.isFeed = job == nil
        self.path =
            job.map { "/api/jobs/\($0)" + (transport == .webSocket ? "/ws" : "/events") } ?? "/api/events"
        self.transport = transport
        self.ports = ports
    }

    var events: [Event] { self.state.withLock(\.events) }
    /// How often it has connected.
    var connections: Int { self.state.withLock(\.connections) }
    var violations: [String] { self.state.withLock(\.violations) }

    /// Follows until a condition holds.
    func follow(within limit: Duration = .seconds(120), until isDone: ([Event]) -> Bool) async throws {
        try await waitUntil("\(self.path) over \(self.transport)", within: limit) {
            guard let client = self.connect() else { return isDone(self.events) }
            defer { client.close() }
            try await waitUntil("the connection ends", within: limit) {
                let progress = client.progress
                return progress.isOver || progress.isWhole || progress.closeCode != nil
                    || self.isFeed
                        && isDone(
                            self.events + Self.events(progress.messages, isFeed: true)
                        )
            }
            self.take(client.progress)
            return isDone(self.events)
        }
    }

    private func connect() -> StreamClient? {
        guard let port = self.ports().randomElement() else { return nil }
        let place = self.events.last?.place
        var (query, headers) = ("", [String: String]())
        if let place, Bool.random() { query = "?last_event_id=\(place)" } else { headers["Last-Event-ID"] = place }
        // Nobody listens where a server was just killed.
        return try? StreamClient(
            port: port,
            path: self.path + query,
            self.transport,
            headers: headers,
            dropAfter: Int.random(in: 1...(self.isFeed ? 12 : 4))
        )
    }

    private func take(_ progress: StreamClient.Progress) {
        let events = Self.events(progress.messages, isFeed: self.isFeed)
        self.state.withLock { state in
            state.events += events
            state.connections += 1
            state.violations += progress.violations
        }
    }

    /// The messages that are events; live text and the word of a reset are none.
    private static func events(_ messages: [StreamMessage], isFeed: Bool) -> [Event] {
        messages.compactMap { message in
            guard let json = try? JSONValue(parsing: message.data), let number = json["id"]?.integer else { return nil }
            return Event(
                job: json["event_id"]?.string ?? "",
                number: number,
                type: json["type"]?.string ?? "",
                data: message.data,
                place: isFeed ? json["cursor"]?.string ?? "" : String(number)
            )
        }
    }
}

extension Server {
    /// All events of a job that has ended, by one whole replay.
    func log(of id: String) async throws -> [String] {
        let client = try StreamClient(port: self.port, path: "/api/jobs/\(id)/events", .serverSentEvents)
        try await waitUntil("the log of \(id)") { client.progress.isWhole || client.progress.isOver }
        return client.messages.map(\.data)
    }
}
