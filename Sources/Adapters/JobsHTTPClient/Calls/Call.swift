import HTTPTransport

/// One request of the API, before it is known to which server and how often it is sent.
struct Call: Sendable {
    let method: HTTPMethod
    /// Begins with `/` and is percent-encoded.
    let path: String
    var parameters: [(name: String, value: String)] = []
    var headers: [HTTPHeader] = []
    var body: [UInt8] = []
    var timeout = Duration.seconds(30)
    /// Whether sending it twice is as good as once.
    var isRepeatable = true

    init(_ method: HTTPMethod, _ path: String) {
        self.method = method
        self.path = path
    }

    /// The parameters as a query; nil where there are none.
    var query: String? {
        guard !self.parameters.isEmpty else { return nil }
        return self.parameters.map { "\($0.name)=\(Self.percentEncoded($0.value))" }.joined(separator: "&")
    }

    /// Everything but the unreserved characters of RFC 3986, byte by byte.
    static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
