import JobsDomain

/// JSON for programs: one value a line.
enum JSONLine {
    static func text(_ value: JSONValue) -> String {
        TerminalText.escaped(json: String(decoding: value.serialized, as: UTF8.self)) + "\n"
    }
}
