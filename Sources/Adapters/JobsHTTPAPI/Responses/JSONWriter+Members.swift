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

    /// An amount in US dollars as a decimal number without exponent, for example `0.00051`; `null` where it is
    /// not known.
    mutating func member(_ name: String, nanoUSD amount: Int64?) {
        self.name(name)
        if let amount { self.value(.number(Self.dollars(amount))) } else { self.null() }
    }

    private static func dollars(_ nanoUSD: Int64) -> String {
        let (dollars, rest) = nanoUSD.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest != 0 else { return String(dollars) }
        let digits = String(rest)
        var fraction = String(repeating: "0", count: 9 - digits.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        return "\(dollars).\(fraction)"
    }
}
