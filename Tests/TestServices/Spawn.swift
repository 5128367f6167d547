import CSpawn
import Glibc

/// Starts programs by `posix_spawn`.
///
/// Not by Foundation's `Process`: while it looks for open descriptors it copies directory entries beyond their end, and
/// the tests end where there is no memory behind them.
struct Spawn {
    let executable: String
    let arguments: [String]
    /// The whole environment.
    let environment: [String: String]
    let folder: String

    /// Starts the program in a process group of its own, with no other descriptors than the three standard ones and with
    /// no signal blocked: the threads of Dispatch block most, and a program that does not unblock them itself would never
    /// see SIGTERM.
    ///
    /// - Parameters:
    ///   - input: what the program reads; nil for nothing.
    ///   - output: where it writes, errors too; nil for nowhere.
    /// - Throws: where it cannot be started.
    func start(input: Int32? = nil, output: Int32? = nil) throws -> pid_t {
        var pid: pid_t = 0
        let error = Self.withCStrings([self.executable] + self.arguments) { arguments in
            Self.withCStrings(self.environment.map { "\($0.key)=\($0.value)" }) { environment in
                avo_spawn(&pid, self.executable, arguments, environment, self.folder, input ?? -1, output ?? -1)
            }
        }
        guard error == 0 else {
            throw ServiceFailure("cannot start \(self.executable): \(String(cString: strerror(error)))")
        }
        return pid
    }

    /// A pipe that no program inherits by chance.
    static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        let error = avo_pipe(&ends)
        guard error == 0 else { throw ServiceFailure("cannot make a pipe: \(String(cString: strerror(error)))") }
        return (ends[0], ends[1])
    }

    /// Waits for the end of a program; blocks the calling thread.
    ///
    /// - Parameter onEnd: called when it has ended and its pid is still nobody else's.
    /// - Returns: its exit code, or the number of the signal that ended it.
    static func wait(for pid: pid_t, onEnd: () -> Void = {}) -> Int32 {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        onEnd()
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : signal
    }

    private static func withCStrings<Result>(
        _ texts: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // There is always the nil at the end.
            body(buffer.baseAddress.unsafelyUnwrapped)
        }
    }
}
