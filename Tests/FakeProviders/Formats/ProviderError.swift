import JobsDomain

/// An error as a provider sends it.
struct ProviderError: Sendable {
    let status: Int
    let body: JSONValue
    var headers: [String: String] = [:]
}
