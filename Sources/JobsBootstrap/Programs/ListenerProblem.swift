import Glibc
import NIOCore

/// Why the server cannot listen, in words that name the variable.
struct ListenerProblem {
    let message: String
    /// Of the process: bad configuration, or a failure that may be gone at the next start.
    let code: Int32

    /// Nil where the error is about something else.
    init?(_ error: any Error, _ configuration: AvoConfiguration) {
        let (host, port) = (configuration.host, configuration.port)
        switch error {
        case is SocketAddressError:
            self.init("HOST: there is no address \"\(host)\"", ProcessStart.badConfiguration)
        case let error as IOError:
            switch error.errnoCode {
            case EADDRINUSE:
                self.init("PORT: \(port) of \(host) is used by another process", ProcessStart.failure)
            case EADDRNOTAVAIL:
                self.init("HOST: \"\(host)\" is no address of this machine", ProcessStart.badConfiguration)
            case EACCES, EPERM:
                self.init("PORT: this user may not listen on \(port)", ProcessStart.badConfiguration)
            default: return nil
            }
        default: return nil
        }
    }

    private init(_ message: String, _ code: Int32) {
        self.message = message
        self.code = code
    }
}
