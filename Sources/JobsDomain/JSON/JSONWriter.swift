/// Appends JSON to a buffer of UTF-8 bytes, without white space.
///
/// It is used both for whole values and, member by member, where an answer is built around bytes that
/// are already JSON and are copied verbatim (``raw(_:)``).
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init(reservingCapacity capacity: Int = 256) {
        self.bytes.reserveCapacity(capacity)
    }

    /// Writes an object; `body` writes its members.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        self.separate()
        self.bytes.append(UInt8(ascii: "{"))
        self.needsComma = false
        body(&self)
        self.bytes.append(UInt8(ascii: "}"))
        self.needsComma = true
    }

    /// Writes an array; `body` writes its elements.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        self.separate()
        self.bytes.append(UInt8(ascii: "["))
        self.needsComma = false
        body(&self)
        self.bytes.append(UInt8(ascii: "]"))
        self.needsComma = true
    }

    /// Writes a member's name; its value is the next thing written.
    public mutating func name(_ name: String) {
        self.separate()
        self.appendQuoted(name)
        self.bytes.append(UInt8(ascii: ":"))
        self.needsComma = false
    }

    public mutating func string(_ value: String) {
        self.separate()
        self.appendQuoted(value)
        self.needsComma = true
    }

    public mutating func integer(_ value: some BinaryInteger) {
        self.separate()
        self.bytes.append(contentsOf: String(value).utf8)
        self.needsComma = true
    }

    public mutating func bool(_ value: Bool) {
        self.separate()
        self.bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
        self.needsComma = true
    }

    public mutating func null() {
        self.separate()
        self.bytes.append(contentsOf: "null".utf8)
        self.needsComma = true
    }

    /// Copies bytes that are one JSON value already.
    public mutating func raw(_ json: [UInt8]) {
        self.separate()
        self.bytes.append(contentsOf: json)
        self.needsComma = true
    }

    /// Writes any value.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: self.null()
        case .bool(let value): self.bool(value)
        case .number(let spelling): self.raw(Array(spelling.utf8))
        case .string(let value): self.string(value)
        case .array(let elements): self.array { writer in elements.forEach { writer.value($0) } }
        case .object(let object): self.object { writer in object.members.forEach { writer.member($0.name, $0.value) } }
        }
    }

    public mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        self.value(value)
    }

    /// A string member, `null` where there is none.
    public mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { self.string(value) } else { self.null() }
    }

    public mutating func member(_ name: String, _ value: some BinaryInteger) {
        self.name(name)
        self.integer(value)
    }

    public mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        self.bool(value)
    }

    private mutating func separate() {
        if self.needsComma { self.bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func appendQuoted(_ text: String) {
        self.bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var runStart = 0
            var index = 0
            while index < utf8.count {
                let byte = utf8[index]
                index += 1
                if byte >= 0x20, byte != 0x22, byte != 0x5C { continue }
                self.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[runStart..<index - 1]))
                self.appendEscaped(byte)
                runStart = index
            }
            self.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[runStart...]))
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case 0x22: self.bytes.append(contentsOf: #"\""#.utf8)
        case 0x5C: self.bytes.append(contentsOf: #"\\"#.utf8)
        case 0x0A: self.bytes.append(contentsOf: #"\n"#.utf8)
        case 0x0D: self.bytes.append(contentsOf: #"\r"#.utf8)
        case 0x09: self.bytes.append(contentsOf: #"\t"#.utf8)
        default:
            self.bytes.append(contentsOf: #"\u00"#.utf8)
            self.bytes.append(UInt8.hexDigit(byte >> 4))
            self.bytes.append(UInt8.hexDigit(byte & 0x0F))
        }
    }
}

extension JSONValue {
    /// The value as JSON in UTF-8, without white space.
    public var serialized: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension JSONObject {
    /// The object as JSON in UTF-8, without white space.
    public var serialized: [UInt8] { JSONValue.object(self).serialized }
}
