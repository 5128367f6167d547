import HTTPConnections
import JobsApplication
import NIOCore

/// Sends elements of a stream as text messages: the same objects that server-sent events carry.
struct WebSocketEvents {
    let scope: EventScope

    /// - Returns: why the connection is to be closed.
    func send(_ events: EventStream, over webSocket: WebSocketSession) async -> WebSocketCloseCode {
        do {
            for await element in events {
                switch element {
                case .event(let record): try await webSocket.send(text: ByteBuffer(bytes: record.json))
                case .text(let json): try await webSocket.send(text: ByteBuffer(bytes: json))
                // The protocol has pings of its own.
                case .heartbeat: break
                case .reset(let reason):
                    try await webSocket.send(text: ByteBuffer(bytes: reason.json(self.scope)))
                    return reason.closeCode
                }
            }
            return .normal
        } catch {
            // The client is gone, and with it the only one to tell.
            return .goingAway
        }
    }
}

extension EventStreamReset {
    fileprivate var closeCode: WebSocketCloseCode {
        switch self {
        case .slowReader, .logReplaced:
            WebSocketCloseCode(WebSocketCloseCode.tryAgainLater.number, reason: self.rawValue)
        case .shutdown: WebSocketCloseCode(WebSocketCloseCode.goingAway.number, reason: self.rawValue)
        }
    }
}
