import CHiredis
import Glibc

/// Wakes a thread that waits for its socket: the kernel's event counter, which can be waited for beside it.
final class WakeDescriptor: Sendable {
    let number: Int32

    init() throws(RedisError) {
        self.number = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard self.number >= 0 else {
            throw RedisError(.noResources, "no descriptor left: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        Glibc.close(self.number)
    }

    /// Ends the present wait or the next one. Signals coalesce until they are cleared.
    func signal() {
        eventfd_write(self.number, 1)
    }

    func clear() {
        var count: eventfd_t = 0
        eventfd_read(self.number, &count)
    }

    /// Whether there was a signal that is not cleared.
    var isSignalled: Bool {
        var waited = pollfd(fd: self.number, events: Int16(POLLIN), revents: 0)
        return poll(&waited, 1, 0) > 0
    }
}
