import Foundation

/// Runs a body on a thread of its own: worlds are driven by a plain thread, not by one of the cooperative pool, so
/// that a task which leaves the simulation runs elsewhere and is noticed.
func onDriverThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.stackSize = 8 << 20
        thread.start()
    }
}
