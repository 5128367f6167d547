import JobsApplication
import JobsDomain
import Logging
import Synchronization

/// Reads, on a few connections that share one queue of requests.
///
/// Jobs that are asked for while all connections are busy are read with one statement: most of what a short read
/// costs, here and in the server, is sending, waking and answering.
final class PostgresReader: Sendable {
    private enum Request: Sendable {
        case any(@Sendable (PostgresSession) -> Void)
        case job(JobRead)

        var isJob: Bool { if case .job = self { true } else { false } }
    }

    private struct JobRead: Sendable {
        let id: JobID
        let reply: @Sendable (Result<JobDetails?, JobStoreError>) -> Void
    }

    private struct State {
        var waiting: [Request] = []
        var idle: [Int]
    }

    /// Beyond this many waiting reads, further ones are refused at once.
    private static let mostWaiting = 10_000
    /// How many jobs one statement reads.
    private static let batchJobs = 64

    private let sessions: [PostgresSession]
    private let state: Mutex<State>

    /// - Parameter connections: how many; each is made when it is first needed.
    init(_ address: PostgresAddress, connections: Int, logger: Logger) {
        self.sessions = (0..<connections).map { PostgresSession(address, label: "read-\($0)", logger: logger) }
        self.state = Mutex(State(idle: Array((0..<connections).reversed())))
    }

    func close() { for session in self.sessions { session.close() } }

    /// Runs statements as one pipeline, again on a new connection where one turns out to be gone.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`, or `overloaded` where too many reads wait.
    func read<Value: Sendable>(
        _ queries: @autoclosure @escaping @Sendable () -> [PostgresQuery],
        _ body: @escaping @Sendable ([PostgresResult]) throws(PostgresFailure) -> Value
    ) async throws(JobStoreError) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, JobStoreError>, Never>) in
            let request = Request.any { session in
                do throws(PostgresFailure) {
                    let value = try session.withConnectionRepeating { connection throws(PostgresFailure) in
                        try body(try connection.run(queries()))
                    }
                    continuation.resume(returning: .success(value))
                } catch {
                    continuation.resume(returning: .failure(JobStoreError(error)))
                }
            }
            if !self.enqueue(request) { continuation.resume(returning: .failure(Self.overloaded)) }
        }
        return try result.get()
    }

    /// Reads a job, with others that are asked for at the same time; nil where there is none.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`, or `overloaded` where too many reads wait.
    func job(_ id: JobID) async throws(JobStoreError) -> JobDetails? {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<JobDetails?, JobStoreError>, Never>) in
            let read = JobRead(id: id) { continuation.resume(returning: $0) }
            if !self.enqueue(.job(read)) { read.reply(.failure(Self.overloaded)) }
        }
        return try result.get()
    }

    private static var overloaded: JobStoreError { JobStoreError(.overloaded, "too many reads wait") }

    private func enqueue(_ request: Request) -> Bool {
        let (isAccepted, session) = self.state.withLock { state -> (Bool, Int?) in
            guard state.waiting.count < Self.mostWaiting else { return (false, nil) }
            state.waiting.append(request)
            return (true, state.idle.popLast())
        }
        if let session { self.sessions[session].run { self.serve($0, session) } }
        return isAccepted
    }

    private func serve(_ session: PostgresSession, _ index: Int) {
        while let request = self.next(index) {
            switch request {
            case .any(let work): work(session)
            case .job(let first): self.answer([first] + self.waitingJobReads(), session)
            }
        }
    }

    private func next(_ index: Int) -> Request? {
        self.state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.idle.append(index)
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    /// Takes the reads of jobs that are next.
    private func waitingJobReads() -> [JobRead] {
        self.state.withLock { state in
            var reads: [JobRead] = []
            for case .job(let read) in state.waiting.prefix(Self.batchJobs - 1).prefix(while: \.isJob) {
                reads.append(read)
            }
            state.waiting.removeFirst(reads.count)
            return reads
        }
    }

    /// Answers each reader by itself, also where the row of one cannot be read.
    private func answer(_ reads: [JobRead], _ session: PostgresSession) {
        let query = Self.selectJobs(.uuids(Set(reads.map(\.id.uuid))))
        do throws(PostgresFailure) {
            let found = try session.withConnectionRepeating { connection throws(PostgresFailure) in
                var found: [JobID: Result<JobDetails?, JobStoreError>] = [:]
                for row in try connection.run([query])[0].rows {
                    found[JobID(try row.uuid(1))] = Self.readable(row)
                }
                return found
            }
            for read in reads { read.reply(found[read.id] ?? .success(nil)) }
        } catch {
            // Too much at once for the server's own limits, perhaps: then each has to get through alone. A server that
            // does not answer in time would only keep them waiting one after the other.
            guard reads.count > 1, !error.endsConnection, !error.concernsEveryCommand, !error.isSlowness else {
                for read in reads { read.reply(.failure(JobStoreError(error))) }
                return
            }
            for read in reads { self.answer([read], session) }
        }
    }

    private static func readable(_ row: PostgresRow) -> Result<JobDetails?, JobStoreError> {
        do throws(PostgresFailure) { return .success(try self.details(row)) } catch {
            return .failure(JobStoreError(.unusable, "the stored job cannot be read", cause: error))
        }
    }
}
