import JobsApplication
import JobsDomain

extension JobStatus {
    /// How a status is stored. The partial indexes name these numbers.
    var code: Int {
        switch self {
        case .pending: 0
        case .processing: 1
        case .completed: 2
        case .failed: 3
        case .cancelled: 4
        }
    }

    init(code: Int) throws {
        guard let status = JobStatus.allCases.first(where: { $0.code == code }) else {
            throw JobStoreError(.unusable, "the database holds an unknown status, \(code)")
        }
        self = status
    }
}

extension Job {
    /// The columns in the order in which `init(row:)` reads them.
    static let columns = """
        sequence, id, owner, queue, priority, workflow, workflow_version, total_steps, language, traceparent,
        created_at, status, run, fence, attempts, starts_since_checkpoint, lease_owner, parked_ms, current_step,
        completed_steps, is_degraded, failure, input_tokens, output_tokens, cost_nano_usd, unpriced_calls, calls,
        unsettled_calls, last_event, last_command, updated_at, finished_at
        """

    /// How many columns ``columns`` has: the place of the first one after them.
    static let columnCount = 32

    /// Reads a row of ``columns``, by place: names cost a search each.
    init(row: SQLiteRow) throws {
        let facts = Facts(
            id: JobID(try row.identifier(1)),
            sequence: row[0],
            owner: row[2],
            queue: row[3],
            priority: row[4],
            workflow: WorkflowIdentity(name: row[5], version: row[6]),
            totalSteps: row[7],
            language: row[8],
            traceparent: row[9],
            createdAt: Timestamp(millisecondsSinceEpoch: row[10])
        )
        let state = State(
            status: try JobStatus(code: row[11]),
            run: row[12],
            fence: Fence(storedValue: row[13]),
            attempts: row[14],
            startsSinceCheckpoint: row[15],
            leaseOwner: (row[16] as String?).map { LeaseOwner($0) },
            parked: .milliseconds(row[17] as Int64),
            currentStep: row[18],
            completedSteps: row[19],
            isDegraded: row[20],
            failure: try (row[21] as [UInt8]?).map { try JobFailure(stored: $0) },
            usage: TokenUsage(
                inputTokens: row[22],
                outputTokens: row[23],
                costNanoUSD: row[24],
                unpricedCalls: row[25],
                calls: row[26],
                unsettledCalls: row[27]
            ),
            lastEvent: row[28],
            lastCommand: row.isNull(29) ? nil : try row.identifier(29),
            updatedAt: Timestamp(millisecondsSinceEpoch: row[30]),
            finishedAt: (row[31] as Int64?).map { Timestamp(millisecondsSinceEpoch: $0) }
        )
        self.init(facts: facts, storedState: state)
    }
}

extension JobFailure {
    var stored: [UInt8] { self.json.serialized }

    init(stored: [UInt8]) throws {
        let json = try JSONValue(parsing: stored)
        guard let code = json["code"]?.string, let message = json["message"]?.string,
            let isRetryable = json["retryable"]?.bool
        else { throw JobStoreError(.unusable, "the database holds an unreadable failure") }
        self.init(code: code, message: message, step: json["step"]?.string, isRetryable: isRetryable)
    }
}
