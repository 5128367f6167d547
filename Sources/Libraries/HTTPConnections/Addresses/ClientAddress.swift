public import HTTPTypes

/// Who a request comes from, where proxies stand in between.
public enum ClientAddress {
    /// Walks from the peer back through the addresses that proxies noted, as long as the one who noted it is
    /// trusted. A peer that is not trusted is the client, whatever it says. A word that is no address (`unknown`,
    /// an obfuscated name) ends the walk at the proxy that wrote it.
    ///
    /// `Forwarded` (RFC 7239) and `X-Forwarded-For` are both read. A proxy writes one of them and may pass on
    /// what its client wrote into the other: where they disagree neither is believed.
    ///
    /// - Parameter peer: the address at the other end of the connection, without port.
    /// - Returns: the client's address in its canonical spelling; `peer` itself where that is no IP address.
    public static func resolve(peer: String, headers: HTTPFields, trusted: [AddressRange]) -> String {
        guard let address = IPAddress(peer) else { return peer }
        guard trusted.contains(where: { $0.contains(address) }) else { return address.description }
        var answers: Set<IPAddress> = []
        let forwarded = headers.filter { $0.name.canonicalName == "forwarded" }.map(\.value)
        if !forwarded.isEmpty {
            answers.insert(Self.walk(from: address, over: Self.hops(forwarded: forwarded), trusted: trusted))
        }
        let forwardedFor = headers.filter { $0.name.canonicalName == "x-forwarded-for" }.map(\.value)
        if !forwardedFor.isEmpty {
            answers.insert(Self.walk(from: address, over: Self.hops(forwardedFor: forwardedFor), trusted: trusted))
        }
        return (answers.count == 1 ? answers.first ?? address : address).description
    }

    private static func walk(from peer: IPAddress, over hops: [IPAddress?], trusted: [AddressRange]) -> IPAddress {
        var client = peer
        for hop in hops.reversed() {
            guard let hop, trusted.contains(where: { $0.contains(client) }) else { break }
            client = hop
        }
        return client
    }

    private static func hops(forwardedFor values: [String]) -> [IPAddress?] {
        values.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map { Self.address(of: $0) }
    }

    private static func hops(forwarded values: [String]) -> [IPAddress?] {
        values.flatMap { Self.pieces(of: $0, separator: ",") }.map { element in
            let parameter = Self.pieces(of: element, separator: ";").first { piece in
                piece.prefix { $0 != "=" }.trimmed.lowercased() == "for"
            }
            guard let parameter, let equals = parameter.firstIndex(of: "=") else { return nil }
            var value = parameter[parameter.index(after: equals)...].trimmed
            if value.count >= 2, value.first == "\"", value.last == "\"" {
                value = value.dropFirst().dropLast()
            }
            return Self.address(of: value)
        }
    }

    /// Splits at a separator that stands outside of quotation marks.
    private static func pieces(of text: some StringProtocol, separator: Character) -> [String] {
        var pieces = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if character == separator, !isQuoted {
                pieces.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && character == "\\" && !isEscaped
            pieces[pieces.count - 1].append(character)
        }
        return pieces
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
    private static func address(of text: some StringProtocol) -> IPAddress? {
        let text = Substring(text).trimmed
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || Self.isPort(rest) else { return nil }
            return IPAddress(text[text.index(after: text.startIndex)..<end])
        }
        guard let colon = text.firstIndex(of: ":"), colon == text.lastIndex(of: ":") else { return IPAddress(text) }
        return Self.isPort(text[colon...]) ? IPAddress(text[..<colon]) : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && (2...6).contains(text.utf8.count)
            && text.utf8.dropFirst().allSatisfy { (48...57).contains($0) }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = Substring(self).drop(while: isBlank)
        return start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? ""
    }
}
