import GRDB
import JobsApplication

/// The tables, and how they came to be. Migrations only go forward.
enum SQLiteSchema {
    /// The newest schema this build knows.
    static var version: Int { Self.migrations.map(\.version).max() ?? 0 }

    /// All steps, oldest first.
    static let migrations = [
        SQLiteMigration(version: 1, name: "jobs", minimumReader: 1, sql: Self.firstMigration),
        SQLiteMigration(version: 2, name: "model calls", minimumReader: 1, sql: Self.modelCalls),
        SQLiteMigration(version: 3, name: "feed and search", minimumReader: 1, sql: Self.feedAndSearch),
        SQLiteMigration(version: 4, name: "leases", minimumReader: 1, sql: Self.leases),
    ]

    static func migrator(_ migrations: [SQLiteMigration] = Self.migrations) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration("\(migration.version) \(migration.name)") { db in
                try db.execute(sql: migration.sql)
                try db.execute(
                    sql: "INSERT INTO schema_info (version, name, min_reader) VALUES (?, ?, ?)",
                    arguments: [migration.version, migration.name, migration.minimumReader]
                )
            }
        }
        return migrator
    }

    /// Refuses a database that only newer builds understand.
    ///
    /// - Parameter known: the newest schema that the build knows.
    static func check(_ db: Database, knowing known: Int = Self.version) throws {
        guard try db.tableExists("schema_info") else { return }
        let newest = try Row.fetchOne(
            db,
            sql: "SELECT version, min_reader FROM schema_info ORDER BY version DESC LIMIT 1"
        )
        guard let newest, let minimumReader = newest["min_reader"] as Int?, minimumReader > known else { return }
        throw JobStoreError(
            .unusable,
            "the database has schema \(newest["version"] as Int? ?? 0), which needs a build that knows schema "
                + "\(minimumReader); this one knows \(known)"
        )
    }

    /// The hot row is narrow; payloads, outputs and events stand beside it. Partial indexes answer one
    /// question each: who waits, who runs, what does a list show, what can be deleted.
    private static let firstMigration = """
        CREATE TABLE schema_info (
            version INTEGER PRIMARY KEY, name TEXT NOT NULL, min_reader INTEGER NOT NULL
        );
        CREATE TABLE boots (number INTEGER PRIMARY KEY AUTOINCREMENT, boot_id TEXT NOT NULL UNIQUE);
        CREATE TABLE jobs (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            owner TEXT NOT NULL DEFAULT '',
            queue TEXT NOT NULL,
            priority INTEGER NOT NULL DEFAULT 0,
            workflow TEXT NOT NULL,
            workflow_version INTEGER NOT NULL,
            total_steps INTEGER NOT NULL,
            language TEXT NOT NULL,
            traceparent TEXT,
            created_at INTEGER NOT NULL,
            status INTEGER NOT NULL,
            run INTEGER NOT NULL,
            fence INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            starts_since_checkpoint INTEGER NOT NULL,
            lease_owner TEXT,
            parked_ms INTEGER NOT NULL,
            current_step TEXT,
            completed_steps INTEGER NOT NULL,
            is_degraded INTEGER NOT NULL,
            failure BLOB,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            cost_nano_usd INTEGER NOT NULL,
            unpriced_calls INTEGER NOT NULL,
            calls INTEGER NOT NULL,
            last_event INTEGER NOT NULL,
            last_command BLOB,
            updated_at INTEGER NOT NULL,
            finished_at INTEGER,
            -- Readings of the boot clock in milliseconds, and the boot they belong to.
            boot INTEGER NOT NULL DEFAULT 0,
            lease_ends INTEGER NOT NULL DEFAULT 0,
            not_before INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX jobs_pending ON jobs (queue, priority, sequence) WHERE status = 0;
        CREATE INDEX jobs_processing ON jobs (queue, priority, sequence) WHERE status = 1;
        CREATE INDEX jobs_by_status ON jobs (owner, status, sequence);
        CREATE INDEX jobs_by_workflow ON jobs (owner, workflow, sequence);
        CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
        CREATE TABLE job_payloads (
            job INTEGER PRIMARY KEY, input BLOB NOT NULL, metadata BLOB NOT NULL
        ) STRICT;
        CREATE TABLE job_counts (
            queue TEXT NOT NULL, status INTEGER NOT NULL, jobs INTEGER NOT NULL, PRIMARY KEY (queue, status)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE checkpoints (
            position INTEGER PRIMARY KEY,
            job INTEGER NOT NULL,
            path TEXT NOT NULL,
            input_hash BLOB NOT NULL,
            output BLOB NOT NULL,
            is_degraded INTEGER NOT NULL,
            UNIQUE (job, path, input_hash)
        ) STRICT;
        CREATE TABLE events (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            job INTEGER NOT NULL,
            number INTEGER NOT NULL,
            kind TEXT NOT NULL,
            at INTEGER NOT NULL,
            step TEXT,
            data BLOB,
            UNIQUE (job, number)
        ) STRICT;
        CREATE TABLE idempotency_keys (
            owner TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            job BLOB NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (owner, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
        CREATE TABLE calls (
            call BLOB PRIMARY KEY,
            job BLOB NOT NULL,
            run INTEGER NOT NULL,
            step TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            prompt_version TEXT NOT NULL,
            schema_version TEXT NOT NULL,
            intended_at INTEGER NOT NULL,
            outcome TEXT,
            error_code TEXT,
            reported_model TEXT,
            request_id TEXT,
            input_tokens INTEGER,
            output_tokens INTEGER,
            cost_nano_usd INTEGER,
            settled_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX calls_by_job ON calls (job, call);
        CREATE TABLE shared_state (
            key TEXT PRIMARY KEY,
            value BLOB,
            version INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
