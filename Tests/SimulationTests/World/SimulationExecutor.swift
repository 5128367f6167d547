/// Runs the tasks of one simulated process on the scheduler's one thread.
///
/// A process has an executor of its own, so that the scheduler can hold back everything of a process that is
/// frozen.
final class SimulationExecutor: TaskExecutor {
    let lane: Int
    private let scheduler: Scheduler

    init(lane: Int, scheduler: Scheduler) {
        self.lane = lane
        self.scheduler = scheduler
    }

    func enqueue(_ job: consuming ExecutorJob) {
        self.scheduler.enqueue(UnownedJob(job), on: self.lane)
    }
}
