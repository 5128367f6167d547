import JobsDomain

/// The jobs that a worker runs, and how many more it may take. A pure value.
struct WorkerSlots {
    /// One running job.
    struct Running {
        let stop: OneTimeValue<StopReason>
        /// When, by the runtime's uptime, the lease runs out if it is not renewed.
        var leaseEnds: Duration
        /// Whether this worker has claimed the job again meanwhile, so that this lease is void.
        var isSuperseded = false
    }

    let capacity: Int
    /// By lease and not by job: a job that this worker lost and claims again runs twice until its old run has
    /// noticed, and each of the two takes a slot.
    private(set) var running: [HeldLease: Running] = [:]
    /// The running leases of each job, oldest first.
    private var leasesByJob: [JobID: [HeldLease]] = [:]
    /// Whether jobs may wait for the next slot that becomes free: the last look at the queue was not made, took all that
    /// it could, or failed.
    private var isAwaited = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// When, by the runtime's uptime, the queue was last looked at.
    private var lookedAt = Duration.zero
    /// After so long the end of a job is worth a look: a ticket may have gone to another process, which is busy.
    private static let worthALook = Duration.milliseconds(100)

    /// How many jobs a claim may take; nil where no slot is free, and then the next free one is awaited.
    mutating func takePlaces(at now: Duration) -> Int? {
        self.lookedAt = now
        let free = self.capacity - self.running.count
        self.isAwaited = free <= 0
        return free > 0 ? free : nil
    }

    /// Jobs may wait although a slot was free.
    mutating func awaitSlot() { self.isAwaited = true }

    /// The running jobs in one order, so that what happens to several happens in the same order every time.
    private var inOrder: [(key: HeldLease, value: Running)] {
        self.running.sorted { ($0.key.job, $0.key.fence) < ($1.key.job, $1.key.fence) }
    }

    /// The leases to renew, at most one a job.
    var leases: [HeldLease] { self.inOrder.filter { !$0.value.isSuperseded }.map(\.key) }

    /// What stops the jobs, each its own.
    var stops: [OneTimeValue<StopReason>] { self.inOrder.map(\.value.stop) }

    /// The lease to renew for a job, if it runs.
    func lease(of job: JobID) -> HeldLease? {
        self.leasesByJob[job]?.first { self.running[$0]?.isSuperseded == false }
    }

    /// Takes a slot for a job that was claimed, and returns what stops an older run of it.
    mutating func add(_ lease: HeldLease, _ running: Running) -> [OneTimeValue<StopReason>] {
        var stops: [OneTimeValue<StopReason>] = []
        for older in self.leasesByJob[lease.job] ?? [] {
            self.running[older]?.isSuperseded = true
            if let stop = self.running[older]?.stop { stops.append(stop) }
        }
        self.running[lease] = running
        self.leasesByJob[lease.job, default: []].append(lease)
        return stops
    }

    /// Gives a slot back, and returns whether jobs may wait for it.
    mutating func remove(_ lease: HeldLease, at now: Duration) -> Bool {
        self.running[lease] = nil
        self.leasesByJob[lease.job]?.removeAll { $0 == lease }
        if self.leasesByJob[lease.job]?.isEmpty == true { self.leasesByJob[lease.job] = nil }
        return self.isAwaited || now - self.lookedAt > Self.worthALook
    }

    /// Notes a renewal that was sent at a moment, and returns the jobs to stop.
    mutating func renewed(_ leases: [HeldLease], lost: Set<JobID>, leaseEnds: Duration) -> [OneTimeValue<StopReason>] {
        var stops: [OneTimeValue<StopReason>] = []
        for lease in leases {
            guard let job = self.running[lease] else { continue }
            if lost.contains(lease.job) {
                stops.append(job.stop)
            } else {
                self.running[lease]?.leaseEnds = leaseEnds
            }
        }
        return stops
    }

    /// When the next of the leases runs out that have not done so yet.
    func nextExpiry(after now: Duration) -> Duration? {
        self.running.values.map(\.leaseEnds).filter { $0 > now }.min()
    }

    /// The jobs whose lease has run out by now.
    func expired(at now: Duration) -> [OneTimeValue<StopReason>] {
        self.inOrder.filter { $0.value.leaseEnds <= now }.map(\.value.stop)
    }
}
