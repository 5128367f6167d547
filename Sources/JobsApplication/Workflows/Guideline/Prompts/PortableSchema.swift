import JobsDomain

/// Builds schemas of the subset that every provider's structured output accepts: closed objects, all
/// members required; limits stand in descriptions and are enforced after parsing.
enum PortableSchema {
    static func object(_ properties: JSONObject) -> JSONValue {
        .object([
            "type": .string("object"),
            "additionalProperties": .bool(false),
            "required": .array(properties.members.map { .string($0.name) }),
            "properties": .object(properties),
        ])
    }

    static func array(of items: JSONValue, _ description: String) -> JSONValue {
        .object(["type": .string("array"), "description": .string(description), "items": items])
    }

    static func string(_ description: String) -> JSONValue {
        .object(["type": .string("string"), "description": .string(description)])
    }

    static func boolean(_ description: String) -> JSONValue {
        .object(["type": .string("boolean"), "description": .string(description)])
    }
}
