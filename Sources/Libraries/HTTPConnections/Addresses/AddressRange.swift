/// The addresses that share a prefix, written as `10.0.0.0/8` or `2001:db8::/32`; one address is a range of itself.
public struct AddressRange: Hashable, Sendable {
    private let first: IPAddress
    /// Bits of the prefix, of 128.
    private let length: Int

    /// Nil where the text is no range. Bits after the prefix are ignored.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let part = parts.first, let address = IPAddress(part) else { return nil }
        let offset = address.isVersion4 && !part.contains(":") ? 96 : 0
        var length = 128
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(parts[1]), number + offset <= 128
            else { return nil }
            length = number + offset
        }
        self.first = Self.prefix(of: address, length: length)
        self.length = length
    }

    /// A range of IPv6 addresses does not contain IPv4 addresses, unless it was written for them.
    public func contains(_ address: IPAddress) -> Bool {
        (!address.isVersion4 || self.length >= 96) && Self.prefix(of: address, length: self.length) == self.first
    }

    private static func prefix(of address: IPAddress, length: Int) -> IPAddress {
        // A smart shift by 64 gives 0.
        let high = address.high & ~(UInt64.max >> UInt64(min(length, 64)))
        let low = address.low & ~(UInt64.max >> UInt64(max(length - 64, 0)))
        return IPAddress(high: high, low: low)
    }
}
