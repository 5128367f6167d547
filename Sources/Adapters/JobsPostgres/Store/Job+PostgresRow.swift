import JobsApplication
import JobsDomain

extension JobStatus {
    /// How a status is stored. The partial indexes name these numbers.
    var code: Int64 {
        switch self {
        case .pending: 0
        case .processing: 1
        case .completed: 2
        case .failed: 3
        case .cancelled: 4
        }
    }

    init(code: Int64) throws(PostgresFailure) {
        guard let status = JobStatus.allCases.first(where: { $0.code == code }) else {
            throw .unexpected("the database holds an unknown status, \(code)")
        }
        self = status
    }
}

extension Job {
    /// The columns in the order in which `init(row:)` reads them.
    static let columns = """
        j.sequence, j.id, j.owner, j.queue, j.priority, j.workflow, j.workflow_version, j.total_steps, j.language,
        j.traceparent, j.created_at, j.status, j.run, j.fence, j.attempts, j.starts_since_checkpoint, j.lease_owner,
        j.parked_ms, j.current_step, j.completed_steps, j.is_degraded, j.failure, j.input_tokens, j.output_tokens,
        j.cost_nano_usd, j.unpriced_calls, j.calls, j.unsettled_calls, j.last_event, j.last_command, j.updated_at,
        j.finished_at
        """

    /// How many columns ``columns`` has: the place of the first one after them.
    static let columnCount = 32

    /// Reads a row of ``columns``, by place: names cost a search each.
    init(row: PostgresRow) throws(PostgresFailure) {
        let facts = Facts(
            id: JobID(try row.uuid(1)),
            sequence: try row.integer(0),
            owner: try row.text(2),
            queue: try row.text(3),
            priority: try row.int(4),
            workflow: WorkflowIdentity(name: try row.text(5), version: try row.int(6)),
            totalSteps: try row.int(7),
            language: try row.text(8),
            traceparent: row.optionalText(9),
            createdAt: Timestamp(millisecondsSinceEpoch: try row.integer(10))
        )
        let state = State(
            status: try JobStatus(code: try row.integer(11)),
            run: try row.int(12),
            fence: Fence(storedValue: try row.integer(13)),
            attempts: try row.int(14),
            startsSinceCheckpoint: try row.int(15),
            leaseOwner: row.optionalText(16).map { LeaseOwner($0) },
            parked: .milliseconds(try row.integer(17)),
            currentStep: row.optionalText(18),
            completedSteps: try row.int(19),
            isDegraded: try row.bool(20),
            failure: try Self.failure(row.optionalBytes(21)),
            usage: TokenUsage(
                inputTokens: try row.int(22),
                outputTokens: try row.int(23),
                costNanoUSD: try row.integer(24),
                unpricedCalls: try row.int(25),
                calls: try row.int(26),
                unsettledCalls: try row.int(27)
            ),
            lastEvent: try row.int(28),
            lastCommand: row.optionalUUID(29),
            updatedAt: Timestamp(millisecondsSinceEpoch: try row.integer(30)),
            finishedAt: try row.optionalInteger(31).map { Timestamp(millisecondsSinceEpoch: $0) }
        )
        self.init(facts: facts, storedState: state)
    }

    private static func failure(_ stored: [UInt8]?) throws(PostgresFailure) -> JobFailure? {
        guard let stored else { return nil }
        guard let json = try? JSONValue(parsing: stored), let code = json["code"]?.string,
            let message = json["message"]?.string, let isRetryable = json["retryable"]?.bool
        else { throw .unexpected("the database holds an unreadable failure") }
        return JobFailure(code: code, message: message, step: json["step"]?.string, isRetryable: isRetryable)
    }
}

extension Checkpoint {
    /// The checkpoints of job `j`, as one row of four arrays in the order in which they were made.
    static let arrays = """
        LEFT JOIN LATERAL (
            SELECT array_agg(c.path ORDER BY c.position) AS paths, array_agg(c.input_hash ORDER BY c.position) AS hashes,
                array_agg(c.output ORDER BY c.position) AS outputs,
                array_agg(c.is_degraded ORDER BY c.position) AS degraded
            FROM checkpoints c WHERE c.job = j.sequence
        ) checkpoint ON true
        """
    /// The columns of ``arrays``.
    static let columns = "checkpoint.paths, checkpoint.hashes, checkpoint.outputs, checkpoint.degraded"

    /// Reads the four arrays that begin at a column.
    static func all(in row: PostgresRow, at column: Int) throws(PostgresFailure) -> [Checkpoint] {
        let paths = try row.array(column)
        let hashes = try row.array(column + 1)
        let outputs = try row.array(column + 2)
        let degraded = try row.array(column + 3)
        guard hashes.count == paths.count, outputs.count == paths.count, degraded.count == paths.count else {
            throw .unexpected("the database returned checkpoints of different lengths")
        }
        return paths.indices.map { index in
            Checkpoint(
                path: StepPath(storedText: String(decoding: paths[index], as: UTF8.self)),
                inputHash: SHA256Digest(storedBytes: hashes[index]),
                output: outputs[index],
                isDegraded: degraded[index].first == 1
            )
        }
    }
}
