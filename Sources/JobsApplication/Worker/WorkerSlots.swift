import JobsDomain

/// The jobs that a worker runs, and how many more it may take. A pure value.
struct WorkerSlots {
    /// One running job.
    struct Running {
        let fence: Fence
        let stop: OneTimeValue<StopReason>
        /// When, by the runtime's uptime, the lease runs out if it is not renewed.
        var leaseEnds: Duration
    }

    let capacity: Int
    private(set) var running: [JobID: Running] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    var free: Int { self.capacity - self.running.count }

    /// The leases to renew, in the order of the jobs' identifiers.
    var leases: [HeldLease] {
        self.running.map { HeldLease(job: $0.key, fence: $0.value.fence) }.sorted { $0.job < $1.job }
    }

    mutating func add(_ id: JobID, _ running: Running) {
        self.running[id] = running
    }

    mutating func remove(_ id: JobID) {
        self.running[id] = nil
    }

    /// Notes a renewal that was sent at a moment, and returns the jobs to stop.
    mutating func renewed(_ leases: [HeldLease], lost: Set<JobID>, leaseEnds: Duration) -> [OneTimeValue<StopReason>] {
        var stops: [OneTimeValue<StopReason>] = []
        for lease in leases {
            guard var job = self.running[lease.job], job.fence == lease.fence else { continue }
            if lost.contains(lease.job) {
                stops.append(job.stop)
            } else {
                job.leaseEnds = leaseEnds
                self.running[lease.job] = job
            }
        }
        return stops
    }

    /// The jobs whose lease has run out by now.
    func expired(at now: Duration) -> [OneTimeValue<StopReason>] {
        self.running.values.filter { $0.leaseEnds <= now }.map(\.stop)
    }
}
