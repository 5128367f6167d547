/// The members of a JSON object in the order they were written.
///
/// Names are compared as UTF-8 bytes: `"é"` in its composed and decomposed spelling are two members.
public struct JSONObject: Sendable, Equatable {
    /// One name and its value.
    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }

        public static func == (lhs: Member, rhs: Member) -> Bool {
            lhs.name.isSameUTF8(as: rhs.name) && lhs.value == rhs.value
        }
    }

    public var members: [Member]

    public init(_ members: [Member] = []) {
        self.members = members
    }

    /// The value of the first member of that name.
    public subscript(_ name: String) -> JSONValue? {
        self.members.first { $0.name.isSameUTF8(as: name) }?.value
    }

    /// Appends a member; does nothing where `value` is nil.
    public mutating func append(_ name: String, _ value: JSONValue?) {
        guard let value else { return }
        self.members.append(Member(name, value))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.members = elements.map { Member($0.0, $0.1) }
    }
}

extension String {
    /// Whether both are the same bytes. `==` would also accept canonically equivalent spellings.
    public func isSameUTF8(as other: String) -> Bool {
        self.utf8.count == other.utf8.count && self.utf8.elementsEqual(other.utf8)
    }
}
