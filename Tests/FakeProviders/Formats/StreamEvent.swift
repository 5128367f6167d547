import JobsDomain

/// One server-sent event.
struct StreamEvent: Sendable {
    /// What it is to a fault on the way.
    enum Role: Sendable {
        case opening
        /// Carries a piece of the text.
        case piece
        case closing
        /// Says that nothing follows.
        case terminator
    }

    let name: String?
    let data: String
    let role: Role

    init(_ role: Role, name: String? = nil, _ data: JSONValue) {
        self.init(role, name: name, text: String(decoding: data.serialized, as: UTF8.self))
    }

    init(_ role: Role, name: String? = nil, text: String) {
        self.role = role
        self.name = name
        self.data = text
    }

    /// As it goes over the wire.
    func bytes(_ plan: StreamPlan) -> [UInt8] {
        let end = plan.lineEnd.rawValue
        var lines: [String] = []
        if plan.hasComments { lines += [": keep-alive", "id: 7", "retry: 3000", "x-unknown: yes"] }
        if let name { lines.append("event: \(name)") }
        if plan.hasManyDataLines, self.data.hasPrefix("{"), self.data.hasSuffix("}") {
            // Between its brackets and its first member JSON may be broken into lines.
            lines += ["data: {", "data: \(self.data.dropFirst().dropLast())", "data:}"]
        } else {
            lines.append("data: \(self.data)")
        }
        var text = lines.map { $0 + end }.joined() + end
        if plan.hasComments { text = ": PROCESSING\(end)\(end)" + text }
        return Array(text.utf8)
    }
}
