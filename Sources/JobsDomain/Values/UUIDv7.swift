/// A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then a counter and random bits, so
/// that identifiers made later sort later.
public struct UUIDv7: Sendable, Hashable, Comparable {
    /// The first eight bytes, big-endian: time, version, and 12 bits of counter.
    public let high: UInt64
    /// The last eight bytes, big-endian: variant and random bits.
    public let low: UInt64

    /// Takes any 128 bits, for identifiers that were stored before.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Builds an identifier; version and variant are set here.
    ///
    /// - Parameters:
    ///   - milliseconds: Unix time; the low 48 bits count.
    ///   - counter: orders identifiers of one millisecond; the low 12 bits count.
    ///   - random: the low 62 bits count.
    public init(milliseconds: Int64, counter: UInt16, random: UInt64) {
        self.high = UInt64(truncatingIfNeeded: milliseconds) << 16 | 0x7000 | UInt64(counter & 0x0FFF)
        self.low = 0x8000_0000_0000_0000 | random & 0x3FFF_FFFF_FFFF_FFFF
    }

    public static func < (lhs: UUIDv7, rhs: UUIDv7) -> Bool {
        (lhs.high, lhs.low) < (rhs.high, rhs.low)
    }

    /// The 16 bytes in network order.
    public var bytes: [UInt8] {
        [self.high, self.low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    /// Takes 16 bytes in network order; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for (index, byte) in bytes.enumerated() {
            if index < 8 { words.0 = words.0 << 8 | UInt64(byte) } else { words.1 = words.1 << 8 | UInt64(byte) }
        }
        self.init(high: words.0, low: words.1)
    }
}

extension UUIDv7: CustomStringConvertible {
    /// The canonical lower-case text, `xxxxxxxx-xxxx-7xxx-xxxx-xxxxxxxxxxxx`.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in self.bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(UInt8.hexDigit(byte >> 4))
            text.append(UInt8.hexDigit(byte & 0x0F))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads the 36 characters of a UUID, either case; nil for anything else.
    public init?(text: String) {
        let utf8 = Array(text.utf8)
        guard utf8.count == 36 else { return nil }
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        for (index, byte) in utf8.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = byte.hexDigitValue else { return nil }
                digits.append(digit)
            }
        }
        self.init(bytes: stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }
}
