import JobsDomain
import JobsTesting
import TestServices

@testable import JobsApplication

extension TestServer {
    /// Serves streams live while a body runs; no job runs but by the test's own hand.
    func streaming<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.service.events.run() }
            defer { group.cancelAll() }
            try await waitUntil("the hub runs") { self.clock.sleepers >= 2 }
            return try await body()
        }
    }

    func stream(
        _ path: String,
        _ transport: StreamClient.Transport = .serverSentEvents,
        headers: [String: String] = [:],
        dropAfter: Int? = nil
    ) throws -> StreamClient {
        try StreamClient(port: self.port, path: path, transport, headers: headers, dropAfter: dropAfter)
    }

    /// A job with so many events, at least two, that goes on.
    func running(events count: Int) async throws -> Job {
        _ = try await self.submit()
        let job = try await self.claim()
        if count > 2 { try await self.append(count - 2, to: job) }
        return job
    }

    /// A job with so many events, at least three, that has completed.
    func ended(events count: Int) async throws -> JobID {
        let job = try await self.running(events: count - 1)
        try await self.apply([.complete], to: job)
        return job.id
    }

    /// Appends events in one commit, and tells the hub.
    func append(_ count: Int, to job: Job, reason: String = "test") async throws {
        let action = JobChange.Action.fallBack("summary", from: "first", to: "second", reason: reason)
        try await self.change([JobChange.Action](repeating: action, count: count), of: job)
    }

    /// Changes a job as its worker does, and tells the hub.
    func change(_ actions: [JobChange.Action], of job: Job) async throws {
        let after = try await self.apply(actions, to: job)
        self.service.signals.publish([.changed(job.id, event: after.state.lastEvent)])
    }

    /// Tells what a model writes at the moment.
    func tell(_ text: String, of job: Job) {
        self.service.signals.publish([.text(job.id, step: "summary", text: text)])
    }

    func live(_ count: Int) async throws {
        try await waitUntil("\(count) live streams") { self.service.events.liveStreams == count }
    }

    /// Every event of a job as its stream shows it.
    func log(of id: JobID) async throws -> [String] {
        try await self.store.events(of: id, after: 0, limit: 10_000).map {
            String(decoding: $0.json(cursor: nil), as: UTF8.self)
        }
    }
}

extension StreamClient {
    /// Waits for a state of the stream.
    func wait(_ what: String, _ condition: (Progress) -> Bool) async throws {
        do {
            try await waitUntil(what) { condition(self.progress) }
        } catch {
            throw WireError(description: "not reached: \(what); got \(self.progress)")
        }
    }

    var data: [String] { self.messages.map(\.data) }

    /// The messages as JSON.
    var objects: [JSONValue] { get throws { try self.data.map { try JSONValue(parsing: $0) } } }
}

extension StreamClient.Transport {
    /// Where a job's events are to be had.
    func path(_ id: JobID) -> String {
        switch self {
        case .serverSentEvents: "/api/jobs/\(id)/events"
        case .webSocket: "/api/jobs/\(id)/ws"
        }
    }
}
