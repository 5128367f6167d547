import JobsDomain
public import Logging
import Synchronization

/// Sends tickets to the queue behind the back of whoever stored the job, so that a slow or broken queue
/// never delays an answer.
///
/// Tickets gather while a send is on its way and leave as one batch. A batch that cannot be sent is
/// dropped: workers claim at least once a second anyway, so that costs at most that second.
public final class TicketSender: Sendable {
    /// Beyond this many waiting tickets, new ones are dropped.
    static let capacity = 100_000

    private struct State {
        var waiting: [JobTicket] = []
        /// Why the last batch was not sent, so that an outage is logged when it begins and when it ends.
        var problem: String?
    }

    private let queue: any JobQueue
    private let pause: Duration
    private let runtime: JobRuntime
    private let logger: Logger
    private let state = Mutex(State())
    private let wakeUp = WakeUp()

    /// - Parameters:
    ///   - queue: takes the tickets.
    ///   - pause: how long tickets gather after a batch. The first ticket after a pause never waits.
    ///   - runtime: time.
    ///   - logger: told when the queue stops or starts working.
    public init(queue: any JobQueue, pause: Duration, runtime: JobRuntime, logger: Logger) {
        self.queue = queue
        self.pause = pause
        self.runtime = runtime
        self.logger = logger
    }

    /// Why the queue does not work at the moment, or nil while it does.
    public var queueProblem: String? { self.queue.problem }

    /// Leaves a ticket to be sent; returns at once.
    public func send(_ ticket: JobTicket) {
        self.state.withLock { state in
            if state.waiting.count < Self.capacity { state.waiting.append(ticket) }
        }
        self.wakeUp.signal()
    }

    /// Sends until the task is cancelled, and what waits then once more.
    public func run() async {
        while !Task.isCancelled {
            await self.wakeUp.wait()
            await self.sendWaiting()
            guard self.pause > .zero else { continue }
            do throws(CancellationError) { try await self.runtime.sleep(self.pause) } catch { break }
        }
        await self.sendWaiting()
    }

    private func sendWaiting() async {
        let batch = self.state.withLock { state in
            let batch = state.waiting
            state.waiting.removeAll(keepingCapacity: batch.count < 4096)
            return batch
        }
        guard !batch.isEmpty else { return }
        do throws(JobQueueError) {
            try await self.queue.send(batch)
            self.note(nil)
        } catch {
            self.note(error.message)
        }
    }

    /// Logs when the queue stops or starts working, not for every batch.
    private func note(_ problem: String?) {
        let before = self.state.withLock { state in
            defer { state.problem = problem }
            return state.problem
        }
        switch (before, problem) {
        case (nil, let problem?):
            self.logger.warning("queue is down; workers poll the store", metadata: ["error.message": "\(problem)"])
        case (_?, nil):
            self.logger.notice("queue works again")
        default:
            break
        }
    }
}
