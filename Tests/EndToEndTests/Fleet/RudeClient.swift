import Glibc
import TestServices

/// A client that goes away without its answer.
enum RudeClient {
    /// When and how it goes.
    enum Leaving {
        /// It closes as soon as the whole request is sent.
        case afterSending
        /// The same, but its system tells the server that nothing is wanted any more.
        case byReset
        /// It closes in the middle of the body.
        case halfway
    }

    static func post(_ tag: String, to port: Int, _ leaving: Leaving) throws {
        let body = #"{"text":"DOC-TAG:\#(tag) Every change must be reviewed."}"#
        let request = """
            POST /api/jobs HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
        let bytes = Array(request.utf8)
        try self.send(leaving == .halfway ? Array(bytes.dropLast(20)) : bytes, to: port, isReset: leaving == .byReset)
    }

    private static func send(_ bytes: [UInt8], to port: Int, isReset: Bool) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw ServiceFailure("cannot connect to port \(port)") }
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw ServiceFailure("cannot send to port \(port)")
        }
        guard isReset else { return }
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }
}
