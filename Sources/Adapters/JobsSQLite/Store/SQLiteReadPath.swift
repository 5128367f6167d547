import GRDB
import JobsApplication
import Synchronization

/// The way of small reads: gathers those that wait while the previous ones are answered, and answers them in one
/// transaction.
///
/// A reader's own transaction costs about four times what reading a job costs. What is gathered was asked for before
/// the transaction begins, so every read sees what was committed before it was asked for.
final class SQLiteReadPath: Sendable {
    /// One read that waits.
    private struct Command: Sendable {
        let perform: @Sendable (SQLiteTransaction) -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Command] = []
        var isReading = false
    }

    /// Of one transaction, which keeps the log from being cut while it lasts.
    private static let batchCommands = 128

    private let database: any DatabaseReader
    private let state = Mutex(State())

    init(database: any DatabaseReader) {
        self.database = database
    }

    /// Reads, with others.
    ///
    /// - Parameter body: has to be short, for others wait for it.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteTransaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let command = Command(
                perform: { transaction in continuation.resume(with: Result { try body(transaction) }) },
                fail: { continuation.resume(throwing: $0) }
            )
            let isFirst = self.state.withLock { state in
                state.waiting.append(command)
                defer { state.isReading = true }
                return !state.isReading
            }
            if isFirst { self.answer() }
        }
    }

    /// Answers those who wait, and then those who have come meanwhile.
    private func answer() {
        let batch = self.state.withLock { state in
            let batch = Array(state.waiting.prefix(Self.batchCommands))
            state.waiting.removeFirst(batch.count)
            state.isReading = !batch.isEmpty
            return batch
        }
        guard !batch.isEmpty else { return }
        self.database.asyncRead { result in
            switch result {
            case .success(let db):
                let transaction = SQLiteTransaction(db)
                for command in batch { command.perform(transaction) }
            case .failure(let error):
                for command in batch { command.fail(error) }
            }
            self.answer()
        }
    }
}
