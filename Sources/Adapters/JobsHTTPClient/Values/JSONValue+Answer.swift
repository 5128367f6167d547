import JobsDomain

extension JSONValue {
    /// Deeper than any workflow's output; a bound, because the answer comes from outside.
    private static let maximumAnswerDepth = 256

    /// Reads what a server sent.
    ///
    /// - Throws: ``JobsClientError`` with `unexpectedAnswer` if it is no JSON.
    init(answer bytes: [UInt8]) throws(JobsClientError) {
        do throws(JSONSyntaxError) {
            self = try JSONValue(parsing: bytes, maximumDepth: Self.maximumAnswerDepth)
        } catch {
            throw .unexpected("It is no JSON: \(error).")
        }
    }
}
