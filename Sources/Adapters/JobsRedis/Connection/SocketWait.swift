import Glibc

/// Waits for a socket, and for being woken or closed.
struct SocketWait {
    /// Nil waits without a socket.
    var socket: Int32?
    /// `POLLIN`, `POLLOUT` or both.
    var events: Int32 = POLLIN
    /// Ends the wait with an error.
    var closing: WakeDescriptor
    /// Ends the wait.
    var wake: WakeDescriptor?

    /// - Returns: whether there is something to do; false when the time is over.
    /// - Throws: ``RedisError`` with code `closed`.
    func run(until deadline: ContinuousClock.Instant) throws(RedisError) -> Bool {
        // The kernel passes over negative descriptors.
        var waited = [
            pollfd(fd: self.closing.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: self.wake?.number ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: self.socket ?? -1, events: Int16(self.events), revents: 0),
        ]
        while true {
            let result = poll(&waited, nfds_t(waited.count), Self.milliseconds(until: deadline))
            guard waited[0].revents == 0 || result <= 0 else { throw RedisError(.closed, "the adapter was closed") }
            if result > 0 { return true }
            if result == 0, ContinuousClock.now >= deadline { return false }
            if result < 0, errno != EINTR { throw RedisError(.noResources, String(cString: strerror(errno))) }
        }
    }

    /// Rounded up, so that a wait does not end before its time and is repeated for nothing.
    private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let (seconds, attoseconds) = (deadline - ContinuousClock.now).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let milliseconds = min(seconds, 3600) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(truncatingIfNeeded: milliseconds)
    }
}
