import NIOCore
import Synchronization

/// The connection that a request came by, as whoever answers sees it.
public final class HTTPConnection: Sendable {
    /// The connection of the request that the current task answers; nil outside of a server.
    @TaskLocal public static var current: HTTPConnection?

    /// The address at the other end, without port, in its canonical spelling; `unix` for a Unix socket.
    public let peer: String
    private let channel: any Channel

    private struct State {
        var isVersion10 = false
        var end: ConnectionEnd?
        var nextObserver = 0
        var observers: [Int: @Sendable (ConnectionEnd) -> Void] = [:]
    }

    private let state = Mutex(State())

    init(channel: any Channel, address: IPAddress?) {
        self.channel = channel
        self.peer = address?.description ?? channel.remoteAddress?.ipAddress ?? "unix"
    }

    /// The version of the request that is being answered: `HTTP/1.1` or `HTTP/1.0`.
    public var version: String { self.state.withLock { $0.isVersion10 } ? "HTTP/1.0" : "HTTP/1.1" }

    /// Set once the connection is to end. It stays.
    public var end: ConnectionEnd? { self.state.withLock { $0.end } }

    /// Runs an operation while something hears of the connection's end: at once if it is at its end already, and
    /// at most once.
    ///
    /// - Parameter onEnd: called on the connection's event loop or by the caller; it must not block.
    public func observingEnd<Value>(
        _ onEnd: @escaping @Sendable (ConnectionEnd) -> Void,
        isolation: isolated (any Actor)? = #isolation,
        during operation: () async throws -> Value
    ) async rethrows -> Value {
        let observer: Int? = self.state.withLock { state in
            guard state.end == nil else { return nil }
            state.nextObserver += 1
            state.observers[state.nextObserver] = onEnd
            return state.nextObserver
        }
        defer { if let observer { _ = self.state.withLock { $0.observers.removeValue(forKey: observer) } } }
        if observer == nil, let end = self.end { onEnd(end) }
        return try await operation()
    }

    /// Runs an operation and cancels its task as soon as the connection is to end.
    public func cancellingAtEnd<Value: Sendable>(
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await operation() }
        return try await withTaskCancellationHandler {
            try await self.observingEnd({ _ in task.cancel() }, during: { try await task.value })
        } onCancel: {
            task.cancel()
        }
    }

    /// Makes the kernel keep little for a client that does not read: for streams, whose backlog would otherwise
    /// be megabytes old. A size in bytes; the kernel doubles it for its own use.
    public func limitSendBuffer(to bytes: Int = 64 << 10) {
        self.channel.setOption(.socketOption(.so_sndbuf), value: SocketOptionValue(clamping: bytes))
            .whenFailure { _ in
                // Not a socket, or closed already: then there is nothing to limit.
            }
    }

    func begin(_ facts: RequestFacts) {
        self.state.withLock { $0.isVersion10 = facts.isVersion10 }
    }

    func end(_ end: ConnectionEnd) {
        let observers = self.state.withLock { state in
            state.end = state.end ?? end
            defer { state.observers = [:] }
            return state.observers
        }
        for observer in observers.values { observer(end) }
    }
}
