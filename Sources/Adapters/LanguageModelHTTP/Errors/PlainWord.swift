/// A name or code from outside that is safe to show: printable ASCII without spaces, at most 128 bytes.
struct PlainWord: Sendable, Equatable {
    let text: String

    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 128, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.text = text
    }
}
