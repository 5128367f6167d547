import CLibPQ
public import JobsApplication

/// Where a database is, as libpq understands it: `postgres://user:password@host:port/db?sslmode=…`.
///
/// What the URL leaves out comes from libpq's `PG*` environment variables and its defaults. Every parameter that
/// libpq knows may stand in the URL, several hosts and TLS (`sslmode`, `sslrootcert`) included.
public struct PostgresAddress: Sendable, Equatable {
    private let url: String
    /// Told to the server, where it is seen in `pg_stat_activity`.
    private let applicationName: String

    /// - Throws: ``JobStoreError`` with code `unusable` where it is no URL that libpq understands; the message
    ///   has no secrets.
    public init(url: String, applicationName: String = "avo") throws(JobStoreError) {
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
            throw JobStoreError(.unusable, "a PostgreSQL URL begins with postgres:// or postgresql://")
        }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            defer { PQfreemem(message) }
            let reason = message.map { String(cString: $0) } ?? ""
            throw JobStoreError(.unusable, "it is no PostgreSQL URL: \(Self.reason(reason, without: url))")
        }
        defer { PQconninfoFree(options) }
        try Self.check(Self.values(options))
        self.url = url
        self.applicationName = applicationName
    }

    private static func values(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }

    /// Checks what libpq would only notice while connecting, where a mistake looks like a server that is away.
    private static func check(_ values: [String: String]) throws(JobStoreError) {
        for port in (values["port"] ?? "").split(separator: ",") where !(1...65535).contains(Int(port) ?? 0) {
            throw JobStoreError(.unusable, "the port must be a number from 1 to 65535")
        }
        let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
        guard let mode = values["sslmode"], !modes.contains(mode) else { return }
        throw JobStoreError(.unusable, "sslmode must be one of \(modes.joined(separator: ", "))")
    }

    /// libpq's messages repeat the URL or a part of it, password and all; only what says why is kept.
    private static func reason(_ message: String, without url: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard let quote = line.firstIndex(where: { $0 == "\"" || $0 == ":" }) else { return line }
        let known = ["invalid port number", "invalid URI query parameter", "missing key/value separator"]
        return known.first { line.hasPrefix($0) } ?? String(line[..<quote]).trimmingTrailingSpaces
    }

    /// Begins to connect, without waiting; nil only where there is no memory.
    func startConnection() -> OpaquePointer? {
        // `dbname` is expanded as a URL and overrides what comes before it; what it leaves out comes from `PG*`.
        let keywords = ["fallback_application_name", "keepalives_idle", "tcp_user_timeout", "dbname"]
        let values = [self.applicationName, "5", "5000", self.url]
        return keywords.withCStrings { keywords in
            values.withCStrings { values in PQconnectStartParams(keywords, values, 1) }
        }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension [String] {
    /// Lends the strings as a list of C strings that ends with nil.
    fileprivate func withCStrings<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
        let block = self.flatMap { $0.utf8CString }
        return block.withUnsafeBufferPointer { block in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for string in self {
                pointers.append(block.baseAddress.map { $0 + offset })
                offset += string.utf8.count + 1
            }
            pointers.append(nil)
            return body(pointers)
        }
    }
}
