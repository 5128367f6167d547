import Foundation
import GRDB
import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    func store(_ intent: CallIntent) throws {
        try self.run(
            """
            INSERT INTO calls (call, job, run, step, provider, model, prompt_version, schema_version, intended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                intent.call.data, intent.job.uuid.data, intent.run, intent.step.text, intent.provider, intent.model,
                intent.promptVersion, intent.schemaVersion, intent.at.millisecondsSinceEpoch,
            ]
        )
    }

    /// Keeps a settlement; false where the call is settled already or was never intended.
    func note(_ settlement: CallSettlement) throws -> Bool {
        try self.run(
            """
            UPDATE calls SET outcome = ?, error_code = ?, reported_model = ?, request_id = ?, input_tokens = ?,
                output_tokens = ?, cost_nano_usd = ?, settled_at = ?
            WHERE call = ? AND outcome IS NULL
            """,
            [
                settlement.outcome.rawValue, settlement.errorCode, settlement.reportedModel, settlement.requestID,
                settlement.inputTokens, settlement.outputTokens, settlement.costNanoUSD,
                settlement.at.millisecondsSinceEpoch, settlement.call.data,
            ]
        )
        return self.db.changesCount == 1
    }

    /// Keeps settlements whose writer does not own the job any more, and counts what the calls used.
    func settle(_ settlements: [CallSettlement]) throws {
        for settlement in settlements {
            guard try self.note(settlement), var job = try self.job(settlement.job) else { continue }
            job.settle([settlement])
            let usage = job.state.usage
            try self.run(
                """
                UPDATE jobs SET input_tokens = ?, output_tokens = ?, cost_nano_usd = ?, unpriced_calls = ?, calls = ?
                WHERE sequence = ?
                """,
                [
                    usage.inputTokens, usage.outputTokens, usage.costNanoUSD, usage.unpricedCalls, usage.calls,
                    job.facts.sequence,
                ]
            )
        }
    }

    func calls(of job: JobID) throws -> [ModelCall] {
        try self.rows(
            """
            SELECT call, run, step, provider, model, prompt_version, schema_version, intended_at, outcome, error_code,
                reported_model, request_id, input_tokens, output_tokens, cost_nano_usd, settled_at
            FROM calls WHERE job = ? ORDER BY call
            """,
            [job.uuid.data]
        ).map { row in
            let call = try UUIDv7(data: row[0])
            let intent = CallIntent(
                call: call,
                job: job,
                run: row[1],
                step: StepPath(storedText: row[2]),
                provider: row[3],
                model: row[4],
                promptVersion: row[5],
                schemaVersion: row[6],
                at: Timestamp(millisecondsSinceEpoch: row[7])
            )
            let outcome = (row[8] as String?).flatMap { CallSettlement.Outcome(rawValue: $0) }
            let settlement = outcome.map { outcome in
                CallSettlement(
                    call: call,
                    job: job,
                    outcome: outcome,
                    errorCode: row[9],
                    reportedModel: row[10],
                    requestID: row[11],
                    inputTokens: row[12],
                    outputTokens: row[13],
                    costNanoUSD: row[14],
                    at: Timestamp(millisecondsSinceEpoch: (row[15] as Int64?) ?? row[7])
                )
            }
            return ModelCall(intent: intent, settlement: settlement)
        }
    }
}
