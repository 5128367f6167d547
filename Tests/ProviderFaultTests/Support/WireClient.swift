import FakeProviders
import Glibc

/// Sends one request over a connection of its own and reads whatever comes.
enum WireClient {
    struct Failure: Error { let code: Int32 }

    /// - Parameter limit: after which the client goes, in milliseconds.
    /// - Returns: everything that came up to the end, and whether there was one within the limit.
    static func exchange(
        _ server: FakeProviderServer,
        _ request: [UInt8],
        limit: Int32 = 20_000
    ) throws -> (bytes: [UInt8], hasEnded: Bool) {
        let descriptor = try self.connect(server.port)
        defer { close(descriptor) }
        var sent = 0
        while sent < request.count {
            let count = request[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(code: errno) }
            sent += count
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&polled, 1, limit) > 0 else { return (received, false) }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { return (received, true) }
            guard count > 0 else { throw Failure(code: errno) }
            received += buffer[..<count]
        }
    }

    /// Sends a question and reads the answer to it.
    static func ask(_ server: FakeProviderServer, _ question: SampleQuestion) throws -> RawAnswer? {
        RawAnswer(try self.exchange(server, question.bytes).bytes)
    }

    private static func connect(_ port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            defer { close(descriptor) }
            throw Failure(code: errno)
        }
        return descriptor
    }
}
