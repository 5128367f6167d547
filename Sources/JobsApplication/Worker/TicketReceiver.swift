import JobsDomain
import Logging
import Synchronization

/// A worker's end of the queue: takes tickets in, wakes the worker, and acknowledges tickets once a claim has
/// committed.
///
/// Nobody waits for it: a queue that is slow, or answers no more, must not hold up a job that is claimed.
final class TicketReceiver: Sendable {
    private struct State {
        /// No claim was sent since they came.
        var received: [JobTicket] = []
        /// A claim has committed since they came.
        var claimed: [JobTicket] = []
    }

    private let queue: any JobQueue
    private let queues: Set<String>?
    private let wakeUp: WakeUp
    private let runtime: JobRuntime
    private let logger: Logger
    private let state = Mutex(State())
    private let claimWakeUp = WakeUp()

    /// - Parameters:
    ///   - queue: where tickets come from.
    ///   - queues: which queues to receive from; nil means every queue.
    ///   - wakeUp: what a ticket wakes.
    ///   - runtime: for the pause after a failure.
    ///   - logger: for failures, which are harmless.
    init(queue: any JobQueue, queues: Set<String>?, wakeUp: WakeUp, runtime: JobRuntime, logger: Logger) {
        self.queue = queue
        self.queues = queues
        self.wakeUp = wakeUp
        self.runtime = runtime
        self.logger = logger
    }

    /// Receives until the task is cancelled.
    func receive() async {
        while !Task.isCancelled {
            do throws(JobQueueError) {
                let tickets = try await self.queue.receive(queues: self.queues)
                guard !tickets.isEmpty else { continue }
                self.state.withLock { $0.received += tickets }
                self.wakeUp.signal()
            } catch {
                self.logger.debug("the queue cannot be read", metadata: ["error.message": "\(error)"])
                do throws(CancellationError) { try await self.runtime.sleep(.seconds(1)) } catch { return }
            }
        }
    }

    /// The tickets that the next claim answers.
    func takeReceived() -> [JobTicket] {
        self.state.withLock { state in
            defer { state.received.removeAll() }
            return state.received
        }
    }

    /// Leaves tickets to be acknowledged; returns at once.
    func leaveToAcknowledge(_ tickets: [JobTicket]) {
        guard !tickets.isEmpty else { return }
        self.state.withLock { $0.claimed += tickets }
        self.claimWakeUp.signal()
    }

    /// Acknowledges until the task is cancelled, and what waits then once more.
    func acknowledge() async {
        while !Task.isCancelled {
            await self.claimWakeUp.wait()
            let tickets = self.state.withLock { state in
                defer { state.claimed.removeAll() }
                return state.claimed
            }
            guard !tickets.isEmpty else { continue }
            do throws(JobQueueError) {
                try await self.queue.acknowledge(tickets)
            } catch {
                // They may come again, which is harmless.
                self.logger.debug("tickets were not acknowledged", metadata: ["error.message": "\(error)"])
            }
        }
    }
}
