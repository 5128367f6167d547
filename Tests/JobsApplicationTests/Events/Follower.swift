import JobsDomain
import Synchronization

@testable import JobsApplication

/// Iterates a stream and keeps what it brought.
final class Follower: Sendable {
    private struct State {
        var elements: [EventStreamElement] = []
        var isOver = false
    }

    private let state: Log
    private let task: Task<Void, Never>

    /// Outlives the follower, whose end ends the task.
    private final class Log: Sendable {
        let value = Mutex(State())
    }

    init(_ stream: EventStream) {
        let log = Log()
        self.state = log
        self.task = Task {
            for await element in stream { log.value.withLock { $0.elements.append(element) } }
            log.value.withLock { $0.isOver = true }
        }
    }

    deinit { self.task.cancel() }

    func cancel() { self.task.cancel() }

    var elements: [EventStreamElement] { self.state.value.withLock(\.elements) }
    var isOver: Bool { self.state.value.withLock(\.isOver) }

    var records: [EventRecord] {
        self.elements.compactMap { if case .event(let record) = $0 { record } else { nil } }
    }

    var numbers: [Int] { self.records.map(\.event.number) }
    var heartbeats: Int { self.elements.count { $0 == .heartbeat } }

    var resets: [EventStreamReset] {
        self.elements.compactMap { if case .reset(let reason) = $0 { reason } else { nil } }
    }

    var texts: [String] {
        self.elements.compactMap { if case .text(let json) = $0 { String(decoding: json, as: UTF8.self) } else { nil } }
    }
}
