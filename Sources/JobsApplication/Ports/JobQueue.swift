public import JobsDomain

/// Carries tickets that wake workers.
///
/// A ticket is a permit, not an assignment: whichever ticket woke a worker, the store's claim says which
/// job it gets. So a queue may lose, repeat and reorder tickets; that costs time, never a job.
public protocol JobQueue: Sendable {
    /// Why the queue does not work at the moment, as far as it has noticed; nil while it works. Free of secrets.
    var problem: String? { get }

    /// Offers tickets to whoever receives on their queues. Repeating a ticket is harmless.
    ///
    /// - Throws: ``JobQueueError`` with code `unavailable` if none, or only some, were sent.
    func send(_ tickets: [JobTicket]) async throws(JobQueueError)

    /// Waits for tickets.
    ///
    /// - Parameter queues: which queues to receive from; nil means every queue.
    /// - Returns: at least one ticket; none only where the calling task was cancelled.
    /// - Throws: ``JobQueueError`` with code `unavailable`; the call may be repeated after a pause.
    func receive(queues: Set<String>?) async throws(JobQueueError) -> [JobTicket]

    /// Says that a claim has committed since these tickets were received, so they need not come again.
    ///
    /// - Throws: ``JobQueueError`` with code `unavailable`; then they may come again.
    func acknowledge(_ tickets: [JobTicket]) async throws(JobQueueError)
}

/// Says that a job waits in a queue.
public struct JobTicket: Sendable, Hashable {
    public let job: JobID
    public let sequence: Int64
    public let queue: String

    public init(job: JobID, sequence: Int64, queue: String) {
        self.job = job
        self.sequence = sequence
        self.queue = queue
    }
}

/// Why a queue did not do what it was asked.
public struct JobQueueError: Error, Sendable, CustomStringConvertible {
    /// What a caller can act on.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Value: String, Sendable, Hashable { case unavailable }
        private let value: Value

        /// The queue cannot be reached; repeat later.
        public static let unavailable = Code(value: .unavailable)

        public var description: String { self.value.rawValue }
    }

    public let code: Code
    public let message: String
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { "\(self.code): \(self.message)" + (self.cause.map { " (\($0))" } ?? "") }
}
