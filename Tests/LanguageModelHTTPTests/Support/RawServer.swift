import Foundation
import Glibc
import Synchronization

/// A server made of bytes: it reads a request, then sends what it was told, however wrong that is.
final class RawServer: Sendable {
    /// What it does once a request is read.
    enum Step: Sendable {
        case send([UInt8])
        /// Sends the bytes one by one.
        case sendByteByByte([UInt8])
        /// Sends the bytes again and again, up to so many times, until the client hangs up. With a pause it
        /// waits that long for the hanging up each time.
        case flood([UInt8], times: Int, pauseMilliseconds: Int32 = 0)
        /// Waits until the client hangs up.
        case hold
        case reset
        /// Reads the next request on the same connection, and goes on with the steps after this.
        case nextRequest

        static func send(_ text: String) -> Step { .send(Array(text.utf8)) }
    }

    struct Failure: Error {}

    let address: String
    /// `request`, and `broken_off COUNT` with the bytes sent so far, a line each.
    let log: LineLog
    private let received = Mutex<[String]>([])
    private let accepted = Mutex(0)
    private let listener: Int32

    convenience init(_ steps: Step...) throws {
        try self.init(steps)
    }

    /// - Parameter steps: what every connection meets.
    init(_ steps: [Step]) throws {
        let pipe = Pipe()
        self.log = LineLog(reading: pipe.fileHandleForReading)
        self.listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = self.listener
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 64) == 0
                    ? getsockname(listener, address, &size) : -1
            }
        }
        self.address = "http://127.0.0.1:\(in_port_t(bigEndian: address.sin_port))"
        guard result == 0 else { throw Failure() }
        let writer = pipe.fileHandleForWriting
        Thread.detachNewThread { [weak self] in
            // Closed by nobody else: its number could be another server's by the next turn.
            defer { close(listener) }
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                guard let self else {
                    close(connection)
                    return
                }
                self.accepted.withLock { $0 += 1 }
                self.serve(connection, steps, writer)
            }
        }
    }

    deinit {
        // Wakes the thread that accepts.
        shutdown(self.listener, Int32(SHUT_RDWR))
    }

    /// How many connections there have been so far.
    var connections: Int { self.accepted.withLock { $0 } }

    /// The requests so far, head and body.
    var requests: [String] { self.received.withLock { $0 } }

    private func serve(_ connection: Int32, _ steps: [Step], _ log: FileHandle) {
        var on: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        Thread.detachNewThread { [weak self] in
            guard let request = Self.readRequest(connection) else {
                close(connection)
                return
            }
            self?.note(request)
            Self.write("request", log)
            var sent = 0
            var isOpen = true
            for step in steps where isOpen {
                if case .nextRequest = step {
                    guard let request = Self.readRequest(connection) else { break }
                    self?.note(request)
                    Self.write("request", log)
                } else {
                    isOpen = Self.take(step, connection, &sent)
                }
            }
            if !isOpen { Self.write("broken_off \(sent)", log) }
            close(connection)
        }
    }

    private func note(_ request: String) { self.received.withLock { $0.append(request) } }

    private static func write(_ line: String, _ log: FileHandle) {
        try? log.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Does a step; false if the client has hung up.
    private static func take(_ step: Step, _ connection: Int32, _ sent: inout Int) -> Bool {
        switch step {
        case .send(let bytes): return Self.send(bytes, connection, &sent)
        case .sendByteByByte(let bytes): return bytes.allSatisfy { Self.send([$0], connection, &sent) }
        case .flood(let bytes, let times, let pause):
            for _ in 0..<times {
                guard Self.send(bytes, connection, &sent), !Self.hungUp(connection, pause) else { return false }
            }
            return true
        case .hold: return !Self.hungUp(connection, -1)
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            return true
        case .nextRequest: return true
        }
    }

    private static func send(_ bytes: [UInt8], _ connection: Int32, _ sent: inout Int) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits so long for the client to hang up; -1 waits for ever.
    private static func hungUp(_ connection: Int32, _ milliseconds: Int32) -> Bool {
        var poller = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, milliseconds) > 0 else { return false }
        var byte: UInt8 = 0
        return recv(connection, &byte, 1, Int32(MSG_PEEK)) <= 0
    }

    private static func readRequest(_ connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let head = text.range(of: "\r\n\r\n") else { continue }
            let length = text.lowercased().firstMatch(of: #/content-length: (\d+)/#).flatMap { Int($0.1) } ?? 0
            if text[head.upperBound...].utf8.count >= length { return text }
        }
    }
}

extension RawServer {
    /// The head of a streamed answer whose end is the connection's.
    static let streamHead =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n\r\n"

    /// A whole answer in one chunk.
    static func chunked(_ body: [UInt8], type: String = "text/event-stream", headers: String = "") -> [UInt8] {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nTransfer-Encoding: chunked\r\n\(headers)\r\n"
        let size = String(body.count, radix: 16)
        return Array(head.utf8) + Array("\(size)\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
    }

    /// A whole answer with its length.
    static func plain(_ status: Int, _ body: [UInt8], type: String = "application/json", headers: String = "")
        -> [UInt8]
    {
        let head = "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\(headers)\r\n"
        return Array(head.utf8) + body
    }
}
