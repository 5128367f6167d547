/// What every ``JobStore`` promises, clause by clause.
public enum JobStoreContract {
    /// All clauses.
    public static let clauses: [ContractClause<StoreUnderTest>] =
        Self.submission + Self.claiming + Self.startRule + Self.leases + Self.changes + Self.expectations
        + Self.requests + Self.reading
        + Self.lists + Self.feed + Self.ledger + Self.totals + Self.sharedState
}
