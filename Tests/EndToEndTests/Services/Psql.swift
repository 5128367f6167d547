import TestServices

/// A PostgreSQL client of its own process, which connects to where its URL says.
enum Psql {
    static func start(_ url: String, _ sql: String) throws -> ChildProcess {
        // Each statement goes by itself, and its rows come at once.
        let statements = sql.split(separator: ";").flatMap { ["-c", String($0)] }
        return try ChildProcess(
            "/usr/bin/psql",
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url] + statements,
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"],
            folder: "/"
        )
    }

    static func run(_ url: String, _ sql: String) async throws -> (code: Int32, output: String) {
        let process = try self.start(url, sql)
        return (await process.finished(), process.output)
    }
}
