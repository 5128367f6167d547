import JobsDomain

extension SharedState {
    /// Reads a value, changes it, and writes it unless somebody else has written meanwhile; then once more.
    ///
    /// - Parameters:
    ///   - key: at most 200 bytes.
    ///   - lifetime: of the new value, by the store's clock.
    ///   - change: gets the value, nil where there is none, and how long ago it was written, where it was
    ///     written with the same lifetime; leaves the new value, where nil removes it. Leaving what it got
    ///     writes nothing. It may be called several times.
    /// - Returns: what `change` returned at the attempt that was written; nil where every attempt was
    ///   overtaken.
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`.
    func update<Result>(
        _ key: String,
        lifetime: Duration,
        _ change: (inout [UInt8]?, _ age: Duration) -> Result
    ) async throws(JobStoreError) -> Result? {
        // Each attempt that is overtaken means that another writer got through, so that contention ends.
        for _ in 0..<20 {
            let read = try await self.value(for: key)
            var bytes = read?.bytes
            let age = read.map { max(.zero, lifetime - $0.remaining) } ?? .zero
            let result = change(&bytes, age)
            guard bytes != read?.bytes else { return result }
            if try await self.replace(key, with: bytes, ifVersionIs: read?.version, lifetime: lifetime) {
                return result
            }
        }
        return nil
    }
}
