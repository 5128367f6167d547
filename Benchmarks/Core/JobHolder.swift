import JobsDomain
import Synchronization

/// Remembers a job between repetitions.
final class JobHolder: Sendable {
    private let held = Mutex<JobID?>(nil)

    var id: JobID? {
        get { self.held.withLock(\.self) }
        set { self.held.withLock { $0 = newValue } }
    }
}
