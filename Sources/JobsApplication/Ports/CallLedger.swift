public import JobsDomain

/// The ledger of model calls. Intents are written by ``JobStore/apply(_:)``, because a refused intent
/// means no call; settlements that cannot travel with a change come here.
public protocol CallLedger: Sendable {
    /// Keeps how calls ended and counts what they used, whoever owns the jobs now.
    ///
    /// Keyed by call: the first settlement of a call stays, a repeated one changes nothing, and one whose
    /// job was deleted is kept all the same.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`; both may be repeated.
    func settle(_ settlements: [CallSettlement]) async throws(JobStoreError)

    /// Reads the calls made for a job, in the order of their intents.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func calls(of job: JobID) async throws(JobStoreError) -> [ModelCall]

    /// Adds up the calls whose intents were written at or after a moment, by provider and model, in the
    /// order of their names' bytes. A call that was never sent counts as none.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func totals(since moment: Timestamp) async throws(JobStoreError) -> [RouteTotals]
}
