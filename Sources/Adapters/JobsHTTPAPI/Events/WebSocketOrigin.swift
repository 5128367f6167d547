import HTTPTypes

/// Which pages may open a WebSocket. Browsers let any page try, and send along what the server would take for its
/// own user's credentials; only the `Origin` header tells whose page it is (RFC 6455 section 10.2).
enum WebSocketOrigin {
    /// Programs send no origin. A page needs the server's own, or one that is allowed.
    static func isAllowed(_ request: HTTPRequest, by rules: CrossOriginRules) -> Bool {
        let origins = request.headerFields[values: .origin]
        guard let origin = origins.first else { return true }
        guard origins.count == 1 else { return false }
        return rules.allows(origin) || self.isOwn(origin, authority: request.authority)
    }

    /// Whether an origin is that of the host which the request is for. A proxy may have ended TLS in between, so the
    /// scheme does not matter.
    static func isOwn(_ origin: String, authority: String?) -> Bool {
        guard let authority, !authority.isEmpty else { return false }
        let origin = origin.lowercased()
        for (scheme, port) in [("http://", ":80"), ("https://", ":443")] where origin.hasPrefix(scheme) {
            let place = self.without(port, String(origin.dropFirst(scheme.count)))
            return place.utf8.elementsEqual(self.without(port, authority.lowercased()).utf8)
        }
        return false
    }

    private static func without(_ port: String, _ authority: String) -> String {
        authority.hasSuffix(port) ? String(authority.dropLast(port.count)) : authority
    }
}
