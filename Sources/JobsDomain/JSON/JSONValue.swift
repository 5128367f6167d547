/// A JSON document (RFC 8259) that keeps what was sent: member order, number spelling, and every
/// Unicode scalar of every string.
///
/// Written by hand because the decoders at hand go through `Dictionary<String, …>`, whose keys merge
/// canonically equivalent spellings, and cannot say by JSON pointer which member was wrong.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The number as it was written, for example `1e3`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Strings and numbers are the same when their bytes are: `==` of `String` would merge canonically
    /// equivalent spellings.
    public static func == (lhs: JSONValue, rhs: JSONValue) -> Bool {
        switch (lhs, rhs) {
        case (.null, .null): true
        case (.bool(let lhs), .bool(let rhs)): lhs == rhs
        case (.number(let lhs), .number(let rhs)), (.string(let lhs), .string(let rhs)): lhs.isSameUTF8(as: rhs)
        case (.array(let lhs), .array(let rhs)): lhs == rhs
        case (.object(let lhs), .object(let rhs)): lhs == rhs
        default: false
        }
    }
}

extension JSONValue {
    /// A number from an integer.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// The string, or nil for every other kind of value.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The members, or nil for every other kind of value.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The elements, or nil for every other kind of value.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The boolean, or nil for every other kind of value.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number as an integer, or nil where it is none (`1.5`, `1e3`, a string) or does not fit.
    public var integer: Int? {
        if case .number(let value) = self { Int(value) } else { nil }
    }

    /// What kind of value this is, in JSON Schema's words.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The member of that name, or nil where this is no object or has no such member.
    public subscript(_ name: String) -> JSONValue? { self.object?[name] }
}
