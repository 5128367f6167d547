import JobsDomain

extension SharedState {
    /// Reads a value, changes it, and writes it unless somebody else has written meanwhile; then once more.
    ///
    /// - Parameters:
    ///   - key: at most 200 bytes.
    ///   - lifetime: of the new value, by the store's clock.
    ///   - change: gets the value, nil where there is none, and leaves the new one; nil removes it. Leaving
    ///     what it got writes nothing. It may be called several times.
    /// - Returns: what `change` returned at the attempt that was written; nil where every attempt was
    ///   overtaken.
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`.
    func update<Result>(
        _ key: String,
        lifetime: Duration,
        _ change: (inout [UInt8]?) -> Result
    ) async throws(JobStoreError) -> Result? {
        // Each attempt that is overtaken means that another writer got through, so that contention ends.
        for _ in 0..<20 {
            let read = try await self.value(for: key)
            var bytes = read?.bytes
            let result = change(&bytes)
            guard bytes != read?.bytes else { return result }
            if try await self.replace(key, with: bytes, ifVersionIs: read?.version, lifetime: lifetime) {
                return result
            }
        }
        return nil
    }
}
