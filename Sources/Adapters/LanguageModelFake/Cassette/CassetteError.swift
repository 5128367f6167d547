/// Why a file of recorded exchanges cannot be used.
public struct CassetteError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for operators, with the file's path.
    public let message: String

    public init(_ message: String) {
        self.message = message
    }

    public var description: String { self.message }
}
