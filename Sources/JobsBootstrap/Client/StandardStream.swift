import Glibc

/// One of the process's two outputs.
enum StandardStream: Sendable {
    case output
    case error

    private var descriptor: Int32 {
        switch self {
        case .output: STDOUT_FILENO
        case .error: STDERR_FILENO
        }
    }

    var isTerminal: Bool { isatty(self.descriptor) == 1 }

    /// The columns of the terminal; nil where it is none or does not say.
    var columns: Int? {
        var size = winsize()
        guard ioctl(self.descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes a text as it is.
    ///
    /// - Throws: ``ClientExit/outputFailed`` where it cannot be written: a full disk, say.
    func write(_ text: String) throws(ClientExit) {
        let bytes = Array(text.utf8)
        let isWritten = bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(self.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    // Whoever shares the other end has made it so that a full pipe is not waited for.
                    var place = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&place, 1, -1)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
        guard isWritten else { throw .outputFailed }
    }
}
