import Synchronization

/// Hands hints to every subscriber in this process. What every ``JobSignals`` adapter needs on its
/// receiving side.
public final class SignalBroadcast: Sendable {
    private struct Subscriber {
        let id: UInt64
        let isWanted: @Sendable (JobSignal) -> Bool
        let continuation: AsyncStream<JobSignal>.Continuation
    }

    private struct State {
        /// In the order in which they subscribed: everybody is told in the same order every time.
        var subscribers: [Subscriber] = []
        var lastSubscriber: UInt64 = 0
    }

    /// How many hints a slow subscriber keeps before it loses the oldest.
    private let bufferedSignals: Int
    private let state = Mutex(State())

    public init(bufferedSignals: Int = 4096) {
        self.bufferedSignals = bufferedSignals
    }

    /// Tells every subscriber that wants to hear it.
    public func send(_ signals: [JobSignal]) {
        let subscribers = self.state.withLock { $0.subscribers }
        for subscriber in subscribers {
            for signal in signals where subscriber.isWanted(signal) { subscriber.continuation.yield(signal) }
        }
    }

    /// Subscribes from now on, until the stream's task ends.
    public func subscribe(
        where isWanted: @escaping @Sendable (JobSignal) -> Bool = { _ in true }
    ) -> AsyncStream<JobSignal> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: JobSignal.self,
            bufferingPolicy: .bufferingNewest(self.bufferedSignals)
        )
        let id = self.state.withLock { state in
            state.lastSubscriber += 1
            state.subscribers.append(
                Subscriber(id: state.lastSubscriber, isWanted: isWanted, continuation: continuation)
            )
            return state.lastSubscriber
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.subscribers.removeAll { $0.id == id } }
        }
        return stream
    }
}
