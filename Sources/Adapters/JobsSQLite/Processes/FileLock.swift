import Glibc

/// An advisory lock on a file (`flock`), which the kernel frees when the process dies.
///
/// `@unchecked Sendable`: the descriptor never changes after `init`, and `flock` and `close` on it are safe
/// from any thread.
final class FileLock: @unchecked Sendable {
    /// Why a lock file cannot be used.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let errorNumber: Int32

        var description: String { "\(self.path): \(String(cString: strerror(self.errorNumber)))" }
    }

    private let descriptor: Int32

    /// Opens, and creates if need be, the file; does not lock it.
    init(path: String) throws(Failure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Failure(path: path, errorNumber: errno) }
        self.descriptor = descriptor
    }

    deinit {
        close(self.descriptor)
    }

    /// Takes the lock if nobody has it.
    func tryLock() -> Bool {
        flock(self.descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Takes the lock, waiting for its holder; false once the time is over.
    ///
    /// `flock` has no time limit of its own, and a holder that was stopped (SIGSTOP) would block for ever,
    /// so this asks again after short pauses, on a thread that belongs to the writer alone.
    func lock(within limit: Duration) -> Bool {
        var pause: Int64 = 50_000
        let deadline = ContinuousClock.now + limit
        while !self.tryLock() {
            guard ContinuousClock.now < deadline else { return false }
            var time = timespec(tv_sec: 0, tv_nsec: Int(pause))
            nanosleep(&time, nil)
            pause = min(pause * 2, 2_000_000)
        }
        return true
    }

    func unlock() {
        flock(self.descriptor, LOCK_UN)
    }

    /// Whether the path still leads to the file that is locked, and not to a newer one of that name.
    func isStill(at path: String) -> Bool {
        var mine = stat()
        var there = stat()
        return fstat(self.descriptor, &mine) == 0 && stat(path, &there) == 0 && mine.st_ino == there.st_ino
    }
}
