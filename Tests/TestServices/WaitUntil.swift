import Dispatch

/// Asks until a condition holds; for what no event announces.
///
/// - Parameters:
///   - what: names the condition in the error.
///   - limit: how long it asks.
///   - interval: the pause between two questions. It blocks no thread.
/// - Throws: `ServiceFailure` where the condition did not hold in time, and what `condition` throws.
public func waitUntil(
    _ what: String,
    within limit: Duration = .seconds(60),
    every interval: Duration = .milliseconds(10),
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw ServiceFailure("not within \(limit): \(what)") }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + interval.inSeconds) { continuation.resume() }
        }
    }
}
