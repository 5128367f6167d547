extension PostgresSchema {
    /// Vacuumed early and thoroughly: rows of this table change their index entries three times in a life.
    private static let hot = """
        WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
              autovacuum_vacuum_cost_limit = 2000, autovacuum_analyze_scale_factor = 0.05)
        """

    /// The hot row is narrow; payloads, outputs and events stand beside it. Each partial index answers one
    /// question: who waits for a first start, who waits for another, whose lease runs out, what can be deleted.
    /// Renewals of leases and changes of steps touch no column of the first two, and none but `lease_ends`
    /// of the third.
    static let first = [
        "CREATE SEQUENCE job_sequence AS bigint",
        """
        CREATE TABLE jobs (
            sequence bigint PRIMARY KEY DEFAULT nextval('job_sequence'),
            id uuid NOT NULL UNIQUE,
            owner text NOT NULL DEFAULT '',
            queue text NOT NULL,
            priority integer NOT NULL DEFAULT 0,
            workflow text NOT NULL,
            workflow_version integer NOT NULL,
            total_steps integer NOT NULL,
            language text NOT NULL,
            traceparent text,
            created_at bigint NOT NULL,
            status smallint NOT NULL DEFAULT 0,
            run integer NOT NULL DEFAULT 1,
            fence bigint NOT NULL DEFAULT 0,
            attempts integer NOT NULL DEFAULT 0,
            starts_since_checkpoint integer NOT NULL DEFAULT 0,
            lease_owner text,
            parked_ms bigint NOT NULL DEFAULT 0,
            current_step text,
            completed_steps integer NOT NULL DEFAULT 0,
            is_degraded boolean NOT NULL DEFAULT false,
            failure bytea,
            input_tokens bigint NOT NULL DEFAULT 0,
            output_tokens bigint NOT NULL DEFAULT 0,
            cost_nano_usd bigint NOT NULL DEFAULT 0,
            unpriced_calls integer NOT NULL DEFAULT 0,
            calls integer NOT NULL DEFAULT 0,
            last_event integer NOT NULL DEFAULT 1,
            last_command uuid,
            updated_at bigint NOT NULL,
            finished_at bigint,
            -- Readings of this server's clock, in milliseconds since 1970.
            lease_ends bigint NOT NULL DEFAULT 0,
            not_before bigint NOT NULL DEFAULT 0,
            CONSTRAINT jobs_status CHECK (status BETWEEN 0 AND 4),
            CONSTRAINT jobs_owned CHECK ((status = 1) = (lease_owner IS NOT NULL)),
            CONSTRAINT jobs_ended CHECK ((status >= 2) = (finished_at IS NOT NULL))
        ) \(Self.hot)
        """,
        "CREATE INDEX jobs_fresh ON jobs (queue, priority, sequence) WHERE status = 0 AND fence = 0",
        "CREATE INDEX jobs_returned ON jobs (queue, not_before) WHERE status = 0 AND fence > 0",
        "CREATE INDEX jobs_leased ON jobs (queue, lease_ends) WHERE status = 1",
        "CREATE INDEX jobs_by_status ON jobs (owner, status, (-sequence))",
        "CREATE INDEX jobs_by_workflow ON jobs (owner, workflow, (-sequence))",
        "CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL",
        // Every queue and priority that ever held a job: a claim asks for the head of each.
        "CREATE TABLE lanes (queue text NOT NULL, priority integer NOT NULL, PRIMARY KEY (queue, priority))",
        """
        CREATE TABLE job_payloads (
            job bigint PRIMARY KEY, input bytea NOT NULL, metadata bytea NOT NULL
        )
        """,
        // Counting ended jobs must not scan them, and one counter a status would be a row that every
        // transaction waits for: so changes are appended, and added up now and then.
        """
        CREATE TABLE job_counts (
            queue text NOT NULL, status smallint NOT NULL, jobs bigint NOT NULL, PRIMARY KEY (queue, status)
        )
        """,
        "CREATE TABLE job_count_changes (queue text NOT NULL, status smallint NOT NULL, change bigint NOT NULL)",
        """
        CREATE TABLE checkpoints (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            job bigint NOT NULL,
            path text NOT NULL,
            input_hash bytea NOT NULL,
            output bytea NOT NULL,
            is_degraded boolean NOT NULL,
            UNIQUE (job, path, input_hash)
        )
        """,
        """
        CREATE TABLE events (
            job bigint NOT NULL,
            number integer NOT NULL,
            kind text NOT NULL,
            at bigint NOT NULL,
            step text,
            data bytea,
            PRIMARY KEY (job, number)
        )
        """,
        """
        CREATE TABLE idempotency_keys (
            owner text NOT NULL,
            key text NOT NULL,
            fingerprint bytea NOT NULL,
            job uuid NOT NULL,
            expires_at bigint NOT NULL,
            PRIMARY KEY (owner, key)
        )
        """,
        "CREATE INDEX idempotency_keys_by_job ON idempotency_keys (job)",
        "CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)",
        """
        CREATE TABLE calls (
            call uuid PRIMARY KEY,
            job uuid NOT NULL,
            run integer NOT NULL,
            step text NOT NULL,
            provider text NOT NULL,
            model text NOT NULL,
            prompt_version text NOT NULL,
            schema_version text NOT NULL,
            intended_at bigint NOT NULL,
            outcome text,
            error_code text,
            reported_model text,
            request_id text,
            input_tokens bigint,
            output_tokens bigint,
            cost_nano_usd bigint,
            settled_at bigint
        ) WITH (fillfactor = 80)
        """,
        "CREATE INDEX calls_by_job ON calls (job, call)",
        """
        CREATE TABLE shared_state (
            key text COLLATE "C" PRIMARY KEY,
            value bytea,
            version bigint NOT NULL,
            expires_at bigint NOT NULL
        ) WITH (fillfactor = 50)
        """,
    ]
}
