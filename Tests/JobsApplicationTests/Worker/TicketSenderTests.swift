import JobsDomain
import JobsTesting
import Logging
import Synchronization
import Testing

@testable import JobsApplication

@Suite("Sending tickets", .timeLimit(.minutes(1)))
struct TicketSenderTests {
    /// A queue that keeps the batches as they came.
    private final class Batches: JobQueue {
        private let received = Mutex<[[JobTicket]]>([])

        var problem: String? { nil }
        var sizes: [Int] { self.received.withLock { $0.map(\.count) } }

        func send(_ tickets: [JobTicket]) async throws(JobQueueError) {
            self.received.withLock { $0.append(tickets) }
        }

        func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] { [] }
        func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {}
    }

    private let clock = ManualClock()
    private let queue = Batches()

    private func ticket(_ number: Int64) -> JobTicket {
        JobTicket(
            job: JobID(UUIDv7(milliseconds: number, counter: 0, random: 0)),
            sequence: number,
            queue: "default"
        )
    }

    @Test("the first ticket leaves at once, those behind it gather, and the last ones leave with the sender")
    func gathering() async throws {
        let sender = TicketSender(
            queue: self.queue,
            pause: .seconds(1),
            runtime: self.clock.runtime,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await sender.run() }
            sender.send(self.ticket(1))
            try await waitUntil { self.queue.sizes == [1] && self.clock.sleepers == 1 }
            for number in Int64(2)...4 { sender.send(self.ticket(number)) }
            self.clock.advance(by: .milliseconds(999))
            #expect(self.queue.sizes == [1])
            self.clock.advance(by: .milliseconds(1))
            try await waitUntil { self.queue.sizes == [1, 3] && self.clock.sleepers == 1 }
            sender.send(self.ticket(5))
            group.cancelAll()
        }
        #expect(self.queue.sizes == [1, 3, 1])
    }
}
