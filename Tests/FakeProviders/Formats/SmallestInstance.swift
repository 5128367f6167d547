import JobsDomain

/// The smallest value that a schema allows, with Korean text, so that a cut or a split inside a syllable shows.
enum SmallestInstance {
    /// What every string of an answer says.
    static let text = "모든 직원은 출입증을 항상 패용하고, 방문객은 안내 데스크에서 등록해야 합니다."

    static func value(of schema: JSONValue) -> JSONValue {
        if let first = schema["enum"]?.array?.first { return first }
        if let constant = schema["const"] { return constant }
        // Gemini's own schemas write types in capitals.
        switch schema["type"]?.string?.lowercased() {
        case "object":
            let members = schema["properties"]?.object?.members ?? []
            return .object(JSONObject(members.map { JSONObject.Member($0.name, self.value(of: $0.value)) }))
        case "array": return .array(schema["items"].map { [self.value(of: $0)] } ?? [])
        case "integer", "number": return .number("1")
        case "boolean": return .bool(true)
        case "null": return .null
        default: return .string(self.text)
        }
    }
}
