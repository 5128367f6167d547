import Glibc
public import JobsApplication
import JobsDomain
import Synchronization

extension JobRuntime {
    /// The clocks and the random numbers of this machine.
    ///
    /// - Parameter heartbeatExecutor: where leases are renewed; by default a thread of its own, so that
    ///   busy workers cannot delay it.
    public static func system(
        heartbeatExecutor: (any TaskExecutor)? = DispatchTaskExecutor(label: "avo.heartbeat")
    ) -> JobRuntime {
        let identifiers = IdentifierSource()
        return JobRuntime(
            now: { Timestamp(millisecondsSinceEpoch: clockMilliseconds(CLOCK_REALTIME)) },
            uptime: {
                let time = clockTime(CLOCK_BOOTTIME)
                return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
            },
            sleep: { duration throws(CancellationError) in
                do {
                    try await Task.sleep(for: duration, tolerance: .zero)
                } catch {
                    throw CancellationError()
                }
            },
            random: { UInt64.random(in: .min ... .max) },
            makeID: { identifiers.next() },
            heartbeatExecutor: heartbeatExecutor
        )
    }
}

/// Hands out identifiers that grow within this process.
private final class IdentifierSource: Sendable {
    private let sequence = Mutex(UUIDv7Sequence())

    func next() -> UUIDv7 {
        let now = clockMilliseconds(CLOCK_REALTIME)
        let random = UInt64.random(in: .min ... .max)
        return self.sequence.withLock { $0.next(now: now, random: random) }
    }
}

/// Reads a clock. Both clocks used here exist on every Linux, so the call cannot fail.
private func clockTime(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
}

private func clockMilliseconds(_ clock: clockid_t) -> Int64 {
    let time = clockTime(clock)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
