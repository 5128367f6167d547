import HTTPTransport

extension BaseURL {
    /// The address of one of a provider's endpoints. Where this address ends in the path's version already, as
    /// in `…/v1` and `/v1/messages`, it is not written twice.
    ///
    /// - Parameters:
    ///   - path: begins with `/` and is percent-encoded.
    ///   - query: more of the query; nil where there is none.
    func endpoint(_ path: String, query: String? = nil) throws(InvalidBaseURL) -> String {
        guard let version = path.split(separator: "/").first, version.hasPrefix("v1"),
            self.path.hasSuffix("/\(version)")
        else { return try self.appending(path, query: query) }
        return try self.appending(String(path.dropFirst(version.count + 1)), query: query)
    }
}
