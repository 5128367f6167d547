import NIOCore
import NIOWebSocket

/// Puts the messages of a client together and checks them against RFC 6455.
struct FrameRules {
    enum Event: Equatable {
        case text(String)
        case ping(ByteBuffer)
        case pong
        /// The client closes; nil where it says no code.
        case close(UInt16?)
        case more
    }

    let maximumMessageBytes: Int
    /// The message whose first frame has come and whose last has not.
    private var message: ByteBuffer?

    init(maximumMessageBytes: Int) {
        self.maximumMessageBytes = maximumMessageBytes
    }

    /// - Throws: the code that the connection has to be closed with.
    mutating func take(_ frame: WebSocketFrame) throws(Violation) -> Event {
        guard frame.maskKey != nil else { throw Violation(.protocolError) }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { throw Violation(.protocolError) }
        switch frame.opcode {
        case .text:
            guard self.message == nil else { throw Violation(.protocolError) }
            return try self.append(frame, to: ByteBuffer())
        case .continuation:
            guard let message = self.message else { throw Violation(.protocolError) }
            return try self.append(frame, to: message)
        case .binary:
            throw Violation(self.message == nil ? .unsupportedData : .protocolError)
        case .ping: return .ping(frame.unmaskedData)
        case .pong: return .pong
        case .connectionClose: return try Self.close(frame.unmaskedData)
        default: throw Violation(.protocolError)
        }
    }

    struct Violation: Error {
        let code: WebSocketCloseCode

        init(_ code: WebSocketCloseCode) {
            self.code = code
        }
    }

    private mutating func append(_ frame: WebSocketFrame, to message: ByteBuffer) throws(Violation) -> Event {
        var message = message
        // Nobody else may hold the buffer, or it would be copied for every fragment.
        self.message = nil
        var data = frame.unmaskedData
        guard message.readableBytes + data.readableBytes <= self.maximumMessageBytes else {
            throw Violation(.messageTooBig)
        }
        message.writeBuffer(&data)
        guard frame.fin else {
            self.message = message
            return .more
        }
        guard let text = String(validating: message.readableBytesView, as: UTF8.self) else {
            throw Violation(.invalidText)
        }
        return .text(text)
    }

    private static func close(_ data: ByteBuffer) throws(Violation) -> Event {
        var data = data
        guard data.readableBytes > 0 else { return .close(nil) }
        guard let code = data.readInteger(as: UInt16.self), WebSocketCloseCode.isValidOnWire(code) else {
            throw Violation(.protocolError)
        }
        guard String(validating: data.readableBytesView, as: UTF8.self) != nil else { throw Violation(.invalidText) }
        return .close(code)
    }
}
