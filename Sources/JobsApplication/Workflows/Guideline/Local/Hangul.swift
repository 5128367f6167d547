/// Korean letters as Unicode arranges them: syllables are computed from jamo, so that no table is needed.
enum Hangul {
    private static let firstSyllable: UInt32 = 0xAC00
    private static let firstLeading: UInt32 = 0x1100
    private static let firstVowel: UInt32 = 0x1161
    /// One below the first final: index 0 means no final.
    private static let beforeFinals: UInt32 = 0x11A7
    private static let leadingCount: UInt32 = 19
    private static let vowelCount: UInt32 = 21
    private static let finalCount: UInt32 = 28

    static func isSyllable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0xAC00 && scalar.value <= 0xD7A3
    }

    static func isLeadingConsonant(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= self.firstLeading && scalar.value < self.firstLeading + self.leadingCount
    }

    static func isConjoiningJamo(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x1100 && scalar.value <= 0x11FF
    }

    /// Index of the vowel in a syllable, in Unicode's order; nil for anything else.
    static func vowel(of scalar: Unicode.Scalar) -> UInt32? {
        guard self.isSyllable(scalar) else { return nil }
        return (scalar.value - self.firstSyllable) % (self.vowelCount * self.finalCount) / self.finalCount
    }

    /// Index of the final consonant in a syllable, 0 where it has none; nil for anything else.
    static func final(of scalar: Unicode.Scalar) -> UInt32? {
        guard self.isSyllable(scalar) else { return nil }
        return (scalar.value - self.firstSyllable) % self.finalCount
    }

    /// A syllable with another final consonant, 0 for none; the same scalar where it is no syllable.
    static func replacingFinal(of scalar: Unicode.Scalar, by final: UInt32) -> Unicode.Scalar {
        guard let old = self.final(of: scalar) else { return scalar }
        return Unicode.Scalar(scalar.value - old + final) ?? scalar
    }

    /// What two neighbours become under canonical composition, or nil where they stay apart.
    static func composed(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        let second = second.value
        if self.isLeadingConsonant(first), second >= self.firstVowel, second < self.firstVowel + self.vowelCount {
            let pair = (first.value - self.firstLeading) * self.vowelCount + (second - self.firstVowel)
            return Unicode.Scalar(self.firstSyllable + pair * self.finalCount)
        }
        if self.final(of: first) == 0, second > self.beforeFinals, second < self.beforeFinals + self.finalCount {
            return Unicode.Scalar(first.value + second - self.beforeFinals)
        }
        return nil
    }
}
