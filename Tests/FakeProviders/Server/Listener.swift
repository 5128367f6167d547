import Glibc

/// A listening socket on 127.0.0.1.
enum Listener {
    /// Binds a free port below the range that the kernel takes for outgoing connections, so that no client can take
    /// it while the server refuses connections for a while.
    static func open() throws(FakeProviderFailure) -> (descriptor: Int32, port: Int) {
        for _ in 0..<500 {
            let port = Int.random(in: 10_000..<32_000)
            if let descriptor = try? self.open(port, reusesAddress: false) { return (descriptor, port) }
        }
        throw FakeProviderFailure(afterCall: "no port is free")
    }

    /// Binds a port again whose listener was shut down a moment ago: its thread may not have closed it yet.
    static func reopen(_ port: Int) throws(FakeProviderFailure) -> Int32 {
        for _ in 0..<400 {
            if let descriptor = try? self.open(port) { return descriptor }
            _ = poll(nil, 0, 5)
        }
        return try self.open(port)
    }

    /// - Parameter reusesAddress: whether connections of an earlier listener that still fade away do not matter.
    static func open(_ port: Int, reusesAddress: Bool = true) throws(FakeProviderFailure) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw FakeProviderFailure(afterCall: "socket") }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var yes: Int32 = reusesAddress ? 1 : 0
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, listen(descriptor, 256) == 0 else {
            let failure = FakeProviderFailure(afterCall: "port \(port)")
            close(descriptor)
            throw failure
        }
        return descriptor
    }
}
