import Foundation

extension PostgresServer {
    /// Lends a fresh, empty database, which is dropped afterwards with all its sessions.
    ///
    /// - Parameters:
    ///   - role: who owns the database and logs in with the URL: `postgres` or `passwordRole`.
    ///   - body: gets the database's URL.
    public func withDatabase<Result>(
        role: String = "postgres",
        _ body: (_ url: String) async throws -> Result
    ) async throws -> Result {
        let name = "avo_" + String(UInt64.random(in: .min ... .max), radix: 36)
        try await self.query("CREATE DATABASE \(name) OWNER \(role)")
        let result: Result
        do {
            result = try await body(self.url(database: name, role: role))
        } catch {
            // The test's own error is the one to tell; a server that the test has stopped cannot drop anything.
            _ = try? await self.query("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
            throw error
        }
        try await self.query("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
        return result
    }

    /// The URL of a database, with the password where the role has one.
    public func url(database: String, role: String = "postgres") -> String {
        let password = role == Self.passwordRole ? ":" + Self.escaped(Self.password) : ""
        return "postgres://\(role)\(password)@127.0.0.1:\(self.port)/\(database)"
    }

    /// Runs SQL as the superuser, past any proxy, and returns the rows: one a line, columns separated by `|`.
    ///
    /// - Parameter database: a database's name, or the URL that `withDatabase` lends.
    /// - Throws: `ServiceFailure` with the server's message.
    @discardableResult
    public func query(_ sql: String, database: String = "postgres") async throws -> String {
        let name = database.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? database
        let arguments = [
            "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", "\(self.port)", "-U", "postgres",
            "-d", name, "-c", sql,
        ]
        var command = self.installation.command("psql", arguments)
        command.environment = ["PGOPTIONS": "-c client_min_messages=warning", "PGCONNECT_TIMEOUT": "30"]
        return try await command.run()
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}
