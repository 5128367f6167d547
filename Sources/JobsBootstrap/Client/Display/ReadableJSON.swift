import JobsDomain

/// JSON as a person reads it: a member a line, nested by indentation, strings without quotes.
enum ReadableJSON {
    static func lines(_ value: JSONValue, indent: Int = 0) -> [String] {
        let space = String(repeating: " ", count: indent)
        switch value {
        case .object(let object):
            return object.members.flatMap { member in
                Self.lines(member.value, behind: "\(space)\(TerminalText.safe(member.name)):", indent: indent)
            }
        case .array(let elements):
            return elements.flatMap { Self.element($0, indent: indent) }
        default: return Self.scalar(value).map { space + $0 }
        }
    }

    /// What an element holds begins on the line of its dash.
    private static func element(_ value: JSONValue, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        guard value.object?.members.isEmpty == false else {
            return Self.lines(value, behind: "\(space)-", indent: indent)
        }
        var lines = Self.lines(value, indent: indent + 2)
        if let first = lines.first { lines[0] = "\(space)- " + first.dropFirst(indent + 2) }
        return lines
    }

    private static func lines(_ value: JSONValue, behind head: String, indent: Int) -> [String] {
        switch value {
        case .object(let object) where object.members.isEmpty: return ["\(head) {}"]
        case .array(let elements) where elements.isEmpty: return ["\(head) []"]
        case .object, .array: return [head] + Self.lines(value, indent: indent + 2)
        default:
            let space = String(repeating: " ", count: indent + 2)
            let lines = Self.scalar(value)
            guard lines.count > 1 else { return ["\(head) \(lines.first ?? "")"] }
            return [head] + lines.map { space + $0 }
        }
    }

    /// A value that is neither object nor array; a string may have several lines.
    private static func scalar(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text):
            return TerminalText.safe(text, keepsLines: true)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .number(let text): return [text]
        case .bool(let isTrue): return [isTrue ? "yes" : "no"]
        default: return ["–"]
        }
    }
}
