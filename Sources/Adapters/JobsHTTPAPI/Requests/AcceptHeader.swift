/// The media types that a client takes (RFC 9110 section 12.5.1).
struct AcceptHeader: Equatable {
    private struct Range: Equatable {
        /// Lower case; `*` for any.
        let type: String
        let subtype: String
        /// In thousandths.
        let quality: Int
    }

    private let ranges: [Range]

    /// Nil where the header is malformed or empty, which is no reason to refuse anybody: everything is taken then.
    init?(_ header: String?) {
        guard let header else { return nil }
        var ranges: [Range] = []
        for element in header.split(separator: ",") {
            let parts = element.split(separator: ";", omittingEmptySubsequences: false).map { part in
                String(part.filter { $0 != " " && $0 != "\t" }).lowercased()
            }
            let names = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard names.count == 2, names.allSatisfy({ Self.isToken($0) }), names[0] != "*" || names[1] == "*" else {
                // An empty element between two commas is allowed.
                if parts == [""] { continue }
                return nil
            }
            var quality = 1000
            for parameter in parts.dropFirst() where parameter.hasPrefix("q=") {
                guard let value = Self.quality(parameter.dropFirst(2)) else { return nil }
                quality = value
            }
            ranges.append(Range(type: names[0], subtype: names[1], quality: quality))
        }
        guard !ranges.isEmpty else { return nil }
        self.ranges = ranges
    }

    /// The first of the types that the client likes best; nil where it takes none of them.
    func best(of types: [String]) -> String? {
        var best: (type: String, quality: Int)?
        for type in types {
            let quality = self.quality(of: type)
            if quality > best?.quality ?? 0 { best = (type, quality) }
        }
        return best?.type
    }

    /// The most specific range decides.
    private func quality(of mediaType: String) -> Int {
        let names = mediaType.split(separator: "/").map(String.init)
        let fitting = self.ranges.filter { range in
            range.type == "*" || (range.type == names.first && (range.subtype == "*" || range.subtype == names.last))
        }
        let exactness = { (range: Range) in range.type == "*" ? 0 : range.subtype == "*" ? 1 : 2 }
        return fitting.max { exactness($0) < exactness($1) }?.quality ?? 0
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// A number from 0 to 1 with at most three decimals, in thousandths.
    private static func quality(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
        let decimals = parts.count == 2 ? parts[1] : ""
        guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(whole + decimals + String(repeating: "0", count: 3 - decimals.utf8.count)), value <= 1000
        else { return nil }
        return value
    }
}
