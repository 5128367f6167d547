/// A response as it was on the wire.
struct RawResponse: Equatable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: self.body, as: UTF8.self) }

    /// The whole responses at the beginning of the bytes; those with a status from 100 to 199 too.
    static func all(in bytes: [UInt8], bodiless: Bool, isEnded: Bool) -> [RawResponse] {
        var responses: [RawResponse] = []
        var rest = bytes[...]
        while let (response, length) = Self.first(in: rest, bodiless: bodiless, isEnded: isEnded) {
            responses.append(response)
            rest = rest.dropFirst(length)
        }
        return responses
    }

    private static func first(
        in bytes: ArraySlice<UInt8>,
        bodiless: Bool,
        isEnded: Bool
    ) -> (RawResponse, length: Int)? {
        guard let end = Self.endOfHead(bytes) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let line = lines.first, line.hasPrefix("HTTP/1."), let status = Int(line.dropFirst(9).prefix(3))
        else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].dropFirst())
        }
        let rest = bytes[end...]
        let headLength = end - bytes.startIndex
        if bodiless || status < 200 || status == 204 || status == 304 {
            return (RawResponse(status: status, headers: headers, body: []), headLength)
        }
        if let length = headers["content-length"].flatMap({ Int($0) }) {
            guard rest.count >= length else { return nil }
            let body = Array(rest.prefix(length))
            return (RawResponse(status: status, headers: headers, body: body), headLength + length)
        }
        if headers["transfer-encoding"] == "chunked" {
            guard let (body, length) = Self.chunks(rest) else { return nil }
            return (RawResponse(status: status, headers: headers, body: body), headLength + length)
        }
        guard isEnded else { return nil }
        return (RawResponse(status: status, headers: headers, body: Array(rest)), bytes.count)
    }

    private static func endOfHead(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (bytes.startIndex...bytes.endIndex - 4)
            .first { Array(bytes[$0..<$0 + 4]) == [13, 10, 13, 10] }
            .map { $0 + 4 }
    }

    private static func chunks(_ bytes: ArraySlice<UInt8>) -> ([UInt8], length: Int)? {
        var body: [UInt8] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 10) {
            let line = String(decoding: rest[..<end].dropLast(), as: UTF8.self)
            guard let size = Int(line, radix: 16), rest.endIndex - end > size + 2 else { return nil }
            body += rest[(end + 1)..<(end + 1 + size)]
            rest = rest[(end + size + 3)...]
            if size == 0 { return (body, bytes.count - rest.count) }
        }
        return nil
    }
}
