import JobsDomain

/// What an item of a checklist rests on: words of the document and where they stand.
struct SourceQuote: Sendable {
    /// A quote that is not the document's own may be this long, in Unicode scalars.
    static let maximumUnverifiedLength = 500

    /// The document's own words where ``range`` is known, else what a model claimed to have read.
    let text: String
    /// The place in the document as it was sent, in Unicode scalars; nil where the words were not found.
    let range: Range<Int>?

    init(text: String, range: Range<Int>?) {
        self.text = text
        self.range = range
    }

    /// A quote that was not found. It is untrusted text, so it is cut, and U+0000 is taken out: PostgreSQL
    /// cannot keep it.
    init(unverified quote: String) {
        let kept = quote.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(Self.maximumUnverifiedLength)
        self.text = String(String.UnicodeScalarView(kept))
        self.range = nil
    }

    /// The same words, as a document says them that has `offset` scalars more in front.
    func moved(by offset: Int) -> SourceQuote {
        guard let range else { return self }
        return SourceQuote(text: self.text, range: range.lowerBound + offset..<range.upperBound + offset)
    }

    /// The member `source` of an item.
    var object: JSONObject {
        [
            "quote": .string(self.text),
            "start": self.range.map { .integer($0.lowerBound) } ?? .null,
            "end": self.range.map { .integer($0.upperBound) } ?? .null,
            "verified": .bool(self.range != nil),
        ]
    }
}

extension SourceQuote: Equatable {
    static func == (lhs: SourceQuote, rhs: SourceQuote) -> Bool {
        lhs.range == rhs.range && lhs.text.isSameUTF8(as: rhs.text)
    }
}
