import Glibc

/// Why the server cannot listen.
public struct FakeProviderFailure: Error, CustomStringConvertible {
    public let description: String

    /// What the last call of the system has failed of.
    init(afterCall what: String) {
        self.description = "\(what): \(String(cString: strerror(errno)))"
    }
}
