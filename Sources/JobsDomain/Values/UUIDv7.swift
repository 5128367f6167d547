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
        Array(unsafeUninitializedCapacity: 16) { buffer, count in
            for index in 0..<16 { buffer.initializeElement(at: index, to: self.byte(index)) }
            count = 16
        }
    }

    private func byte(_ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (index < 8 ? self.high : self.low) >> UInt64(56 - index % 8 * 8))
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
        String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    text.initializeElement(at: place, to: UInt8(ascii: "-"))
                    place += 1
                }
                let byte = self.byte(index)
                text.initializeElement(at: place, to: UInt8.hexDigit(byte >> 4))
                text.initializeElement(at: place + 1, to: UInt8.hexDigit(byte & 0x0F))
                place += 2
            }
            return place
        }
    }

    /// Reads the 36 characters of a UUID, either case; nil for anything else.
    public init?(text: String) {
        guard text.utf8.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for (index, character) in text.utf8.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard character == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = character.hexDigitValue else { return nil }
            if index < 18 { words.0 = words.0 << 4 | UInt64(digit) } else { words.1 = words.1 << 4 | UInt64(digit) }
        }
        self.init(high: words.0, low: words.1)
    }
}
