import JobsDomain

extension JSONValue {
    /// The smallest value that a schema of the portable subset allows: every member, one element an array.
    static func smallest(of schema: JSONValue) -> JSONValue {
        if let first = schema["enum"]?.array?.first { return first }
        switch schema["type"]?.string {
        case "object":
            let members = schema["properties"]?.object?.members ?? []
            return .object(JSONObject(members.map { JSONObject.Member($0.name, .smallest(of: $0.value)) }))
        case "array": return .array(schema["items"].map { [.smallest(of: $0)] } ?? [])
        case "integer", "number": return .number("1")
        case "boolean": return .bool(true)
        case "null": return .null
        default: return .string("fake text")
        }
    }
}
