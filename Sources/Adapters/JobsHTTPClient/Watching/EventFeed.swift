import HTTPTransport
import Synchronization

/// Hands the events of one connection from the transport's thread to the watcher, who may be slower.
final class EventFeed: BodyReceiver {
    private struct State {
        var parser = ServerSentEventParser()
        var isFull = false
        var hasReceived = false
    }

    /// The events of the connection, until it ends.
    let events: AsyncStream<ServerSentEvent>
    private let continuation: AsyncStream<ServerSentEvent>.Continuation
    private let state = Mutex(State())

    /// - Parameter capacity: events that have come and are not taken yet.
    init(capacity: Int) {
        (self.events, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(capacity))
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> BodyProgress {
        self.state.withLock { state in
            state.hasReceived = true
            // Behind the first event that found no room every other would leave a gap.
            guard !state.isFull else { return .useless }
            for event in state.parser.consume(bytes) {
                if case .dropped = self.continuation.yield(event) {
                    state.isFull = true
                    return .useless
                }
            }
            // Comments are a sign of life too: the server sends them for nothing else.
            return state.parser.isTooLarge ? .useless : .begun
        }
    }

    /// Tells that the connection has ended. What is left of an event may have been cut, so it is no event.
    func finish() { self.continuation.finish() }

    /// Whether the server has sent anything of a stream.
    var hasReceived: Bool { self.state.withLock { $0.hasReceived } }

    /// Whether the watcher was too slow.
    var isFull: Bool { self.state.withLock { $0.isFull } }

    /// Whether the server sent what no event can be.
    var isTooLarge: Bool { self.state.withLock { $0.parser.isTooLarge } }

    /// How long the server asks to wait before the next connection.
    var retry: Duration? { self.state.withLock { $0.parser.retry } }
}
