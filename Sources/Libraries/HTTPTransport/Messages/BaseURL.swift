import CCurl

/// The address below which an API lies.
public struct BaseURL: Sendable {
    private let text: String
    /// Its path, without slashes at the end.
    public let path: String
    /// Whether the host is this machine by its name or address.
    public let isLoopback: Bool

    /// Checks an address.
    ///
    /// - Throws: ``InvalidBaseURL`` unless it is a complete `http` or `https` address without
    ///   credentials.
    public init(_ text: String) throws(InvalidBaseURL) {
        guard let url = curl_url() else { throw InvalidBaseURL("could not be read") }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = Self.part(url, CURLUPART_SCHEME)
        else { throw InvalidBaseURL("is no complete address; it has to look like https://host/path") }
        guard scheme == "http" || scheme == "https" else {
            throw InvalidBaseURL("has to start with http:// or https://")
        }
        guard let host = Self.part(url, CURLUPART_HOST), !host.isEmpty else { throw InvalidBaseURL("names no host") }
        guard Self.part(url, CURLUPART_USER) == nil, Self.part(url, CURLUPART_PASSWORD) == nil else {
            throw InvalidBaseURL("must not contain a user or password")
        }
        self.text = text
        self.path = Self.path(url)
        self.isLoopback = Self.isLoopback(host)
    }

    /// The address with a path added to its own; a query stays behind the path, as Azure wants it.
    ///
    /// - Parameters:
    ///   - path: begins with `/` and is percent-encoded.
    ///   - query: more of the query, percent-encoded; nil where there is none.
    /// - Throws: ``InvalidBaseURL`` if the whole is no address.
    public func appending(_ path: String, query: String? = nil) throws(InvalidBaseURL) -> String {
        guard let url = curl_url() else { throw InvalidBaseURL("could not be read") }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, self.text, 0) == CURLUE_OK else { throw InvalidBaseURL("is no address") }
        guard curl_url_set(url, CURLUPART_PATH, self.path + path, 0) == CURLUE_OK,
            curl_url_set(url, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK
        else { throw InvalidBaseURL("is no address") }
        if let query {
            guard curl_url_set(url, CURLUPART_QUERY, query, UInt32(CURLU_APPENDQUERY)) == CURLUE_OK else {
                throw InvalidBaseURL("is no address")
            }
        }
        guard let whole = Self.part(url, CURLUPART_URL) else { throw InvalidBaseURL("is no address") }
        return whole
    }

    private static func path(_ url: OpaquePointer) -> String {
        var path = Self.part(url, CURLUPART_PATH) ?? ""
        while path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func part(_ url: OpaquePointer, _ part: CURLUPart) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &value, 0) == CURLUE_OK, let value else { return nil }
        defer { curl_free(value) }
        return String(cString: value)
    }

    private static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
