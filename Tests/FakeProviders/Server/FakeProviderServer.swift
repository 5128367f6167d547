import Foundation
import Synchronization

/// A server on a free loopback port that speaks like four providers and fails by script.
///
/// Every request is answered by the next turn of its model's script, and by a whole answer where the model has no
/// script. The server ends with the last reference to it.
public final class FakeProviderServer: Sendable {
    /// The key that every flavour takes.
    public static let key = "fake-provider-key"

    public let port: Int
    private let state: ServerState
    /// Nil while connections are refused.
    private let listener: Mutex<Int32?>

    /// - Parameter pacing: how fast healthy streams come.
    /// - Throws: ``FakeProviderFailure`` where no port can be listened on.
    public init(pacing: Pacing = .none) throws(FakeProviderFailure) {
        let (descriptor, port) = try Listener.open()
        self.port = port
        self.state = ServerState(key: Self.key, pacing: pacing)
        self.listener = Mutex(descriptor)
        Self.serve(descriptor, self.state)
    }

    deinit {
        self.state.stop()
        if let descriptor = self.listener.withLock({ $0 }) { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    // MARK: - What it does

    /// What an adapter takes as the address of a flavour.
    public func address(_ flavour: Flavour) -> String { "http://127.0.0.1:\(self.port)\(flavour.basePath)" }

    /// Replaces what the next requests for a model get; the last turn repeats.
    public func script(_ model: String, _ turns: [Turn]) { self.state.setScript(Script(turns), for: model) }

    /// Refuses connections and breaks those there are, as a server does that is not running.
    public func refuseConnections() {
        let descriptor = self.listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        if let descriptor { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        self.state.dropConnections()
    }

    /// Listens again on the same port.
    public func acceptConnections() throws(FakeProviderFailure) {
        try self.listener.withLock { listener throws(FakeProviderFailure) in
            guard listener == nil else { return }
            let descriptor = try Listener.reopen(self.port)
            listener = descriptor
            Self.serve(descriptor, self.state)
        }
    }

    // MARK: - What it has seen

    /// Every request to a model, in the order in which they came.
    public var log: [LogEntry] { self.state.log }

    /// The requests for one model.
    public func log(of model: String) -> [LogEntry] { self.log.filter { $0.model == model } }

    /// How many connections were accepted.
    public var connections: Int { self.state.connections }

    /// What a provider would not have taken from its client, whatever the script says.
    public var violations: [String] { self.state.violations }

    // MARK: - Threads

    private static func serve(_ listener: Int32, _ state: ServerState) {
        Thread.detachNewThread {
            defer { close(listener) }
            while !state.isStopped {
                var polled = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
                guard poll(&polled, 1, 60_000) >= 0 || errno == EINTR else { return }
                // A listener that was shut down says so.
                guard polled.revents & Int16(POLLHUP | POLLERR | POLLNVAL) == 0 else { return }
                let client = accept(listener, nil, nil)
                guard client >= 0 else { continue }
                let socket = ClientSocket(client)
                guard state.add(socket) else { return socket.close() }
                Thread.detachNewThread {
                    ConnectionLoop(socket: socket, state: state).run()
                    state.remove(socket)
                }
            }
        }
    }
}
