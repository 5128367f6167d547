import HTTPTransport

extension HTTPResponse {
    /// The provider's own name for the request, if it is a plain word.
    var requestID: String? {
        let value = self.headers.first("x-request-id") ?? self.headers.first("request-id")
        return value.flatMap(PlainWord.init)?.text
    }
}
