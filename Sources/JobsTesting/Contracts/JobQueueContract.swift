public import JobsApplication
import JobsDomain

/// What every ``JobQueue`` promises, clause by clause.
public enum JobQueueContract {
    /// All clauses.
    public static let clauses: [ContractClause<any JobQueue>] = [
        ContractClause("tickets that were sent are received, in order") { queue in
            let tickets = (1...3).map { Self.ticket($0) }
            try await queue.send(tickets)
            try requireEqual(try await Self.receive(3, from: queue), tickets, "tickets")
        },
        ContractClause("a receiver that waits is woken by a ticket") { queue in
            let received = try await withThrowingTaskGroup(of: [JobTicket].self) { group in
                group.addTask { try await queue.receive(queues: nil) }
                group.addTask {
                    try await queue.send([Self.ticket(1)])
                    return []
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try requireEqual(received, [Self.ticket(1)], "tickets")
        },
        ContractClause("a receiver gets tickets of its queues only") { queue in
            try await queue.send([Self.ticket(1, "a"), Self.ticket(2, "b")])
            try requireEqual(try await queue.receive(queues: ["b"]), [Self.ticket(2, "b")], "tickets of b")
            try requireEqual(try await queue.receive(queues: ["a"]), [Self.ticket(1, "a")], "tickets of a")
        },
        ContractClause("a repeated ticket is no error") { queue in
            try await queue.send([Self.ticket(1)])
            try await queue.send([Self.ticket(1)])
            let received = try await queue.receive(queues: nil)
            try require(received.contains(Self.ticket(1)), "the ticket")
            try await queue.acknowledge(received)
        },
        ContractClause("cancelling a receiver ends its wait without tickets") { queue in
            let received = try await withThrowingTaskGroup(of: [JobTicket].self) { group in
                group.addTask { try await queue.receive(queues: ["nobody"]) }
                group.cancelAll()
                return try await group.next() ?? []
            }
            try requireEqual(received, [], "tickets")
        },
        ContractClause("acknowledging unknown tickets is no error") { queue in
            try await queue.acknowledge([Self.ticket(9)])
        },
    ]

    private static func ticket(_ number: Int, _ queue: String = "q") -> JobTicket {
        let id = JobID(UUIDv7(milliseconds: Int64(number), counter: 0, random: 0))
        return JobTicket(job: id, sequence: Int64(number), queue: queue)
    }

    private static func receive(_ count: Int, from queue: any JobQueue) async throws -> [JobTicket] {
        var received: [JobTicket] = []
        while received.count < count { received += try await queue.receive(queues: nil) }
        return received
    }
}
