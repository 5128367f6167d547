import JobsDomain

/// A model's answer on its way to JSON: read as it is, or mended where nothing has to be guessed.
///
/// What is mended: a byte order mark, a code fence or prose around the object, trailing commas, raw line
/// ends inside strings. What is not: anything that is missing. An object that is not closed was cut off, and
/// closing it would make a truncated answer look like a whole one.
struct AnswerText {
    let value: JSONValue
    /// Whether the text had to be mended.
    let isRepaired: Bool

    /// - Throws: the error of the text as it came, where mending does not help.
    init(_ text: String) throws(JSONSyntaxError) {
        do throws(JSONSyntaxError) {
            self.value = try JSONValue(parsing: text)
            self.isRepaired = false
        } catch {
            guard let object = Self.firstObject(in: Array(text.utf8)),
                let value = try? JSONValue(parsing: Self.mended(object))
            else { throw error }
            self.value = value
            self.isRepaired = true
        }
    }

    /// The first `{` with everything up to the `}` that closes it, braces inside strings not counted; nil
    /// where it is never closed.
    private static func firstObject(in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard let start = bytes.firstIndex(of: UInt8(ascii: "{")) else { return nil }
        var depth = 0
        var isInString = false
        var isEscaped = false
        for index in start..<bytes.count {
            let byte = bytes[index]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return bytes[start...index] }
            default: break
            }
        }
        return nil
    }

    /// Without commas before a closing bracket, and with control characters in strings escaped.
    private static func mended(_ object: ArraySlice<UInt8>) -> [UInt8] {
        var mended: [UInt8] = []
        mended.reserveCapacity(object.count)
        var isInString = false
        var isEscaped = false
        for byte in object {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                } else if byte < 0x20 {
                    mended.append(contentsOf: Self.escape(byte))
                    continue
                }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                Self.dropTrailingComma(&mended)
            }
            mended.append(byte)
        }
        return mended
    }

    private static func dropTrailingComma(_ bytes: inout [UInt8]) {
        guard let last = bytes.lastIndex(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }),
            bytes[last] == UInt8(ascii: ",")
        else { return }
        bytes.remove(at: last)
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case 0x0A: Array("\\n".utf8)
        case 0x0D: Array("\\r".utf8)
        case 0x09: Array("\\t".utf8)
        default: Array((byte < 0x10 ? "\\u000" : "\\u00").utf8) + Array(String(byte, radix: 16).utf8)
        }
    }
}
