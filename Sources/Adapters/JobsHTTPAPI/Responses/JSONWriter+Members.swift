import JobsDomain

extension JSONWriter {
    /// An integer member, `null` where there is none.
    mutating func member(_ name: String, orNull value: Int?) {
        self.name(name)
        if let value { self.integer(value) } else { self.null() }
    }

    /// A moment in RFC 3339, `null` where there is none.
    mutating func member(_ name: String, orNull value: Timestamp?) {
        self.member(name, value?.description)
    }

    /// An amount in US dollars, `null` where it is not known.
    mutating func member(_ name: String, nanoUSD amount: Int64?) {
        self.member(name, amount.map { .dollars(nanoUSD: $0) } ?? .null)
    }
}
