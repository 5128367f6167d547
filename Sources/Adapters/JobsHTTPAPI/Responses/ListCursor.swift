import JobsDomain

/// Where the next page of a list begins; opaque to clients.
struct ListCursor: Equatable {
    /// Jobs with a smaller sequence follow.
    let before: Int64

    init(before: Int64) {
        self.before = before
    }

    var text: String { "j1" + String(self.before, radix: 36) }

    /// Reads a cursor; nil where it is none of ours.
    init?(text: String) {
        guard text.hasPrefix("j1"), let before = Int64(text.dropFirst(2), radix: 36), before > 0 else { return nil }
        self.before = before
        // The parser also takes signs and capitals; one page has one cursor.
        guard self.text.isSameUTF8(as: text) else { return nil }
    }
}
