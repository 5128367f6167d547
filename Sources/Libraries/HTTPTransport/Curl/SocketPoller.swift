import CCurl
import Glibc

/// Waits for sockets and for a wake-up: Linux's epoll, whose cost grows with the sockets that are ready and not with all
/// that are open.
///
/// Any thread may wake; the rest is for one thread.
final class SocketPoller: Sendable {
    /// A socket that is ready, and for what, as `CURL_CSELECT_` bits.
    typealias Ready = (socket: Int32, actions: Int32)

    /// The most that one wait returns.
    private static let mostReady = 256

    private let poll: Int32
    private let wake: Int32

    /// Nil where the system has no descriptor left.
    init?() {
        let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard poll >= 0 else { return nil }
        let wake = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wake >= 0 else {
            close(poll)
            return nil
        }
        self.poll = poll
        self.wake = wake
        guard self.control(EPOLL_CTL_ADD, wake, EPOLLIN.rawValue) else { return nil }
    }

    deinit {
        close(self.poll)
        close(self.wake)
    }

    /// Ends the present wait or the next one. Wake-ups coalesce.
    func wakeUp() {
        eventfd_write(self.wake, 1)
    }

    /// Waits for a socket from now on, for what libcurl's `CURL_POLL_` value says.
    ///
    /// - Returns: whether the system can; `errno` says why not.
    func watch(_ socket: Int32, _ interest: Int32) -> Bool {
        var events: UInt32 = 0
        if interest & CURL_POLL_IN != 0 { events |= EPOLLIN.rawValue }
        if interest & CURL_POLL_OUT != 0 { events |= EPOLLOUT.rawValue }
        if self.control(EPOLL_CTL_MOD, socket, events) { return true }
        return errno == ENOENT && self.control(EPOLL_CTL_ADD, socket, events)
    }

    /// Waits for a socket no longer; one that is closed already is forgotten by the system itself.
    func forget(_ socket: Int32) {
        _ = self.control(EPOLL_CTL_DEL, socket, 0)
    }

    /// Waits until a socket is ready, somebody wakes, or the time is over.
    ///
    /// - Returns: sockets that are ready, and whether no other was. A wait that was interrupted, as a process that is
    ///   stopped and goes on interrupts it, has not looked.
    func wait(milliseconds: Int32) -> (ready: [Ready], isAll: Bool) {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.mostReady) { events in
            let count = epoll_wait(self.poll, events.baseAddress, Int32(Self.mostReady), milliseconds)
            var ready: [Ready] = []
            for event in events.prefix(max(0, Int(count))) {
                guard event.data.fd != self.wake else {
                    var wakeUps: eventfd_t = 0
                    eventfd_read(self.wake, &wakeUps)
                    continue
                }
                ready.append((event.data.fd, Self.actions(event.events)))
            }
            return (ready, (0..<Int32(Self.mostReady)).contains(count))
        }
    }

    private static func actions(_ events: UInt32) -> Int32 {
        var actions: Int32 = 0
        // A connection that ended is to be read, so that its end is found.
        if events & (EPOLLIN.rawValue | EPOLLHUP.rawValue) != 0 { actions |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { actions |= CURL_CSELECT_OUT }
        if events & EPOLLERR.rawValue != 0 { actions |= CURL_CSELECT_ERR }
        return actions
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) -> Bool {
        var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        return epoll_ctl(self.poll, operation, descriptor, &event) == 0
    }
}
