/// One header field.
///
/// Its text never shows the value, because one of the values is a key.
public struct HTTPHeader: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    public var description: String { "\(self.name): …" }
    public var customMirror: Mirror { Mirror(self, children: ["name": self.name]) }
}

extension [HTTPHeader] {
    /// The value of the first field of that name, in whatever case it was written.
    public func first(_ name: String) -> String? {
        let name = name.lowercased()
        return self.first { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name }?.value
    }
}
