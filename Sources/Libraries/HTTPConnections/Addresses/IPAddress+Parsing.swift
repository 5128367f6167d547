extension IPAddress {
    /// Reads an address as people write it, without port, brackets or zone. Nil for anything else: also for
    /// `010.0.0.1`, which some read as octal.
    public init?(_ text: some StringProtocol) {
        // The longest spelling has 45 characters.
        guard text.utf8.count <= 45 else { return nil }
        let bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: ":")) {
            guard let groups = Self.allGroups(bytes[...]) else { return nil }
            let halves = stride(from: 0, to: 8, by: 4).map { start in
                groups[start..<start + 4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
            }
            self.init(high: halves[0], low: halves[1])
        } else {
            guard let bits = Self.version4(bytes[...]) else { return nil }
            self.init(version4: bits)
        }
    }

    /// Four numbers from 0 to 255 without leading zeros.
    private static func version4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var number: UInt32 = 0
            for byte in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                number = number * 10 + UInt32(byte - UInt8(ascii: "0"))
            }
            guard number <= 255 else { return nil }
            bits = bits << 8 | number
        }
        return bits
    }

    /// The eight groups of an IPv6 address; `::` stands for at least one group.
    private static func allGroups(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        let colon = UInt8(ascii: ":")
        let gap = bytes.indices.dropLast().first { bytes[$0] == colon && bytes[$0 + 1] == colon }
        guard let gap else {
            guard let groups = Self.groups(bytes), groups.count == 8 else { return nil }
            return groups
        }
        let left = bytes[..<gap]
        let right = bytes[(gap + 2)...]
        guard let head = left.isEmpty ? [] : Self.groups(left, last: false),
            let tail = right.isEmpty ? [] : Self.groups(right), head.count + tail.count < 8
        else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    /// Groups of up to four hexadecimal digits between colons; the last may be written as an IPv4 address.
    private static func groups(_ bytes: ArraySlice<UInt8>, last isLast: Bool = true) -> [UInt16]? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if isLast, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let bits = Self.version4(part) else { return nil }
                groups += [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]
            } else {
                guard (1...4).contains(part.count), part.allSatisfy({ Self.isHexadecimal($0) }),
                    let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups.count <= 8 ? groups : nil
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
