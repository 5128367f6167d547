extension UInt8 {
    /// The value of an ASCII hex digit, either case.
    var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The lower-case ASCII hex digit of a value below 16.
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hex digits a byte.
    var hexadecimal: String {
        String(decoding: self.flatMap { [UInt8.hexDigit($0 >> 4), UInt8.hexDigit($0 & 0x0F)] }, as: UTF8.self)
    }
}
