import JobsDomain

/// Reads a model's answer member by member and gathers what is wrong with it, so that one re-ask can
/// name everything. Problems never quote the answer: it is untrusted text.
struct AnswerReader {
    private(set) var problems: [String] = []

    mutating func report(_ pointer: String, _ problem: String) {
        self.problems.append("\(pointer): \(problem)")
    }

    /// The object, or nil (reported) where the value is none.
    mutating func object(_ value: JSONValue, at pointer: String) -> JSONObject? {
        if let object = value.object { return object }
        self.report(pointer, "must be an object, is \(value.typeName)")
        return nil
    }

    /// A required member.
    mutating func member(_ name: String, of object: JSONObject, at pointer: String) -> JSONValue? {
        if let value = object[name] { return value }
        self.report("\(pointer)/\(name)", "is missing")
        return nil
    }

    /// A string without the white space around it, which must leave something.
    mutating func text(_ value: JSONValue, at pointer: String, atMost maximum: Int? = nil) -> String? {
        guard let string = value.string else {
            self.report(pointer, "must be a string, is \(value.typeName)")
            return nil
        }
        guard !string.utf8.contains(0) else {
            self.report(pointer, "must not contain U+0000")
            return nil
        }
        let trimmed = string.trimmed
        guard !trimmed.isEmpty else {
            self.report(pointer, "must not be empty")
            return nil
        }
        if let maximum, trimmed.unicodeScalars.count > maximum {
            self.report(pointer, "must have at most \(maximum) characters")
            return nil
        }
        return trimmed
    }

    /// A required string member.
    mutating func text(
        _ name: String,
        of object: JSONObject,
        at pointer: String,
        atMost maximum: Int? = nil
    ) -> String? {
        guard let value = self.member(name, of: object, at: pointer) else { return nil }
        return self.text(value, at: "\(pointer)/\(name)", atMost: maximum)
    }

    /// A required boolean member.
    mutating func bool(_ name: String, of object: JSONObject, at pointer: String) -> Bool? {
        guard let value = self.member(name, of: object, at: pointer) else { return nil }
        if let bool = value.bool { return bool }
        self.report("\(pointer)/\(name)", "must be a boolean, is \(value.typeName)")
        return nil
    }

    /// A required array member, by default with at least one element. Elements past the maximum are not
    /// looked at: one problem says enough.
    mutating func elements(
        _ name: String,
        of object: JSONObject,
        at pointer: String,
        atMost maximum: Int,
        canBeEmpty: Bool = false
    ) -> ArraySlice<JSONValue>? {
        guard let value = self.member(name, of: object, at: pointer) else { return nil }
        guard let elements = value.array else {
            self.report("\(pointer)/\(name)", "must be an array, is \(value.typeName)")
            return nil
        }
        if elements.isEmpty, !canBeEmpty { self.report("\(pointer)/\(name)", "must have at least one element") }
        if elements.count > maximum { self.report("\(pointer)/\(name)", "must have at most \(maximum) elements") }
        return elements.prefix(maximum)
    }
}

extension String {
    /// The text without the white space around it.
    var trimmed: String {
        let scalars = self.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isWhiteSpace }),
            let last = scalars.lastIndex(where: { !$0.isWhiteSpace })
        else { return "" }
        return String(scalars[first...last])
    }
}
