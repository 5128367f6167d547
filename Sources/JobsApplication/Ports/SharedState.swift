/// Small values that all processes on one store share, compare and replace: circuit breakers, budgets,
/// the registry of workers. Every value expires.
public protocol SharedState: Sendable {
    /// Reads a value, or nil if there is none or its time is over.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func value(for key: String) async throws(JobStoreError) -> SharedValue?

    /// Writes a value if nobody else has written since it was read.
    ///
    /// - Parameters:
    ///   - key: at most 200 bytes.
    ///   - bytes: the new value; nil removes it.
    ///   - version: of the value that was read; nil means that there was none.
    ///   - lifetime: by the store's clock.
    /// - Returns: whether it was written.
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`.
    func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        lifetime: Duration
    ) async throws(JobStoreError) -> Bool

    /// Reads every value whose key begins with `prefix`, in the order of the keys' bytes.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    func values(withPrefix prefix: String) async throws(JobStoreError) -> [SharedValue]
}

/// A value in the shared state.
public struct SharedValue: Sendable, Equatable {
    public let key: String
    public let bytes: [UInt8]
    /// Grows with every write of the key, also when the value was removed in between.
    public let version: Int64
    /// How much of its lifetime is left, by the store's clock: what the value says of time is told by it, since
    /// the clocks of those who write and read may differ.
    public let remaining: Duration

    public init(key: String, bytes: [UInt8], version: Int64, remaining: Duration) {
        self.key = key
        self.bytes = bytes
        self.version = version
        self.remaining = remaining
    }
}
