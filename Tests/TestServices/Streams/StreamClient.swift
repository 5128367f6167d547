import Foundation
import Synchronization

/// A raw client of one stream of events: server-sent, or over WebSocket. A thread of its own reads and understands
/// what comes; whoever holds the client looks at what has come so far.
public final class StreamClient: Sendable {
    public enum Transport: Sendable, CaseIterable {
        case serverSentEvents
        case webSocket
    }

    /// What has come so far.
    public struct Progress: Sendable {
        /// Of the answer; nil before its head is there.
        public var status: Int?
        /// Names in lower case.
        public var headers: [String: String] = [:]
        public var messages: [StreamMessage] = []
        /// Comments, which say that the server is alive.
        public var comments: [String] = []
        /// The body of an answer that is no stream.
        public var body: [UInt8] = []
        /// Why the WebSocket was closed, as the server says.
        public var closeCode: Int?
        public var closeReason = ""
        /// Pings of the server.
        public var pings = 0
        /// Whether the body of the answer has come to its proper end.
        public var isWhole = false
        /// Whether the connection is closed.
        public var isOver = false
        /// What the server did that no server may do.
        public var violations: [String] = []
    }

    private struct State {
        var progress = Progress()
        var parser: StreamParser
        /// Nil once the thread has closed it.
        var descriptor: Int32?
        var isPaused = false
        var dropAfter: Int?
    }

    private let state: Mutex<State>
    private let resumed = DispatchSemaphore(value: 0)

    /// Connects and asks.
    ///
    /// - Parameters:
    ///   - port: of the server, on this machine.
    ///   - path: with its query.
    ///   - transport: what to ask for.
    ///   - headers: more than those that the transport needs.
    ///   - dropAfter: breaks off by itself when so many messages have come.
    ///   - receiveBuffer: bytes that the kernel keeps for this client; nil leaves that to it.
    public init(
        port: Int,
        path: String,
        _ transport: Transport,
        headers: [String: String] = [:],
        dropAfter: Int? = nil,
        receiveBuffer: Int32? = nil
    ) throws {
        let descriptor = try Self.connected(to: port, receiveBuffer: receiveBuffer)
        self.state = Mutex(
            State(parser: StreamParser(transport), descriptor: descriptor, dropAfter: dropAfter)
        )
        var fields = ["Host": "127.0.0.1:\(port)"]
        switch transport {
        case .serverSentEvents: fields["Accept"] = "text/event-stream"
        case .webSocket:
            fields["Connection"] = "Upgrade"
            fields["Upgrade"] = "websocket"
            fields["Sec-WebSocket-Version"] = "13"
            fields["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
        }
        fields.merge(headers) { $1 }
        let lines = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
        self.send(Array("GET \(path) HTTP/1.1\r\n\(lines)\r\n".utf8))
        if dropAfter == 0 { self.close() }
        // The thread keeps the client until the connection ends, which `deinit` could not bring about.
        Thread.detachNewThread { self.read(descriptor) }
    }

    public var progress: Progress { self.state.withLock(\.progress) }
    public var messages: [StreamMessage] { self.progress.messages }

    /// Ends the connection from this side.
    public func close() {
        self.state.withLock { state in
            if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        self.resume()
    }

    /// Ends the connection with a reset.
    public func reset() {
        self.state.withLock { state in
            guard let descriptor = state.descriptor else { return }
            var lingering = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
            shutdown(descriptor, Int32(SHUT_RD))
        }
        self.resume()
    }

    /// Reads nothing more after what is being read.
    public func pause() { self.state.withLock { $0.isPaused = true } }

    public func resume() {
        let wasPaused = self.state.withLock { state in
            defer { state.isPaused = false }
            return state.isPaused
        }
        if wasPaused { self.resumed.signal() }
    }

    /// Sends a text message over a WebSocket.
    public func send(text: String) { self.send(StreamParser.frame(1, Array(text.utf8))) }

    /// Begins the closing handshake of a WebSocket.
    public func sendClose(_ code: UInt16) { self.send(StreamParser.frame(8, [UInt8(code >> 8), UInt8(code & 255)])) }

    private func send(_ bytes: [UInt8]) {
        self.state.withLock { state in
            guard let descriptor = state.descriptor else { return }
            // What cannot be sent, a closed connection tells of.
            _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    private func read(_ descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            while self.state.withLock(\.isPaused) { self.resumed.wait() }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            let (answer, isEnough) = self.state.withLock { state in
                let answer = state.parser.take(buffer[..<count], into: &state.progress)
                let isEnough = state.dropAfter.map { state.progress.messages.count >= $0 } ?? false
                if isEnough, let limit = state.dropAfter {
                    state.progress.messages.removeLast(
                        state.progress.messages.count - limit
                    )
                }
                return (answer, isEnough)
            }
            if isEnough { break }
            if !answer.isEmpty { self.send(answer) }
        }
        self.state.withLock { state in
            Glibc.close(descriptor)
            state.descriptor = nil
            state.progress.isOver = true
        }
    }

    private static func connected(to port: Int, receiveBuffer: Int32?) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        // Two minutes of silence are the end of any test.
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            defer { Glibc.close(descriptor) }
            throw ServiceFailure("cannot connect to port \(port): \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}
