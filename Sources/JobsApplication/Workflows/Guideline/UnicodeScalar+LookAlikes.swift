extension Unicode.Scalar {
    /// Control characters that are no white space, and the format characters that hide or reorder text.
    /// Joiners are none of them: scripts and emoji need them.
    var isInvisible: Bool {
        switch self.value {
        case 0x09...0x0D, 0x20...0x7E, 0x85, 0xA0...0x61B: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF: true
        case 0xFFF9...0xFFFB, 0x1D173...0x1D17A, 0xE0000...0xE007F, 0xE0100...0xE01EF: true
        default: false
        }
    }

    /// What changes the look or the joining of its neighbours and cannot be seen by itself.
    var isJoining: Bool {
        switch self.value {
        case 0xAD, 0x34F, 0x200C, 0x200D, 0xFE00...0xFE0F: true
        default: false
        }
    }

    /// A less-than sign, or what a reader or a model may take for one.
    var isOpeningAngle: Bool {
        switch self.value {
        case 0x3C, 0xAB, 0x2C2, 0x1438, 0x2039, 0x226A, 0x22D6, 0x22D8, 0x2329, 0x276C, 0x276E, 0x2770: true
        case 0x27E8, 0x27EA, 0x2AA1, 0x2AF7, 0x3008, 0x300A, 0xFE64, 0xFF1C: true
        default: false
        }
    }

    /// A letter or digit written plainly: full-width forms as ASCII, capitals as small letters.
    var plainSmall: Unicode.Scalar {
        var value = self.value
        if value >= 0xFF01, value <= 0xFF5E { value -= 0xFEE0 }
        if value >= 0x41, value <= 0x5A { value |= 0x20 }
        return Unicode.Scalar(value) ?? self
    }
}
