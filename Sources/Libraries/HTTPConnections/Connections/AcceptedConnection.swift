import NIOCore
import NIOHTTPTypes
import Synchronization

/// A connection that is accepted and not served yet.
///
/// A server that stops may never get to those that it accepted last, and NIO ends the process where such a channel is
/// thrown away unused. This one closes it.
final class AcceptedConnection: Sendable {
    let channel: NIOAsyncChannel<IncomingRequest, HTTPResponsePart>
    private let isTaken = Atomic(false)

    init(_ channel: NIOAsyncChannel<IncomingRequest, HTTPResponsePart>) {
        self.channel = channel
    }

    /// The channel, which whoever takes it has to serve.
    func take() -> NIOAsyncChannel<IncomingRequest, HTTPResponsePart> {
        self.isTaken.store(true, ordering: .releasing)
        return self.channel
    }

    deinit {
        guard !self.isTaken.load(ordering: .acquiring) else { return }
        let channel = self.channel
        Task {
            try await channel.executeThenClose { _, _ in }
        }
    }
}
