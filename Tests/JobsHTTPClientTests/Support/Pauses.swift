import JobsApplication
import JobsSystem
import Synchronization

/// Time that a client does not spend: its pauses are written down and over at once.
final class Pauses: Sendable {
    private let noted = Mutex<[Duration]>([])

    /// The pauses so far.
    var all: [Duration] { self.noted.withLock { $0 } }

    var runtime: JobRuntime {
        let system = JobRuntime.system(heartbeatExecutor: nil)
        return JobRuntime(
            now: system.now,
            uptime: { .zero },
            sleep: { duration throws(CancellationError) in
                self.noted.withLock { $0.append(duration) }
                await Task.yield()
                if Task.isCancelled { throw CancellationError() }
            },
            random: system.random,
            makeID: system.makeID
        )
    }
}
