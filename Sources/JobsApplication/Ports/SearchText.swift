/// Text as searches compare it: without regard to the case of its letters, and byte by byte.
///
/// The folding is that of the standard library, the same on every machine and in every store; what it makes of a text
/// is for comparing only and is never shown.
public struct SearchText: Sendable, Equatable {
    public let folded: String

    public init(_ text: String) {
        self.folded = text.lowercased()
    }

    /// Whether this text is found in another one. The empty text is found in every one.
    public func occurs(in other: SearchText) -> Bool {
        let wanted = Array(self.folded.utf8)
        let text = Array(other.folded.utf8)
        guard let first = wanted.first else { return true }
        guard text.count >= wanted.count else { return false }
        return (0...(text.count - wanted.count)).contains { start in
            text[start] == first && text[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }
}
