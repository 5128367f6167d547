/// A reading of the store's clock.
struct SQLiteMoment: Sendable {
    /// The number of the current boot in the table `boots`.
    let boot: Int64
    /// Milliseconds on the boot clock.
    let now: Int64
    /// Unix milliseconds.
    let wallNow: Int64
}
