/// An IPv4 or IPv6 address. An IPv4 address and the IPv6 address that stands for it (`::ffff:192.0.2.1`) are equal.
public struct IPAddress: Hashable, Sendable {
    /// The first and the second half of the IPv6 address.
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(version4 bits: UInt32) {
        self.init(high: 0, low: 0xffff_0000_0000 | UInt64(bits))
    }

    public var isVersion4: Bool { self.high == 0 && self.low >> 32 == 0xffff }

    /// What one customer of a provider usually has: the whole of an IPv4 address, a /64 of IPv6.
    var site: IPAddress { self.isVersion4 ? self : IPAddress(high: self.high, low: 0) }
}

extension IPAddress: CustomStringConvertible {
    /// The one spelling that RFC 5952 gives an address.
    public var description: String {
        if self.isVersion4 {
            return stride(from: 24, through: 0, by: -8)
                .map { String(self.low >> UInt64($0) & 0xff) }
                .joined(separator: ".")
        }
        let groups = self.groups
        guard let gap = Self.longestGap(in: groups) else { return Self.text(groups[...]) }
        return Self.text(groups[..<gap.lowerBound]) + "::" + Self.text(groups[gap.upperBound...])
    }

    private var groups: [UInt16] {
        [self.high, self.low].flatMap { half in
            stride(from: 48, through: 0, by: -16).map { UInt16(truncatingIfNeeded: half >> UInt64($0)) }
        }
    }

    private static func text(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// The first of the longest runs of two or more groups that are zero.
    private static func longestGap(in groups: [UInt16]) -> Range<Int>? {
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        return longest.count > 1 ? longest : nil
    }
}
