import JobsHTTPClient

/// A failed request as a person reads it: what is wrong, and each member of the request that is.
enum ProblemText {
    static func lines(_ error: JobsClientError) -> [String] {
        var lines = ["avo: \(TerminalText.safe(error.description))"]
        for field in error.fields {
            let pointer = field.pointer.isEmpty ? "the whole body" : field.pointer
            lines.append("  \(TerminalText.safe(pointer)): \(TerminalText.safe(field.detail))")
        }
        if let requestID = error.requestID { lines.append("  request_id: \(TerminalText.safe(requestID))") }
        if let key = error.idempotencyKey, [.unavailable, .cancelled, .unexpectedAnswer].contains(error.code) {
            lines.append("  The job may have been taken all the same: repeat with --key \(key)")
        }
        return lines
    }
}
