import Foundation
import JobsDomain

/// What a server answered.
struct Reply: Sendable {
    let status: Int
    /// In the order in which they came, names in lower case.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    subscript(_ name: String) -> String? {
        let values = self.headers.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    var text: String { String(decoding: self.body, as: UTF8.self) }

    /// The body as JSON.
    func json() throws -> JSONValue { try JSONValue(parsing: self.body) }
}

/// Why a reply could not be had.
struct WireError: Error, CustomStringConvertible {
    let description: String
}

/// Runs a body that blocks, on a thread of its own: threads of the shared pool are too few, and the server needs them.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
    }
}

/// One TCP connection that speaks as much HTTP/1.1 as the tests need, and as wrongly as they like.
final class Connection {
    /// A server that is silent for this long has failed the test.
    private static let patience = timeval(tv_sec: 20, tv_usec: 0)

    private let descriptor: Int32
    private var received: [UInt8] = []

    init(port: Int) throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = Self.patience
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(self.descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw WireError(description: "cannot connect: errno \(errno)") }
    }

    deinit { close(self.descriptor) }

    /// Sends bytes; stops in silence where the server has stopped reading, for it may have answered already.
    func send(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
                let count = Glibc.send(self.descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                sent += count
            }
        }
    }

    func send(_ text: String) { self.send(Array(text.utf8)) }

    /// Reads one reply.
    ///
    /// - Parameter hasBody: whether a body follows the head; none follows for `HEAD`.
    func reply(hasBody: Bool = true) throws -> Reply {
        while self.endOfHead == nil { try self.receive() }
        guard let end = self.endOfHead else { throw WireError(description: "no head") }
        let lines = String(decoding: self.received[..<end], as: UTF8.self).split(separator: "\r\n")
        self.received.removeFirst(end + 4)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, let status = Int(words[1]) else { throw WireError(description: "no status line") }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard hasBody else { return Reply(status: status, headers: headers, body: []) }
        while self.received.count < length { try self.receive() }
        let body = Array(self.received[..<length])
        self.received.removeFirst(length)
        return Reply(status: status, headers: headers, body: body)
    }

    /// Waits until the server closes the connection; throws where it sends something or stays silent.
    func waitForEnd() throws {
        var byte: UInt8 = 0
        let count = recv(self.descriptor, &byte, 1, 0)
        guard count == 0 || (count < 0 && errno == ECONNRESET) else {
            throw WireError(
                description: count > 0 ? "the server sent more" : "the server did not close: errno \(errno)"
            )
        }
    }

    /// Where the empty line begins that ends the head.
    private var endOfHead: Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard self.received.count >= 4 else { return nil }
        return (0...self.received.count - 4).first { Array(self.received[$0..<$0 + 4]) == mark }
    }

    private func receive() throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(self.descriptor, &chunk, chunk.count, 0)
        guard count > 0 else {
            throw WireError(description: count == 0 ? "the server closed" : "no answer: errno \(errno)")
        }
        self.received += chunk[..<count]
    }
}
