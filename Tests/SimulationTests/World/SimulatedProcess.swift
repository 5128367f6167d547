import JobsApplication
import JobsDomain

/// One process of a world: a service with or without a worker, clocks of its own, and a life that can end.
///
/// `@unchecked Sendable`: only the driver's thread touches it, which every port call checks.
final class SimulatedProcess: @unchecked Sendable {
    /// What a process is there for; its successor after a crash is there for the same.
    struct Role: Equatable {
        let isWorker: Bool
        let number: Int
    }

    /// A request of a client that waits for its answer.
    private struct Exchange {
        let task: Task<Void, Never>
        let breakOff: () -> Void
    }

    let role: Role
    let executor: SimulationExecutor
    var lane: Int { self.executor.lane }
    private(set) var isAlive = true
    var isFrozen = false
    private(set) var isDraining = false
    private(set) var service: JobService?
    /// The end of its last time in the ice.
    var lastFrozen: Microseconds = -1
    /// When it last claimed and had slots left, unless it filled them since.
    var lastFreeClaim: Microseconds?
    /// Until when it does not reach the store.
    var partitionedUntil: Microseconds = 0
    /// By how much its time of day differs.
    var wallClockSkew: Microseconds

    private let scheduler: Scheduler
    private let uptimeAtStart: Microseconds
    private var random: SimulationRandom
    private var identifiers = UUIDv7Sequence()
    private var root: Task<Void, Never>?
    private var exchanges: [Int: Exchange] = [:]
    private var lastExchange = 0

    private static let beginning: Int64 = 1_750_000_000_000

    init(role: Role, scheduler: Scheduler, random: SimulationRandom) {
        self.role = role
        self.scheduler = scheduler
        self.executor = scheduler.makeExecutor()
        self.random = random
        self.wallClockSkew = self.random.milliseconds(-2000...2000)
        self.uptimeAtStart = self.random.milliseconds(0...10_000_000)
    }

    /// Time, randomness and identifiers of this process.
    var runtime: JobRuntime {
        JobRuntime(
            now: { Timestamp(millisecondsSinceEpoch: self.timeOfDay) },
            uptime: { .microseconds(self.scheduler.now + self.uptimeAtStart) },
            sleep: { duration throws(CancellationError) in try await self.rest(duration) },
            random: { self.random.next() },
            makeID: { self.identifiers.next(now: self.timeOfDay, random: self.random.next()) }
        )
    }

    private var timeOfDay: Int64 {
        Self.beginning + (self.scheduler.now + self.wallClockSkew) / .oneMillisecond
    }

    private func rest(_ duration: Duration) async throws(CancellationError) {
        guard self.isAlive else { throw CancellationError() }
        // A real timer is never early and seldom exact.
        let slack = Microseconds(self.random.below(1500))
        guard await self.scheduler.rest(duration.microseconds + slack), self.isAlive else { throw CancellationError() }
    }

    // MARK: - Life

    func start(_ service: JobService, whenDone: @escaping @Sendable () -> Void) {
        self.service = service
        self.root = Task(executorPreference: self.executor) {
            await service.run()
            whenDone()
        }
    }

    func beginDrain() {
        self.isDraining = true
        self.service?.worker?.beginDrain()
    }

    /// The process ends: nothing it still does has an effect, and whoever waits for its answer learns that the
    /// connection broke.
    func end() {
        guard self.isAlive else { return }
        self.isAlive = false
        self.service = nil
        self.root?.cancel()
        self.root = nil
        let broken = self.exchanges.sorted { $0.key < $1.key }.map(\.value)
        self.exchanges.removeAll()
        for exchange in broken {
            exchange.task.cancel()
            exchange.breakOff()
        }
    }

    // MARK: - Requests

    /// Has a request handled in this process.
    ///
    /// - Returns: the answer, or nil where the process died or was dead.
    func handle<Answer: Sendable>(_ request: @escaping @Sendable (JobService) async -> Answer) async -> Answer? {
        guard self.isAlive, let service = self.service else { return nil }
        self.lastExchange += 1
        let id = self.lastExchange
        return await withCheckedContinuation { continuation in
            let task = Task(executorPreference: self.executor) {
                let answer = await request(service)
                // Whoever removes the exchange answers it.
                guard self.exchanges.removeValue(forKey: id) != nil else { return }
                continuation.resume(returning: answer)
            }
            self.exchanges[id] = Exchange(task: task) { continuation.resume(returning: nil) }
        }
    }
}
