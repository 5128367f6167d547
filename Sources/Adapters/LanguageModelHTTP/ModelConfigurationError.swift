/// Why a model cannot be built from its configuration.
///
/// The message names no address and no key, since either may be a secret; the caller knows the variable.
public struct ModelConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: Sendable, Hashable {
        case invalidBaseURL
        case invalidKey
    }

    public let code: Code
    /// One sentence for the operator.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { self.message }
}
