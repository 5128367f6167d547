public import JobsApplication
import JobsDomain

/// Two ends of the same signals: for adapters between processes, the ends of two of them.
public struct SignalsUnderTest: Sendable {
    public let sender: any JobSignals
    public let receiver: any JobSignals

    public init(sender: any JobSignals, receiver: any JobSignals) {
        self.sender = sender
        self.receiver = receiver
    }
}

/// What every ``JobSignals`` promises, clause by clause.
public enum JobSignalsContract {
    /// All clauses.
    public static let clauses: [ContractClause<SignalsUnderTest>] = [
        ContractClause("a subscriber hears every kind of hint") { subject in
            let id = Self.id(1)
            let hints: [JobSignal] = [
                .changed(id, event: 7), .cancelled(id), .text(id, step: "one", text: "e\u{301}\n\"한글"),
            ]
            let stream = subject.receiver.subscribe()
            subject.sender.publish(hints)
            try requireEqual(await Self.first(3, of: stream), hints, "hints")
        },
        ContractClause("every subscriber hears a hint, also in the process that sent it") { subject in
            let streams = [subject.receiver.subscribe(), subject.receiver.subscribe(), subject.sender.subscribe()]
            subject.sender.publish([.cancelled(Self.id(2))])
            for stream in streams {
                try requireEqual(await Self.first(1, of: stream), [.cancelled(Self.id(2))], "hints")
            }
        },
        ContractClause("a subscriber hears only what it wants") { subject in
            let id = Self.id(5)
            let stream = subject.receiver.subscribe { $0 == .cancelled(id) }
            subject.sender.publish([.changed(id, event: 1), .cancelled(Self.id(6)), .cancelled(id)])
            try requireEqual(await Self.first(1, of: stream), [.cancelled(id)], "hints")
        },
        ContractClause("publishing does not wait for a subscriber that does not read") { subject in
            let idle = subject.receiver.subscribe()
            for number in 0..<10_000 { subject.sender.publish([.changed(Self.id(3), event: number)]) }
            withExtendedLifetime(idle) {}
        },
        ContractClause("publishing without subscribers is no error") { subject in
            subject.sender.publish([.cancelled(Self.id(4))])
        },
    ]

    private static func id(_ number: Int64) -> JobID { JobID(UUIDv7(milliseconds: number, counter: 0, random: 0)) }

    private static func first(_ count: Int, of stream: AsyncStream<JobSignal>) async -> [JobSignal] {
        var signals: [JobSignal] = []
        for await signal in stream {
            signals.append(signal)
            if signals.count == count { break }
        }
        return signals
    }
}
