public import HummingbirdCore

/// The connections of an HTTP/1.1 server: everything that can be judged before a request is understood, and every
/// limit that keeps one client from harming the others.
///
/// A request reaches the responder when it has arrived completely and keeps the rules; its body is one buffer.
/// Requests of one connection are answered one after the other. An answer with `Connection: close` ends its
/// connection in a way that lets the client read it.
///
/// ```swift
/// let connections = HTTPConnections(ConnectionSettings()) { refusal in
///     RefusalAnswer(headers: [.contentType: "text/plain"], body: Array("\(refusal.reason)".utf8))
/// }
/// let application = Application(router: router, server: connections.server)
/// ```
public struct HTTPConnections: Sendable {
    private let environment: ConnectionEnvironment

    /// - Parameter refuse: says what a refused client reads. It is called on event loops and must not block.
    public init(_ settings: ConnectionSettings, refuse: @escaping @Sendable (Refusal) -> RefusalAnswer) {
        self.environment = ConnectionEnvironment(
            settings: settings,
            register: ConnectionRegister(settings),
            bodyMemory: BodyMemory(maximum: settings.bodyBytesInMemory),
            refuse: refuse
        )
    }

    /// For `Application(server:)`.
    public var server: HTTPServerBuilder {
        HTTPServerBuilder { responder in
            ConnectionChannel(environment: self.environment, responder: responder)
        }
    }

    public var statistics: ConnectionStatistics {
        let counts = self.environment.register.counts
        var statistics = ConnectionStatistics()
        statistics.open = counts.open
        statistics.turnedAway = counts.turnedAway
        statistics.bodyBytesInMemory = self.environment.bodyMemory.bytes
        return statistics
    }
}
