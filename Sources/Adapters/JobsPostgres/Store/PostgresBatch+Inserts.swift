import JobsApplication
import JobsDomain

/// A queue and a priority that jobs have in common: within it, sequence alone is the order.
struct PostgresLane: Hashable, Sendable {
    let queue: String
    let priority: Int
}

/// The statements that insert jobs, each for all submissions of the batch.
extension PostgresBatch {
    /// The job that an idempotency key leads to.
    struct KeyHolder {
        let fingerprint: [UInt8]
        let job: JobID
        let sequence: Int64

        init(_ row: PostgresRow) throws(PostgresFailure) {
            self.fingerprint = try row.bytes(1)
            self.job = JobID(try row.uuid(2))
            self.sequence = try row.integer(3)
        }
    }

    private var submissions: [JobSubmission] {
        self.commands.compactMap { if case .insert(let submission, _) = $0 { submission } else { nil } }
    }

    /// - Returns: the lanes that will exist after the commit and did not before.
    func insertAll(lanes: Set<PostgresLane>) -> Set<PostgresLane> {
        let submissions = self.submissions
        guard !submissions.isEmpty else { return [] }
        // Before the first sequence number is drawn; see `PostgresClaimMarks`.
        self.steps.append(Step(query: Self.announceInserts(.integer(PostgresLock.inserts))))
        let newLanes = Set(submissions.map { PostgresLane(queue: $0.queue, priority: $0.priority) }).subtracting(lanes)
        if !newLanes.isEmpty { self.steps.append(Step(query: Self.insertLanes(newLanes))) }
        let keyed = submissions.filter { $0.idempotency != nil }
        if !keyed.isEmpty { self.steps.append(Step(query: self.insertKeys(keyed))) }
        self.steps.append(Step(query: Self.insertJobs(submissions), rows: .insertedJobs))
        if !keyed.isEmpty { self.steps.append(Step(query: Self.selectKeys(keyed), rows: .keyHolders)) }
        return newLanes
    }

    /// Finds the jobs that an earlier sending of the same submission has stored.
    func findOlderInsertions(_ connection: PostgresConnection) throws(PostgresFailure) {
        let missing = self.submissions.filter { self.inserted[$0.id] == nil && self.keyHolders[$0.id] == nil }
        guard !missing.isEmpty else { return }
        for row in try connection.run([Self.selectSequences(.uuids(missing.map(\.id.uuid)))])[0].rows {
            self.inserted[JobID(try row.uuid(0))] = try row.integer(1)
        }
    }

    func insertionReplies() throws(PostgresFailure) -> [@Sendable () -> Void] {
        var replies: [@Sendable () -> Void] = []
        for case .insert(let submission, let reply) in self.commands {
            let result = try self.result(of: submission)
            replies.append { reply(result) }
        }
        return replies
    }

    private func result(
        of submission: JobSubmission
    ) throws(PostgresFailure) -> Result<JobInsertion, JobStoreError> {
        if let key = submission.idempotency, let holder = self.keyHolders[submission.id] {
            guard holder.fingerprint == key.fingerprint.bytes else {
                return .failure(JobStoreError(.idempotencyConflict, "the key was used with other fields"))
            }
            return .success(
                JobInsertion(id: holder.job, sequence: holder.sequence, isReplay: holder.job != submission.id)
            )
        }
        guard let sequence = self.inserted[submission.id] else { throw .unexpected("an inserted job is missing") }
        return .success(JobInsertion(id: submission.id, sequence: sequence, isReplay: false))
    }

    private static func insertLanes(_ lanes: Set<PostgresLane>) -> PostgresQuery {
        let sorted = lanes.sorted { ($0.queue, $0.priority) < ($1.queue, $1.priority) }
        return Self.insertLanes(.texts(sorted.map(\.queue)), .integers(sorted.map { Int64($0.priority) }))
    }

    private func insertKeys(_ submissions: [JobSubmission]) -> PostgresQuery {
        Self.insertKeys(
            .texts(submissions.map(\.owner)),
            .texts(submissions.map { $0.idempotency?.key }),
            .bytes(submissions.map { $0.idempotency?.fingerprint.bytes }),
            .uuids(submissions.map(\.id.uuid)),
            .integers(submissions.map { $0.idempotency?.lifetime.milliseconds }),
            self.clock.parameter
        )
    }

    private static func selectKeys(_ submissions: [JobSubmission]) -> PostgresQuery {
        Self.selectKeys(
            .uuids(submissions.map(\.id.uuid)),
            .texts(submissions.map(\.owner)),
            .texts(submissions.map { $0.idempotency?.key })
        )
    }

