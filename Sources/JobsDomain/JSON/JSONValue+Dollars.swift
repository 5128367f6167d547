extension JSONValue {
    /// An amount in US dollars as a decimal number without exponent, for example `0.00051`.
    ///
    /// - Parameter amount: in thousand-millionths of a US dollar.
    public static func dollars(nanoUSD amount: Int64) -> JSONValue {
        let (dollars, rest) = amount.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest != 0 else { return .integer(dollars) }
        let digits = String(rest)
        var fraction = String(repeating: "0", count: 9 - digits.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        return .number("\(dollars).\(fraction)")
    }
}
