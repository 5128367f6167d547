import JobsApplication
import JobsDomain

/// The parameters of a query, decoded and each given once.
struct QueryParameters {
    private var values: [(name: String, value: String)] = []

    /// Reads a query as HTML forms write one: `+` stands for a space.
    ///
    /// - Parameters:
    ///   - query: without the question mark; nil where there is none.
    ///   - known: the parameters that there are.
    /// - Throws: ``Problem`` `invalidParameter` that names every parameter that is unknown, given twice, wrongly
    ///   encoded, no UTF-8, or holds U+0000.
    init(_ query: String?, known: [String]) throws(Problem) {
        var problems = ParameterProblems()
        var seen: [String] = []
        for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let rawName = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair.dropFirst(rawName.count).dropFirst()
            guard let name = Self.decoded(rawName), known.contains(where: { $0.isSameUTF8(as: name) }) else {
                let names = known.joined(separator: ", ")
                problems.add(
                    Self.decoded(rawName) ?? String(decoding: rawName, as: UTF8.self),
                    "is no parameter here; there are \(names)",
                    "알 수 없는 매개변수입니다. 사용할 수 있는 것: \(names)"
                )
                continue
            }
            guard !seen.contains(name) else {
                problems.add(name, "is given more than once", "두 번 이상 주어졌습니다")
                continue
            }
            seen.append(name)
            guard let decoded = Self.decoded(value) else {
                problems.add(name, "is not percent-encoded UTF-8", "퍼센트 인코딩된 UTF-8이 아닙니다")
                continue
            }
            guard !decoded.utf8.contains(0) else {
                problems.add(name, "must not contain U+0000", "U+0000 문자를 포함할 수 없습니다")
                continue
            }
            // What is empty counts as not given.
            if !decoded.isEmpty { self.values.append((name, decoded)) }
        }
        try problems.throwIfAny()
    }

    subscript(_ name: String) -> String? { self.values.first { $0.name == name }?.value }

    /// Nil where an escape is none, or the bytes are no UTF-8.
    private static func decoded(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(Self.digit), let low = rest.popFirst().flatMap(Self.digit)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        // `hexDigitValue` of a character would also take full-width digits.
        byte < 0x80 ? Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) } : nil
    }

    /// A value as it stands in a query: everything encoded but what never has a meaning there (RFC 3986).
    static func encoded(_ value: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Gathers everything that is wrong with the parameters of one request.
struct ParameterProblems {
    private var found: [(field: InputProblem, text: LocalizedText)] = []

    mutating func add(_ name: String, _ english: String, _ korean: String) {
        let pointer = "/" + name.escapedForPointer
        self.found.append(
            (
                InputProblem(pointer: pointer, detail: english, koreanDetail: korean),
                LocalizedText("\(name) \(english).", korean: "\(name): \(korean).")
            )
        )
    }

    /// - Throws: ``Problem`` `invalidParameter` if anything was added.
    func throwIfAny() throws(Problem) {
        guard !self.found.isEmpty else { return }
        let shown = self.found.prefix(Problem.fieldLimit)
        throw Problem(
            .invalidParameter,
            LocalizedText(
                shown.map(\.text.english).joined(separator: " "),
                korean: shown.map(\.text.korean).joined(separator: " ")
            ),
            fields: self.found.map(\.field)
        )
    }
}
