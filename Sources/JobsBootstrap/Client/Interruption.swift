import UnixSignals

/// Ctrl-C while the program waits for somebody else's work.
enum Interruption {
    /// Runs a body and cancels it at SIGINT, so that it can say what goes on without it.
    static func guarding<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        // Trapped before anything begins: a signal that comes early is not lost.
        let signals = await UnixSignalsSequence(trapping: .sigint)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            group.addTask { try await body() }
            while let value = try await group.next() {
                if let value { return value }
                group.cancelAll()
            }
            throw CancellationError()
        }
    }
}
