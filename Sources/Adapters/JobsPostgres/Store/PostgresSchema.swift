import JobsApplication
import JobsDomain

/// One step of the schema. A released one never changes; its checksum is kept in the database.
struct PostgresMigration {
    let version: Int
    let name: String
    /// The oldest build that can work with the schema after this step, as the version that it knows.
    let minimumReader: Int
    let statements: [String]

    var checksum: String { SHA256Digest(of: Array(self.statements.joined(separator: ";\n").utf8)).hexadecimalText }
}

/// The tables, and how they came to be. Migrations only go forward.
enum PostgresSchema {
    /// The newest schema this build knows.
    static var version: Int { Self.migrations.map(\.version).max() ?? 0 }

    static let migrations = [
        PostgresMigration(version: 1, name: "jobs", minimumReader: 1, statements: Self.first),
        PostgresMigration(version: 2, name: "model calls", minimumReader: 1, statements: Self.modelCalls),
        PostgresMigration(version: 3, name: "feed and search", minimumReader: 1, statements: Self.feedAndSearch),
    ]

    /// Serialises migrations of all processes, in the second half of the advisory lock's key.
    private static let migrationLock: Int64 = 0x61_766F_4D49_4752

    /// Brings a database up to date, in one transaction, one process at a time.
    ///
    /// - Parameter migrations: all of them, oldest first.
    /// - Throws: ``JobStoreError`` with code `unusable` where the database needs a newer build, was changed by
    ///   hand, is not in UTF-8, or may not be changed by this user; `unavailable` where it broke off.
    static func migrate(
        _ connection: PostgresConnection,
        _ migrations: [PostgresMigration] = Self.migrations
    ) throws(JobStoreError) {
        guard connection.encoding == "UTF8" else {
            throw JobStoreError(.unusable, "the database's encoding is \(connection.encoding), not UTF8")
        }
        do throws(PostgresFailure) {
            try connection.run(
                [
                    PostgresStatement.begin(),
                    Self.unbounded(),
                    Self.lock(.integer(Self.migrationLock)),
                ],
                deadline: .now + .seconds(300)
            )
            let applied = try Self.applied(connection)
            if let problem = Self.problem(applied, known: migrations) { throw problem }
            let missing = migrations.filter { migration in !applied.contains { $0.version == migration.version } }
            // A newer database whose oldest reader is this build needs nothing from it.
            for migration in missing where migration.version > applied.last?.version ?? 0 {
                try Self.apply(migration, connection)
            }
            if migrations.map(\.version).max() ?? 0 >= Self.feedVersion, try Self.hasForeignTransactions(connection) {
                try connection.run([Self.forgetForeignTransactions()], deadline: .now + .seconds(3600))
            }
            try connection.run([PostgresStatement.commit()], deadline: .now + .seconds(60))
        } catch {
            throw Self.error(error)
        }
    }

    private static func hasForeignTransactions(_ connection: PostgresConnection) throws(PostgresFailure) -> Bool {
        try connection.run([Self.findForeignTransactions()])[0].first?.bool(0) ?? false
    }

    private struct Applied {
        let version: Int
        let name: String
        let minimumReader: Int
        let checksum: String
    }

    private static func applied(_ connection: PostgresConnection) throws(PostgresFailure) -> [Applied] {
        // Asked first: `IF NOT EXISTS` alone needs the right to create, which a user of a finished schema lacks.
        let exists = try connection.run([Self.findMigrationTable()])[0].first?.bool(0) ?? false
        if !exists { try connection.run([Self.createMigrationTable()]) }
        var applied: [Applied] = []
        for row in try connection.run([Self.selectMigrations()])[0].rows {
            applied.append(
                Applied(
                    version: try row.int(0),
                    name: try row.text(1),
                    minimumReader: try row.int(2),
                    checksum: try row.text(3)
                )
            )
        }
        return applied
    }

    private static func problem(_ applied: [Applied], known: [PostgresMigration]) -> PostgresFailure? {
        let newest = known.map(\.version).max() ?? 0
        if let last = applied.last, last.minimumReader > newest {
            return .unexpected(
                "the database has schema \(last.version), which needs a build that knows schema "
                    + "\(last.minimumReader); this one knows \(newest)"
            )
        }
        for migration in known {
            guard let stored = applied.first(where: { $0.version == migration.version }) else { continue }
            guard stored.checksum == migration.checksum else {
                return .unexpected("schema step \(stored.version) (\(stored.name)) is not the one that was released")
            }
        }
        return nil
    }

    private static func apply(
        _ migration: PostgresMigration,
        _ connection: PostgresConnection
    ) throws(PostgresFailure) {
        for (index, sql) in migration.statements.enumerated() {
            let statement = PostgresStatement(name: "avo_migration_\(migration.version)_\(index)", sql: sql)
            try connection.run([statement()], deadline: .now + .seconds(3600))
        }
        try connection.run([
            Self.insertMigration(
                .integer(migration.version),
                .text(migration.name),
                .integer(migration.minimumReader),
                .text(migration.checksum)
            )
        ])
    }

    private static func error(_ failure: PostgresFailure) -> JobStoreError {
        switch failure {
        case .unexpected(let message): JobStoreError(.unusable, message)
        case .server(let sqlState, let message) where sqlState == "42501":
            JobStoreError(.unusable, "the user may not create or change the tables: \(message)", cause: failure)
        default: JobStoreError(failure)
        }
    }

    private static let unbounded = PostgresStatement(
        name: "avo_migration_unbounded",
        sql: "SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)"
    )
    private static let lock = PostgresStatement(name: "avo_migration_lock", sql: "SELECT pg_advisory_xact_lock($1)")
    private static let findMigrationTable = PostgresStatement(
        name: "avo_migration_find",
        sql: "SELECT to_regclass('schema_migrations') IS NOT NULL"
    )
    private static let createMigrationTable = PostgresStatement(
        name: "avo_migration_table",
        sql: """
            CREATE TABLE schema_migrations (
                version integer PRIMARY KEY, name text NOT NULL, min_reader integer NOT NULL,
                checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
            )
            """
    )
    private static let selectMigrations = PostgresStatement(
        name: "avo_migration_select",
        sql: "SELECT version, name, min_reader, checksum FROM schema_migrations ORDER BY version"
    )
    private static let insertMigration = PostgresStatement(
        name: "avo_migration_insert",
        sql: "INSERT INTO schema_migrations (version, name, min_reader, checksum) VALUES ($1, $2, $3, $4)"
    )
}
