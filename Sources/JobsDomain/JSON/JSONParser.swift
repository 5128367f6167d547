/// A strict RFC 8259 parser over UTF-8 bytes: no comments, no trailing commas, no duplicate member
/// names, no lone surrogates, bounded nesting, bounded number of values.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let maximumDepth: Int
    private let maximumValues: Int
    private var values = 0
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int, maximumValues: Int = .max) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
    }

    mutating func parseDocument() throws(JSONSyntaxError) -> JSONValue {
        let value = try self.parseValue(depth: 0)
        self.skipWhitespace()
        guard self.position == self.bytes.count else { throw self.error("unexpected text after the document") }
        return value
    }

    private mutating func parseValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        self.skipWhitespace()
        guard let byte = self.peek() else { throw self.error("the document ends too early") }
        self.values += 1
        guard self.values <= self.maximumValues else { throw self.error("more than \(self.maximumValues) values") }
        switch byte {
        case UInt8(ascii: "{"): return try self.parseObject(depth: depth)
        case UInt8(ascii: "["): return try self.parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try self.parseString())
        case UInt8(ascii: "t"): return try self.parseLiteral("true", .bool(true))
        case UInt8(ascii: "f"): return try self.parseLiteral("false", .bool(false))
        case UInt8(ascii: "n"): return try self.parseLiteral("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try self.parseNumber())
        default: throw self.error("unexpected character")
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth < self.maximumDepth else { throw self.error("nested deeper than \(self.maximumDepth) levels") }
        self.position += 1
        var object = JSONObject()
        var names = NameSet()
        self.skipWhitespace()
        if self.consume(UInt8(ascii: "}")) { return .object(object) }
        while true {
            self.skipWhitespace()
            guard self.peek() == UInt8(ascii: "\"") else { throw self.error("expected a member name") }
            let start = self.position
            let name = try self.parseString()
            guard names.insert(name) else { throw JSONSyntaxError("duplicate member name", offset: start) }
            self.skipWhitespace()
            guard self.consume(UInt8(ascii: ":")) else { throw self.error("expected ':'") }
            object.members.append(JSONObject.Member(name, try self.parseValue(depth: depth + 1)))
            self.skipWhitespace()
            if self.consume(UInt8(ascii: ",")) { continue }
            guard self.consume(UInt8(ascii: "}")) else { throw self.error("expected ',' or '}'") }
            return .object(object)
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth < self.maximumDepth else { throw self.error("nested deeper than \(self.maximumDepth) levels") }
        self.position += 1
        var elements: [JSONValue] = []
        self.skipWhitespace()
        if self.consume(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try self.parseValue(depth: depth + 1))
            self.skipWhitespace()
            if self.consume(UInt8(ascii: ",")) { continue }
            guard self.consume(UInt8(ascii: "]")) else { throw self.error("expected ',' or ']'") }
            return .array(elements)
        }
    }

    private mutating func parseLiteral(_ text: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        let count = text.utf8CodeUnitCount
        guard self.position + count <= self.bytes.count else { throw self.error("unexpected character") }
        for index in 0..<count where self.bytes[self.position + index] != text.utf8Start[index] {
            throw self.error("unexpected character")
        }
        self.position += count
        return value
    }

    private mutating func parseNumber() throws(JSONSyntaxError) -> String {
        let start = self.position
        _ = self.consume(UInt8(ascii: "-"))
        if !self.consume(UInt8(ascii: "0")) { try self.parseDigits() }
        if self.consume(UInt8(ascii: ".")) { try self.parseDigits() }
        if self.consume(UInt8(ascii: "e")) || self.consume(UInt8(ascii: "E")) {
            if !self.consume(UInt8(ascii: "+")) { _ = self.consume(UInt8(ascii: "-")) }
            try self.parseDigits()
        }
        return String(decoding: self.bytes[start..<self.position], as: UTF8.self)
    }

    private mutating func parseDigits() throws(JSONSyntaxError) {
        let start = self.position
        while let byte = self.peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { self.position += 1 }
        guard self.position > start else { throw self.error("expected a digit") }
    }

    /// The common string has no escape: then it is one validated copy of a run of bytes.
    private mutating func parseString() throws(JSONSyntaxError) -> String {
        let opening = self.position
        self.position += 1
        var decoded: [UInt8] = []
        var runStart = self.position
        while true {
            self.skipPlainText()
            guard let byte = self.peek() else { break }
            switch byte {
            case UInt8(ascii: "\""):
                let run = self.bytes[runStart..<self.position]
                self.position += 1
                if decoded.isEmpty { return try self.validated(UnsafeBufferPointer(rebasing: run), opening: opening) }
                decoded.append(contentsOf: run)
                return try decoded.withUnsafeBufferPointer { bytes throws(JSONSyntaxError) in
                    try self.validated(bytes, opening: opening)
                }
            case UInt8(ascii: "\\"):
                decoded.append(contentsOf: self.bytes[runStart..<self.position])
                try self.parseEscape(into: &decoded)
                runStart = self.position
            default:
                throw self.error("control character in a string")
            }
        }
        throw JSONSyntaxError("unterminated string", offset: opening)
    }

    /// Goes to the next byte that means something in a string, or to the end.
    private mutating func skipPlainText() {
        var position = self.position
        while position < self.bytes.count {
            let byte = self.bytes[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            position += 1
        }
        self.position = position
    }

    private func validated(
        _ bytes: UnsafeBufferPointer<UInt8>,
        opening: Int
    ) throws(JSONSyntaxError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JSONSyntaxError("a string is not valid UTF-8", offset: opening)
        }
        return text
    }

    private mutating func parseEscape(into decoded: inout [UInt8]) throws(JSONSyntaxError) {
        self.position += 1
        guard let byte = self.peek() else { throw self.error("the document ends too early") }
        self.position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"): decoded.append(contentsOf: try self.parseUnicodeEscape().utf8Bytes)
        default:
            self.position -= 1
            throw self.error("unknown escape")
        }
    }

    private mutating func parseUnicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try self.parseHexQuad()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, self.consume(UInt8(ascii: "\\")), self.consume(UInt8(ascii: "u")) else {
            throw self.error("lone surrogate in an escape")
        }
        let second = try self.parseHexQuad()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw self.error("lone surrogate in an escape") }
        return scalar
    }

    private mutating func parseHexQuad() throws(JSONSyntaxError) -> UInt32 {
        guard self.position + 4 <= self.bytes.count else { throw self.error("the document ends too early") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = self.bytes[self.position].hexDigitValue else { throw self.error("expected a hex digit") }
            value = value << 4 | UInt32(digit)
            self.position += 1
        }
        return value
    }

    private mutating func skipWhitespace() {
        while let byte = self.peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.position += 1
        }
    }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard self.peek() == byte else { return false }
        self.position += 1
        return true
    }

    private func peek() -> UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    private func error(_ message: String) -> JSONSyntaxError {
        JSONSyntaxError(message, offset: self.position)
    }
}

/// The member names seen so far, compared as bytes. Small objects are searched in a line; a large one
/// gets a set, so that a million members cost no quadratic time.
private struct NameSet {
    private var few: [String] = []
    private var many: Set<[UInt8]> = []

    mutating func insert(_ name: String) -> Bool {
        if self.many.isEmpty {
            guard !self.few.contains(where: { $0.isSameUTF8(as: name) }) else { return false }
            self.few.append(name)
            if self.few.count > 16 { self.many = Set(self.few.map { Array($0.utf8) }) }
            return true
        }
        return self.many.insert(Array(name.utf8)).inserted
    }
}

extension Unicode.Scalar {
    fileprivate var utf8Bytes: UTF8.EncodedScalar { UTF8.encode(self) ?? UTF8.encodedReplacementCharacter }
}
