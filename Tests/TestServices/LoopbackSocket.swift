import Glibc

/// TCP sockets on 127.0.0.1 that never block.
enum LoopbackSocket {
    /// A socket bound to a port.
    ///
    /// - Parameter reusesAddress: whether connections of an earlier listener that still fade away do not matter.
    static func bound(to port: Int, reusesAddress: Bool) throws -> Int32 {
        let descriptor = try self.make()
        var yes: Int32 = reusesAddress ? 1 : 0
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard self.withAddress(port, { bind(descriptor, $0, $1) }) == 0 else {
            defer { close(descriptor) }
            throw ServiceFailure("cannot bind port \(port): \(String(cString: strerror(errno)))")
        }
        return descriptor
    }

    static func listening(on port: Int) throws -> Int32 {
        let descriptor = try self.bound(to: port, reusesAddress: true)
        guard listen(descriptor, 128) == 0 else {
            defer { close(descriptor) }
            throw ServiceFailure("cannot listen on port \(port): \(String(cString: strerror(errno)))")
        }
        return descriptor
    }

    /// A socket that begins to connect; it becomes writable when that has ended, well or badly.
    static func connecting(to port: Int) throws -> Int32 {
        let descriptor = try self.make()
        let result = self.withAddress(port) { connect(descriptor, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else {
            defer { close(descriptor) }
            throw ServiceFailure("cannot connect to port \(port): \(String(cString: strerror(errno)))")
        }
        return descriptor
    }

    /// The error that a socket's connecting has ended with; 0 for none.
    static func pendingError(of descriptor: Int32) -> Int32 {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        return error
    }

    /// Closes a socket so that its peer gets a reset instead of an end.
    static func reset(_ descriptor: Int32) {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
    }

    /// Makes reading and writing return at once, and keeps the descriptor from child processes.
    static func neverBlock(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    /// Sends small pieces at once.
    static func hurry(_ descriptor: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func make() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw ServiceFailure("no socket: \(String(cString: strerror(errno)))") }
        self.neverBlock(descriptor)
        return descriptor
    }

    private static func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
