import Glibc
import JobsApplication
import JobsDomain

/// Wakes a thread that waits for a socket at the same time: a pipe of the process to itself.
///
/// `@unchecked Sendable`: the descriptors never change after `init`, and reading and writing them is safe from
/// any thread.
final class Doorbell: @unchecked Sendable {
    private let reading: Int32
    private let writing: Int32

    init() throws(JobStoreError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw JobStoreError(.unusable, "no file descriptor is left: \(String(cString: strerror(errno)))")
        }
        self.reading = ends[0]
        self.writing = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(self.reading)
        close(self.writing)
    }

    func ring() {
        var one: UInt8 = 1
        // Fails only where the bell has rung thousands of times unheard.
        _ = write(self.writing, &one, 1)
    }

    func clear() {
        var rings = [UInt8](repeating: 0, count: 4096)
        // Fails only where it does not ring.
        while read(self.reading, &rings, rings.count) == rings.count {}
    }

    /// Waits until it rings or the time is over.
    func wait(for duration: Duration) {
        var descriptor = pollfd(fd: self.reading, events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptor, 1, Int32(clamping: duration.milliseconds))
    }

    /// Waits until it rings, the socket has something to say, or the time is over.
    ///
    /// - Returns: whether nothing happened.
    func wait(or socket: Int32, for duration: Duration) -> Bool {
        var descriptors = [
            pollfd(fd: self.reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        return poll(&descriptors, 2, Int32(clamping: duration.milliseconds)) == 0
    }
}
