extension RedisURL {
    /// Reads an address.
    ///
    /// - Throws: ``RedisError`` with code `invalidURL` and what is wrong with it. The message repeats nothing
    ///   that could be part of a password.
    public init(_ text: String) throws(RedisError) {
        guard let separator = text.range(ofASCII: "://") else {
            throw Self.mistake("has to look like redis://host:6379/0")
        }
        switch text[..<separator.lowerBound].lowercased() {
        case "redis": break
        case "rediss": throw Self.mistake("asks for TLS, which hiredis 0.14 cannot do: use redis:// or a TLS tunnel")
        default: throw Self.mistake("has to start with redis://")
        }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let tail = rest[authority.endIndex...]
        guard !tail.utf8.contains(UInt8(ascii: "@")) else {
            throw Self.mistake("has an @ behind its host: write / ? # and @ in a password as %2F %3F %23 and %40")
        }
        guard !tail.utf8.contains(UInt8(ascii: "#")) else { throw Self.mistake("must not have a fragment (#)") }
        let path = tail.prefix { $0 != "?" }
        let query = tail[path.endIndex...].dropFirst()

        let at = authority.lastIndex(of: "@")
        let (user, password) = try Self.credentials(at.map { authority[..<$0] } ?? "")
        let (host, port) = try Self.endpoint(at.map { authority[authority.index(after: $0)...] } ?? authority)
        self.init(
            host: host,
            port: port,
            database: try Self.database(path.dropFirst()),
            prefix: try Self.prefix(query),
            user: user,
            password: password
        )
    }

    private static func credentials(_ text: Substring) throws(RedisError) -> (user: String?, password: String?) {
        let name = text.prefix { $0 != ":" }
        let user = try Self.decoded(name, "user")
        let password = try Self.decoded(text[name.endIndex...].dropFirst(), "password")
        if password.isEmpty {
            guard user.isEmpty else { throw Self.mistake("has a user but no password") }
            return (nil, nil)
        }
        return (user.isEmpty ? nil : user, password)
    }

    private static func endpoint(_ text: Substring) throws(RedisError) -> (host: String, port: Int) {
        let host: Substring
        let rest: Substring
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw Self.mistake("has a [ without its ] in the host") }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            let isAddress = host.utf8.allSatisfy { $0.isLetterOrDigit || ":.%".utf8.contains($0) }
            guard isAddress, host.utf8.contains(UInt8(ascii: ":")), rest.isEmpty || rest.first == ":" else {
                throw Self.mistake("has no IPv6 address in its brackets")
            }
        } else {
            host = text.prefix { $0 != ":" }
            rest = text[host.endIndex...]
            guard host.utf8.allSatisfy({ $0.isLetterOrDigit || ".-_".utf8.contains($0) }) else {
                throw Self.mistake("has a host with characters that no host name has")
            }
        }
        guard !host.isEmpty else { throw Self.mistake("names no host") }
        guard !rest.isEmpty else { return (String(host), 6379) }
        guard let port = Self.number(rest.dropFirst()), (1...65535).contains(port) else {
            throw Self.mistake("has a port that is no number from 1 to 65535")
        }
        return (String(host), port)
    }

    private static func database(_ text: Substring) throws(RedisError) -> Int {
        if text.isEmpty { return 0 }
        guard let number = Self.number(text), number <= Int(Int32.max) else {
            throw Self.mistake("has a database that is no number: redis://host:6379/0")
        }
        return number
    }

    private static func prefix(_ query: Substring) throws(RedisError) -> String {
        var prefix: String?
        for parameter in query.split(separator: "&", omittingEmptySubsequences: true) {
            let name = parameter.prefix { $0 != "=" }
            guard name == "prefix" else {
                let isPlain = name.utf8.allSatisfy { $0.isLetterOrDigit || "_-".utf8.contains($0) }
                throw Self.mistake("has an unknown parameter\(isPlain ? " \(name)" : ""); there is only prefix")
            }
            let value = try Self.decoded(parameter[name.endIndex...].dropFirst(), "prefix")
            let isPlain = value.utf8.allSatisfy { $0.isLetterOrDigit || "._-:".utf8.contains($0) }
            guard prefix == nil, isPlain, (1...64).contains(value.utf8.count) else {
                throw Self.mistake("has to have one prefix of 1 to 64 letters, digits and . _ - :")
            }
            prefix = value
        }
        return prefix ?? "avo"
    }

    /// A number written with digits only; nil for anything else.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { $0.isDigit } ? Int(text) : nil
    }

    private static func decoded(_ text: Substring, _ part: String) throws(RedisError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ $0.isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw Self.mistake("has a % without two hexadecimal digits in its \(part)") }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw Self.mistake("has a \(part) that is not UTF-8")
        }
        return decoded
    }

    private static func mistake(_ what: String) -> RedisError {
        RedisError(.invalidURL, "the address \(what)")
    }
}

extension String {
    /// Where the first occurrence of an ASCII text is.
    fileprivate func range(ofASCII text: StaticString) -> Range<String.Index>? {
        let wanted = Array("\(text)".utf8)
        var start = self.utf8.startIndex
        while start < self.utf8.endIndex {
            let rest = self.utf8[start...]
            if rest.starts(with: wanted) { return start..<self.utf8.index(start, offsetBy: wanted.count) }
            start = self.utf8.index(after: start)
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isHexDigit: Bool {
        self.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }

    fileprivate var isLetterOrDigit: Bool {
        self.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
