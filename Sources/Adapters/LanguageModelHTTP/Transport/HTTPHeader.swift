/// One header field.
///
/// Its text never shows the value, because one of the values is a key.
struct HTTPHeader: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    var description: String { "\(self.name): …" }
    var customMirror: Mirror { Mirror(self, children: ["name": self.name]) }
}

extension [HTTPHeader] {
    /// The value of the first field of that name, in whatever case it was written.
    func first(_ name: String) -> String? {
        let name = name.lowercased()
        return self.first { $0.name.lowercased() == name }?.value
    }
}
