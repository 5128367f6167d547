import HTTPTypes
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// What can be judged of a request as soon as its head is there.
struct HeadRules: Sendable {
    let uriBytes: Int
    let bodyBytes: Int
    let allowedHosts: [String]

    /// What a body may have that means nothing, because its method gives it no meaning. The answer to such a request
    /// may have no end, and the body is kept until then.
    private static let uselessBodyBytes = 64 << 10

    private static func hasUseForBody(_ method: HTTPMethod) -> Bool {
        switch method {
        case .GET, .HEAD, .OPTIONS, .DELETE, .TRACE: false
        default: true
        }
    }

    private static func isWebSocketOffered(_ head: HTTPRequestHead) -> Bool {
        head.headers[canonicalForm: "upgrade"].contains { $0.isSame(as: "websocket") }
    }

    func check(_ head: HTTPRequestHead) throws(Refusal.Reason) -> (HTTPRequest, RequestFacts) {
        guard head.uri.utf8.count <= self.uriBytes else { throw .uriTooLong }
        var facts = RequestFacts()
        facts.isVersion10 = head.version.minor == 0
        facts.keepsAlive = head.isKeepAlive
        facts.hasBodilessAnswer = head.method == .HEAD
        let hosts = try self.readFields(of: head, into: &facts)
        guard head.method != .CONNECT, let method = try? HTTPRequest.Method(head.method) else { throw .unknownMethod }
        let target = try Self.target(of: head.uri)
        let authority = try self.authority(hosts: hosts, target: target.authority, isVersion10: facts.isVersion10)
        facts.bodyLimit = Self.hasUseForBody(head.method) ? self.bodyBytes : min(self.bodyBytes, Self.uselessBodyBytes)
        if let length = facts.bodyLength, length > facts.bodyLimit { throw .bodyTooLarge }
        // A handshake has none, and what came would be kept for as long as the WebSocket is open.
        if facts.offersUpgrade, facts.hasBody, Self.isWebSocketOffered(head) { throw .malformed }
        let request = HTTPRequest(
            method: method,
            scheme: "http",
            authority: authority,
            path: target.path,
            headerFields: self.fields(of: head, facts: facts)
        )
        return (request, facts)
    }

    /// Reads the fields that decide on framing.
    ///
    /// - Returns: the values of `Host`.
    private func readFields(
        of head: HTTPRequestHead,
        into facts: inout RequestFacts
    ) throws(Refusal.Reason) -> [String] {
        var hosts: [String] = []
        var upgrades = false
        var isChunked = false
        for (name, value) in head.headers {
            // Most fields are told apart by the length of their names.
            switch name.utf8.count {
            case 4 where name.isSame(as: "host"):
                hosts.append(value)
            case 6 where name.isSame(as: "expect") && !facts.isVersion10:
                guard value.isSame(as: "100-continue") else { throw .unknownExpectation }
                facts.expectsContinue = true
            case 7 where name.isSame(as: "upgrade"):
                upgrades = true
            case 14 where name.isSame(as: "content-length"):
                guard let length = Int(value) else { throw .malformed }
                facts.bodyLength = length
                facts.hasBody = length > 0
            case 17 where name.isSame(as: "transfer-encoding"):
                guard !facts.isVersion10, !isChunked else { throw .malformed }
                isChunked = true
                guard value.isSame(as: "chunked") else { throw .unsupportedCoding }
                facts.hasBody = true
            default:
                break
            }
        }
        facts.offersUpgrade =
            upgrades && head.headers[canonicalForm: "connection"].contains { $0.isSame(as: "upgrade") }
        facts.expectsContinue = facts.expectsContinue && facts.hasBody
        return hosts
    }

    /// A server has to ignore what an HTTP/1.0 client says about upgrades (RFC 9110 section 7.8).
    private func fields(of head: HTTPRequestHead, facts: RequestFacts) -> HTTPFields {
        var fields = HTTPFields(head.headers, splitCookie: false)
        if facts.isVersion10, facts.offersUpgrade { fields[.upgrade] = nil }
        return fields
    }

    /// The four forms of RFC 9112 section 3.2 without that of `CONNECT`.
    private static func target(
        of uri: String
    ) throws(Refusal.Reason) -> (path: String, authority: Substring?) {
        guard !uri.utf8.contains(UInt8(ascii: "#")) else { throw .malformed }
        if uri.utf8.first == UInt8(ascii: "/") || uri == "*" { return (uri, nil) }
        guard let separator = uri.utf8.firstIndex(of: UInt8(ascii: ":")),
            uri[..<separator].isSame(as: "http") || uri[..<separator].isSame(as: "https"),
            uri[separator...].hasPrefix("://")
        else { throw .malformed }
        let rest = uri[separator...].dropFirst(3)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let path = rest[end...]
        return (path.first == "/" ? String(path) : "/" + path, rest[..<end])
    }

    /// The authority of the target goes before the `Host` field, which has to be there all the same.
    private func authority(
        hosts: [String],
        target: Substring?,
        isVersion10: Bool
    ) throws(Refusal.Reason) -> String? {
        guard hosts.count <= 1, hosts.allSatisfy({ HostName.isValid($0) }), target.map({ HostName.isValid($0) }) ?? true
        else { throw .badHost }
        guard isVersion10 || !hosts.isEmpty else { throw .missingHost }
        let authority = target.map { String($0) } ?? hosts.first
        guard self.allowedHosts.isEmpty || authority.map({ HostName.matches($0, patterns: self.allowedHosts) }) ?? false
        else { throw .hostNotAllowed }
        return authority
    }
}

extension StringProtocol {
    /// Compares with a text in lower case, without regard to the case of ASCII letters.
    func isSame(as text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            self.utf8.count == expected.count
                && zip(self.utf8, expected).allSatisfy { byte, other in
                    byte == other || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) && byte | 0x20 == other
                }
        }
    }
}
