import JobsDomain

/// Finds the schema that a prompt shows to a model that cannot be given one.
enum SchemaInProse {
    /// The first JSON object in any text of the request that looks like a schema of an object.
    static func find(in document: JSONValue) -> JSONValue? {
        switch document {
        case .string(let text): return self.find(in: text)
        case .array(let elements): return elements.lazy.compactMap(self.find(in:)).first
        case .object(let object): return object.members.lazy.compactMap { self.find(in: $0.value) }.first
        case .null, .bool, .number: return nil
        }
    }

    private static func find(in text: String) -> JSONValue? {
        guard text.contains("\"properties\"") else { return nil }
        let bytes = Array(text.utf8)
        for start in bytes.indices where bytes[start] == UInt8(ascii: "{") {
            guard let end = self.end(ofObjectAt: start, in: bytes),
                let value = try? JSONValue(parsing: Array(bytes[start..<end])), value["properties"]?.object != nil
            else { continue }
            return value
        }
        return nil
    }

    private static func end(ofObjectAt start: Int, in bytes: [UInt8]) -> Int? {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for index in start..<bytes.count {
            let byte = bytes[index]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index + 1 }
            }
        }
        return nil
    }
}
