import JobsDomain

/// How many tokens a text may have, for who has no tokenizer: rather too many than too few.
enum TokenEstimate {
    /// One and a half tokens a Hangul syllable and one a quarter of other text's bytes, and a tenth more
    /// (llm-wire reference, section 13). It serves limits and reservations; no bill is made of it.
    static func tokens(in text: String) -> Int {
        var text = text
        // Where every byte is a letter of its own, counting them is all.
        let bytes = text.withUTF8 { utf8 in utf8.allSatisfy { $0 < 0x80 } ? utf8.count : nil }
        if let bytes { return bytes * 275 / 1000 + 1 }
        return text.unicodeScalars.reduce(0) { $0 + Self.thousandths(of: $1) } / 1000 + 1
    }

    /// The same of one scalar, in thousandths of a token.
    static func thousandths(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        // Hangul, kana and Han: one and a half tokens, and a tenth of that.
        case 0xAC00...0xD7A3, 0x1100...0x11FF, 0x3130...0x318F, 0x3040...0x30FF, 0x4E00...0x9FFF: 1650
        default: UTF8.width(scalar) * 275
        }
    }

    /// The whole question: what a provider reads, its schema too.
    static func tokens(in prompt: ModelPrompt) -> Int {
        let schema = String(decoding: prompt.schema.serialized, as: UTF8.self)
        let turns = [prompt.system, prompt.user, schema, prompt.correction?.answer, prompt.correction?.request]
        return turns.compactMap(\.self).reduce(16) { $0 + Self.tokens(in: $1) }
    }
}

extension UTF8 {
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case ..<0x80: 1
        case ..<0x800: 2
        case ..<0x10000: 3
        default: 4
        }
    }
}
