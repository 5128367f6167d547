import JobsApplication
import JobsDomain

/// A process's connection to the queue, which loses, repeats and reorders tickets.
struct FaultyQueue: JobQueue {
    let port: FaultyPort
    let base: any JobQueue

    var problem: String? { self.base.problem }

    func send(_ tickets: [JobTicket]) async throws(JobQueueError) {
        let subject = tickets.first?.job.uuid.low ?? 0
        try await self.port.call(.send, subject) { () async throws(JobQueueError) in
            try await self.base.send(self.port.world.disturbed(tickets, by: self.port.process))
        }
    }

    func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket] {
        try await self.port.call(.receive, 0) { () async throws(JobQueueError) in
            try await self.base.receive(queues: queues)
        }
    }

    func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError) {
        try await self.port.call(.acknowledge, UInt64(tickets.count)) { () async throws(JobQueueError) in
            try await self.base.acknowledge(tickets)
        }
    }
}
