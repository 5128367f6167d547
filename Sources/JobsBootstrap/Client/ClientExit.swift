import ArgumentParser
import JobsDomain
import JobsHTTPClient

/// The exit codes of the client's subcommands: they mirror what came of the request.
enum ClientExit: Int32, Error {
    /// The job completed, or where nobody waits for that, the request succeeded.
    case success = 0
    case jobFailed = 1
    case jobCancelled = 3
    case unknownJob = 4
    /// What follows are the codes of `sysexits.h`.
    case usage = 64
    case refused = 65
    case unavailable = 69
    case outputFailed = 74
    /// As a shell reports a program that SIGINT ended.
    case interrupted = 130

    init(_ status: JobStatus) {
        switch status {
        case .failed: self = .jobFailed
        case .cancelled: self = .jobCancelled
        case .pending, .processing, .completed: self = .success
        }
    }

    init(_ error: JobsClientError) {
        switch error.code {
        case .invalidRequest: self = .usage
        case .refused: self = .refused
        case .notFound: self = .unknownJob
        case .unavailable, .outcomeUnknown, .unexpectedAnswer: self = .unavailable
        case .cancelled: self = .interrupted
        }
    }

    var code: ExitCode { ExitCode(self.rawValue) }

    /// For `--help`.
    static let explanation = """
        Exit codes: 0 the job completed, or the request succeeded; 1 the job failed; 3 it was cancelled; \
        4 there is no such job; 64 bad usage; 65 the server refused the input; 69 the server is not available, \
        also after trying again; 74 the output cannot be written; 130 interrupted (a job goes on all the same).
        """
}
