import JobsDomain

/// Whether a schema stays within what every provider's structured output takes.
struct SchemaCheck {
    private static let allowed: Set<String> = [
        "type", "description", "properties", "required", "additionalProperties", "items", "enum", "const", "title",
        "propertyOrdering",
    ]

    let problems: [String]

    /// - Parameter isGemini: whether it is written in Gemini's older language, which has types in capitals and cannot
    ///   close an object.
    init(_ schema: JSONValue, isGemini: Bool) {
        var problems: [String] = []
        if schema["type"]?.string?.lowercased() != "object" { problems.append("the schema's root is no object") }
        Self.check(schema, at: "#", isGemini: isGemini, depth: 1, &problems)
        self.problems = problems
    }

    private static func check(
        _ schema: JSONValue,
        at pointer: String,
        isGemini: Bool,
        depth: Int,
        _ problems: inout [String]
    ) {
        guard let object = schema.object else { return problems.append("\(pointer) is no schema") }
        for member in object.members where !Self.allowed.contains(member.name) {
            problems.append("\(pointer) uses \(member.name)")
        }
        if depth > 10 { problems.append("\(pointer) is too deep") }
        let type = schema["type"]?.string ?? ""
        if isGemini ? type != type.uppercased() : type != type.lowercased() {
            problems.append("\(pointer) has the type \(type)")
        }
        if let items = schema["items"] {
            Self.check(items, at: pointer + "/items", isGemini: isGemini, depth: depth + 1, &problems)
        }
        guard type.lowercased() == "object" else { return }
        let closed = schema["additionalProperties"]
        if isGemini ? closed != nil : closed != .bool(false) {
            problems.append("\(pointer) is not closed as it has to be")
        }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        for member in schema["properties"]?.object?.members ?? [] {
            if !required.contains(member.name) { problems.append("\(pointer)/\(member.name) is not required") }
            Self.check(member.value, at: "\(pointer)/\(member.name)", isGemini: isGemini, depth: depth + 1, &problems)
        }
    }
}
