import CCurl

/// The address below which a provider's API lies.
struct BaseURL: Sendable {
    private let text: String
    /// Whether the host is this machine by its name or address.
    let isLoopback: Bool

    /// Checks an address.
    ///
    /// - Throws: ``ModelConfigurationError`` unless it is a complete `http` or `https` address without
    ///   credentials.
    init(_ text: String) throws(ModelConfigurationError) {
        guard let url = curl_url() else { throw Self.mistake("could not be read") }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = Self.part(url, CURLUPART_SCHEME)
        else { throw Self.mistake("is no complete address; it has to look like https://host/path") }
        guard scheme == "http" || scheme == "https" else {
            throw Self.mistake("has to start with http:// or https://")
        }
        guard let host = Self.part(url, CURLUPART_HOST), !host.isEmpty else { throw Self.mistake("names no host") }
        guard Self.part(url, CURLUPART_USER) == nil, Self.part(url, CURLUPART_PASSWORD) == nil else {
            throw Self.mistake("must not contain a user or password")
        }
        self.text = text
        self.isLoopback = Self.isLoopback(host)
    }

    /// The address with a path added to its own; a query stays behind the path, as Azure wants it.
    ///
    /// - Parameters:
    ///   - path: begins with `/` and is percent-encoded. Where the address ends in the path's version
    ///     already, as in `…/v1` and `/v1/messages`, it is not written twice.
    ///   - query: more of the query; nil where there is none.
    func appending(_ path: String, query: String? = nil) throws(ModelConfigurationError) -> String {
        guard let url = curl_url() else { throw Self.mistake("could not be read") }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, self.text, 0) == CURLUE_OK else { throw Self.mistake("is no address") }
        var base = Self.part(url, CURLUPART_PATH) ?? ""
        while base.hasSuffix("/") { base.removeLast() }
        if let word = path.split(separator: "/").first, word.hasPrefix("v1"), base.hasSuffix("/\(word)") {
            base.removeLast(word.count + 1)
        }
        guard curl_url_set(url, CURLUPART_PATH, base + path, 0) == CURLUE_OK,
            curl_url_set(url, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK
        else { throw Self.mistake("is no address") }
        if let query {
            guard curl_url_set(url, CURLUPART_QUERY, query, UInt32(CURLU_APPENDQUERY)) == CURLUE_OK else {
                throw Self.mistake("is no address")
            }
        }
        guard let whole = Self.part(url, CURLUPART_URL) else { throw Self.mistake("is no address") }
        return whole
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

    private static func mistake(_ what: String) -> ModelConfigurationError {
        ModelConfigurationError(.invalidBaseURL, "the base URL \(what)")
    }
}
