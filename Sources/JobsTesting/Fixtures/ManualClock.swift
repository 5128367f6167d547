public import JobsApplication
public import JobsDomain
import Synchronization

/// Time that passes only when a test says so, with identifiers and random numbers that repeat.
public final class ManualClock: Sendable {
    private struct Sleeper {
        let wakesAt: Duration
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now = Duration.zero
        var sleepers: [UInt64: Sleeper] = [:]
        var lastSleeper: UInt64 = 0
        var identifiers = UUIDv7Sequence()
        var random: UInt64
    }

    private let state: Mutex<State>
    private let start: Timestamp

    /// - Parameters:
    ///   - start: the time of day at which the clock begins.
    ///   - seed: of the random numbers.
    public init(start: Timestamp = Timestamp(millisecondsSinceEpoch: 1_750_000_000_000), seed: UInt64 = 1) {
        self.start = start
        self.state = Mutex(State(random: seed))
    }

    /// How much time has passed.
    public var now: Duration { self.state.withLock { $0.now } }

    /// How many tasks wait for time to pass.
    public var sleepers: Int { self.state.withLock { $0.sleepers.count } }

    /// Lets time pass, and wakes those who waited for it in the order of their waking times.
    public func advance(by duration: Duration) {
        let woken = self.state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.value.wakesAt <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { ($0.value.wakesAt, $0.key) < ($1.value.wakesAt, $1.key) }.map(\.value)
        }
        for sleeper in woken { sleeper.continuation.resume(returning: true) }
    }

    /// Time, randomness and identifiers from this clock.
    public var runtime: JobRuntime {
        JobRuntime(
            now: { self.start.advanced(by: self.now) },
            uptime: { self.now },
            sleep: { duration throws(CancellationError) in try await self.sleep(duration) },
            random: { self.random() },
            makeID: { self.makeID() }
        )
    }

    private func sleep(_ duration: Duration) async throws(CancellationError) {
        let id = self.state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        let slept = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = self.state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    guard duration > .zero else { return true }
                    state.sleepers[id] = Sleeper(wakesAt: state.now + duration, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            self.state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(returning: false)
        }
        if !slept { throw CancellationError() }
    }

    /// SplitMix64: small, and the same everywhere.
    private func random() -> UInt64 {
        self.state.withLock { state in
            state.random &+= 0x9E37_79B9_7F4A_7C15
            var bits = state.random
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return bits ^ (bits >> 31)
        }
    }

    private func makeID() -> UUIDv7 {
        let random = self.random()
        return self.state.withLock { state in
            state.identifiers.next(
                now: self.start.millisecondsSinceEpoch + state.now.milliseconds,
                random: random
            )
        }
    }
}
