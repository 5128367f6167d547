/// A service that did not do what a test needs, with what it printed.
public struct ServiceFailure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
