import Glibc
import JobsDomain
import Synchronization

/// A client's connection. One thread uses it; any thread may interrupt it.
final class ClientSocket: Sendable {
    private let descriptor: Int32
    private let state = Mutex(State())

    private struct State {
        var isOpen = true
        /// What was read beyond the last request.
        var rest: [UInt8] = []
    }

    /// Longer than any test waits, so that a thread does not outlive a client that vanished.
    static let longestWait = Duration.seconds(120)
    /// `POLLRDHUP`, which Glibc declares behind a feature macro: the client has closed its end.
    private static let hungUp: Int16 = 0x2000

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    // MARK: - Reading

    /// Reads the next request; nil where the client sends none any more.
    ///
    /// - Parameter onExpect: what to do where the client waits before it sends its body.
    func readRequest(onExpect: () -> Void) -> WireRequest? {
        var bytes = self.state.withLock { state in
            defer { state.rest = [] }
            return state.rest
        }
        var headEnd = Self.headEnd(in: bytes)
        while headEnd == nil {
            guard self.read(into: &bytes), bytes.count < 1_000_000 else { return nil }
            headEnd = Self.headEnd(in: bytes)
        }
        guard let headEnd, var request = WireRequest(head: String(decoding: bytes[..<headEnd], as: UTF8.self)) else {
            return nil
        }
        if request.header("expect") != nil { onExpect() }
        let end = headEnd + 4 + request.contentLength
        while bytes.count < end { guard self.read(into: &bytes) else { return nil } }
        request.body = Array(bytes[(headEnd + 4)..<end])
        let rest = Array(bytes[end...])
        self.state.withLock { $0.rest = rest }
        return request
    }

    private static func headEnd(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first {
            bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
        }
    }

    private func read(into bytes: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(self.descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                bytes += buffer[..<count]
                return true
            }
            guard count < 0, errno == EAGAIN || errno == EINTR else { return false }
            guard self.poll(for: Int16(POLLIN), Self.longestWait) != 0 else { return false }
        }
    }

    // MARK: - Writing

    /// Sends bytes.
    ///
    /// - Returns: false where the client has gone.
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                send(
                    self.descriptor,
                    buffer.baseAddress.map { $0 + sent },
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count > 0 {
                sent += count
                continue
            }
            guard count < 0, errno == EAGAIN || errno == EINTR else { return false }
            guard self.poll(for: Int16(POLLOUT), Self.longestWait) & Int16(POLLERR | POLLHUP) == 0 else { return false }
        }
        return true
    }

    /// Lets time pass.
    ///
    /// - Returns: false as soon as the client has gone.
    func pause(_ duration: Duration) -> Bool {
        guard duration > .zero else { return true }
        return self.poll(for: Self.hungUp, duration) == 0
    }

    // MARK: - Ending

    /// Closes the connection as a server does that has said all it wanted.
    func close() {
        self.state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            _ = Glibc.close(self.descriptor)
        }
    }

    /// Closes the connection so that the client gets a reset instead of an end.
    func reset() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
        self.close()
    }

    /// Ends every wait of the thread that uses the connection.
    func interrupt() {
        self.state.withLock { state in
            guard state.isOpen else { return }
            _ = shutdown(self.descriptor, Int32(SHUT_RDWR))
        }
    }

    /// Waits for events; 0 where the time has passed without one.
    private func poll(for events: Int16, _ duration: Duration) -> Int16 {
        var polled = pollfd(fd: self.descriptor, events: events, revents: 0)
        let milliseconds = max(1, min(duration.milliseconds, 600_000))
        let count = Glibc.poll(&polled, 1, Int32(milliseconds))
        return count > 0 ? polled.revents : 0
    }
}
