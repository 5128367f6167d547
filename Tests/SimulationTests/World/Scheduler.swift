import Glibc
import Synchronization

/// Decides, by the seed, which ready task runs next, and lets time jump when none is ready.
///
/// `@unchecked Sendable`: only the thread that made it touches its state. ``enqueue(_:on:)`` is what the
/// runtime may call from elsewhere; it looks at the thread first and only counts what comes from another.
final class Scheduler: @unchecked Sendable {
    /// How the next task is chosen. Each finds other mistakes.
    enum Strategy: CaseIterable {
        case uniform
        /// Mostly in the order in which they became ready, as a real executor would.
        case mostlyOldest
        /// Mostly the one that became ready last, so that some wait for long.
        case mostlyNewest
    }

    /// What an alarm does.
    private enum Action {
        case wake(CheckedContinuation<Bool, Never>)
        case run(() -> Void)
    }

    private struct Lane {
        let executor: SimulationExecutor
        let unowned: UnownedTaskExecutor
        var isFrozen = false
        var held: [UnownedJob] = []
    }

    private(set) var now: Microseconds = 0
    /// How many times a task was run.
    private(set) var steps = 0
    private let driver = pthread_self()
    private let escapes = Atomic<Int>(0)
    private let strategy: Strategy
    private var random: SimulationRandom
    private var lanes: [Lane] = []
    private var ready: [(job: UnownedJob, lane: Int)] = []
    private var alarms = AlarmQueue()
    private var actions: [UInt64: Action] = [:]
    private var lastAlarm: UInt64 = 0

    init(random: SimulationRandom, strategy: Strategy) {
        self.random = random
        self.strategy = strategy
    }

    /// Whether the caller is on the one thread on which everything simulated runs.
    var isOnDriver: Bool { pthread_equal(self.driver, pthread_self()) != 0 }

    /// How many tasks became ready on another thread: something has left the simulation.
    var escapedTasks: Int { self.escapes.load(ordering: .relaxed) }

    // MARK: - Tasks

    func makeExecutor() -> SimulationExecutor {
        let executor = SimulationExecutor(lane: self.lanes.count, scheduler: self)
        self.lanes.append(Lane(executor: executor, unowned: executor.asUnownedTaskExecutor()))
        return executor
    }

    func enqueue(_ job: UnownedJob, on lane: Int) {
        guard self.isOnDriver else {
            self.escapes.add(1, ordering: .relaxed)
            return
        }
        if self.lanes[lane].isFrozen { self.lanes[lane].held.append(job) } else { self.ready.append((job, lane)) }
    }

    /// Holds back every task of a lane, those that are ready included.
    func freeze(_ lane: Int) {
        self.lanes[lane].isFrozen = true
        self.lanes[lane].held += self.ready.filter { $0.lane == lane }.map(\.job)
        self.ready.removeAll { $0.lane == lane }
    }

    func thaw(_ lane: Int) {
        self.lanes[lane].isFrozen = false
        self.ready += self.lanes[lane].held.map { ($0, lane) }
        self.lanes[lane].held.removeAll()
    }

    // MARK: - Time

    /// Calls back after a while.
    func after(_ delay: Microseconds, _ action: @escaping () -> Void) {
        _ = self.setAlarm(after: delay, .run(action))
    }

    /// Waits.
    ///
    /// - Returns: false where the task was cancelled before the time was over.
    func rest(_ delay: Microseconds) async -> Bool {
        let id = self.nextAlarm()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { return continuation.resume(returning: false) }
                self.setAlarm(id, after: delay, .wake(continuation))
            }
        } onCancel: {
            if case .wake(let continuation)? = self.actions.removeValue(forKey: id) {
                continuation.resume(returning: false)
            }
        }
    }

    /// Waits also where the task is cancelled: what has left for another machine is not called back.
    func restUncancelled(_ delay: Microseconds) async {
        _ = await withCheckedContinuation { continuation in
            _ = self.setAlarm(after: delay, .wake(continuation))
        }
    }

    private func nextAlarm() -> UInt64 {
        self.lastAlarm += 1
        return self.lastAlarm
    }

    private func setAlarm(after delay: Microseconds, _ action: Action) -> UInt64 {
        let id = self.nextAlarm()
        self.setAlarm(id, after: delay, action)
        return id
    }

    private func setAlarm(_ id: UInt64, after delay: Microseconds, _ action: Action) {
        self.actions[id] = action
        self.alarms.push(AlarmQueue.Alarm(time: self.now + max(0, delay), tie: self.random.next(), id: id))
    }

    // MARK: - The driver's loop

    /// Runs one task, or lets time jump to the next alarm.
    ///
    /// - Returns: false where nothing is ready and nothing will be.
    func advance() -> Bool {
        guard !self.ready.isEmpty else { return self.jump() }
        let index = self.chosenIndex()
        let (job, lane) = self.ready[index]
        if self.strategy == .uniform {
            self.ready.swapAt(index, self.ready.count - 1)
            self.ready.removeLast()
        } else {
            self.ready.remove(at: index)
        }
        self.steps += 1
        job.runSynchronously(on: self.lanes[lane].unowned)
        return true
    }

    private func chosenIndex() -> Int {
        guard self.ready.count > 1 else { return 0 }
        switch self.strategy {
        case .uniform: return self.random.below(self.ready.count)
        case .mostlyOldest: return self.random.chance(850) ? 0 : self.random.below(self.ready.count)
        case .mostlyNewest:
            return self.random.chance(850) ? self.ready.count - 1 : self.random.below(self.ready.count)
        }
    }

    private func jump() -> Bool {
        while let alarm = self.alarms.pop() {
            // An alarm that was called off must not move the time.
            guard let action = self.actions.removeValue(forKey: alarm.id) else { continue }
            self.now = max(self.now, alarm.time)
            switch action {
            case .wake(let continuation): continuation.resume(returning: true)
            case .run(let body): body()
            }
            return true
        }
        return false
    }

    /// Lets go of the executors, which hold this scheduler. Nothing may be left to run.
    func close() {
        self.lanes.removeAll()
    }
}