    private static func insertJobs(_ submissions: [JobSubmission]) -> PostgresQuery {
        Self.insertJobs(
            .uuids(submissions.map(\.id.uuid)),
            .texts(submissions.map(\.owner)),
            .texts(submissions.map(\.queue)),
            .integers(submissions.map { Int64($0.priority) }),
            .texts(submissions.map(\.workflow.name)),
            .integers(submissions.map { Int64($0.workflow.version) }),
            .integers(submissions.map { Int64($0.totalSteps) }),
            .texts(submissions.map(\.language)),
            .texts(submissions.map(\.traceparent)),
            .integers(submissions.map(\.createdAt.millisecondsSinceEpoch)),
            .texts(submissions.map { $0.idempotency?.key }),
            .bytes(submissions.map(\.input)),
            .bytes(submissions.map(\.metadata)),
            .bytes(submissions.map { Job.created($0.facts(sequence: 0)).event.data }),
            .texts(submissions.map { $0.title.map { SearchText($0).folded } })
        )
    }

    private static let announceInserts = PostgresStatement(
        name: "avo_announce_inserts",
        sql: "SELECT pg_advisory_xact_lock_shared($1::bigint::integer, 0)"
    )
    private static let insertLanes = PostgresStatement(
        name: "avo_insert_lanes",
        sql: """
            INSERT INTO lanes (queue, priority) SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT DO NOTHING
            """
    )
    /// A key whose time is over is taken over. Whoever holds a key after this keeps it until the commit.
    private static let insertKeys = PostgresStatement(
        name: "avo_insert_keys",
        sql: """
            INSERT INTO idempotency_keys AS k (owner, key, fingerprint, job, expires_at)
            SELECT u.owner, u.key, u.fingerprint, u.job, \(PostgresClock.now(6)) + u.lifetime
            FROM unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[], $5::bigint[])
                AS u(owner, key, fingerprint, job, lifetime)
            ORDER BY u.owner COLLATE "C", u.key COLLATE "C"
            ON CONFLICT (owner, key) DO UPDATE
                SET fingerprint = excluded.fingerprint, job = excluded.job, expires_at = excluded.expires_at
                WHERE k.expires_at <= \(PostgresClock.now(6))
            """
    )
    /// Jobs that exist already, and those whose key belongs to another job, are left out.
    private static let insertJobs = PostgresStatement(
        name: "avo_insert_jobs",
        sql: """
            WITH new AS MATERIALIZED (
                SELECT nextval('job_sequence') AS sequence, u.*
                FROM (
                    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[],
                        $7::bigint[], $8::text[], $9::text[], $10::bigint[], $11::text[], $12::bytea[], $13::bytea[],
                        $14::bytea[], $15::text[]) WITH ORDINALITY AS s(id, owner, queue, priority, workflow,
                        workflow_version, total_steps, language, traceparent, created_at, key, input, metadata, event,
                        title, place)
                    WHERE NOT EXISTS (SELECT FROM jobs j WHERE j.id = s.id)
                        AND (s.key IS NULL OR EXISTS (
                            SELECT FROM idempotency_keys k WHERE k.owner = s.owner AND k.key = s.key AND k.job = s.id
                        ))
                    ORDER BY place
                ) u
            ), stored AS (
                INSERT INTO jobs (sequence, id, owner, queue, priority, workflow, workflow_version, total_steps, language,
                    traceparent, created_at, last_command, updated_at)
                SELECT sequence, id, owner, queue, priority, workflow, workflow_version, total_steps, language,
                    traceparent, created_at, id, created_at FROM new
            ), payloads AS (
                INSERT INTO job_payloads (job, input, metadata) SELECT sequence, input, metadata FROM new
            ), titles AS (
                INSERT INTO job_titles (owner, job, title) SELECT owner, sequence, title FROM new WHERE title IS NOT NULL
            ), created AS (
                INSERT INTO events (job, number, kind, at, data) SELECT sequence, 1, 'job.created', created_at, event FROM new
            ), counted AS (
                INSERT INTO job_count_changes (queue, status, change) SELECT queue, 0, count(*) FROM new GROUP BY queue
            )
            SELECT id, sequence FROM new
            """
    )
    private static let selectKeys = PostgresStatement(
        name: "avo_select_keys",
        sql: """
            SELECT u.id, k.fingerprint, j.id, j.sequence
            FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u(id, owner, key)
            JOIN idempotency_keys k ON k.owner = u.owner AND k.key = u.key JOIN jobs j ON j.id = k.job
            """
    )
    private static let selectSequences = PostgresStatement(
        name: "avo_select_sequences",
        sql: "SELECT id, sequence FROM jobs WHERE id = ANY($1)"
    )
}
