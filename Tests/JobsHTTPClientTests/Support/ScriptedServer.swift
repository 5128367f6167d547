import Foundation
import Glibc
import Synchronization

/// A server made of bytes: it reads one request of a connection, sends what the script says, and hangs up.
final class ScriptedServer: Sendable {
    /// What it does once a request is read.
    enum Step: Sendable {
        case send(String)
        /// Sends the bytes one by one.
        case sendByteByByte(String)
        /// Waits until the client hangs up.
        case hold
        /// Ends the connection as a process does that is killed.
        case reset
    }

    /// A request, head and body.
    struct Request: Sendable {
        let text: String

        /// The first line without the version.
        var line: String { self.text.prefix { $0 != "\r\n" }.split(separator: " ").prefix(2).joined(separator: " ") }

        var body: String { self.text.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n") }

        func header(_ name: String) -> String? {
            let head = self.text.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
            let prefix = name.lowercased() + ": "
            return head.first { $0.lowercased().hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
    }

    struct Failure: Error {}

    let address: String
    private let received = Mutex<[Request]>([])
    private let listener: Int32

    /// - Parameter script: the steps for a request; it is told how many came before.
    init(_ script: @escaping @Sendable (Request, Int) -> [Step]) throws {
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
        Thread.detachNewThread { [weak self] in
            // Closed by nobody else: its number could be another server's by the next turn.
            defer { close(listener) }
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                guard let self else {
                    close(connection)
                    return
                }
                self.serve(connection, script)
            }
        }
    }

    deinit {
        // Wakes the thread that accepts.
        shutdown(self.listener, Int32(SHUT_RDWR))
    }

    /// The requests so far.
    var requests: [Request] { self.received.withLock { $0 } }

    private func serve(_ connection: Int32, _ script: @escaping @Sendable (Request, Int) -> [Step]) {
        Thread.detachNewThread { [weak self] in
            defer { close(connection) }
            guard let request = Self.readRequest(connection), let count = self?.note(request) else { return }
            for step in script(request, count) where !Self.take(step, connection) { return }
        }
    }

    /// - Returns: how many came before.
    private func note(_ request: Request) -> Int {
        self.received.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
    }

    /// Does a step; false if the client has hung up.
    private static func take(_ step: Step, _ connection: Int32) -> Bool {
        switch step {
        case .send(let text): return self.send(Array(text.utf8), connection)
        case .sendByteByByte(let text): return text.utf8.allSatisfy { self.send([$0], connection) }
        case .hold:
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
            return false
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            return false
        }
    }

    private static func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func readRequest(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
            let request = Request(text: String(decoding: bytes, as: UTF8.self))
            guard request.text.contains("\r\n\r\n") else { continue }
            if request.body.utf8.count >= request.header("content-length").flatMap({ Int($0) }) ?? 0 { return request }
        }
    }
}
