import Foundation
import Synchronization

/// The lines a child process has written so far; a test waits for the one it needs.
final class LineLog: Sendable {
    /// The process ended before it wrote the line.
    struct Ended: Error {}

    private struct Waiter {
        let isWanted: @Sendable (String) -> Bool
        let continuation: CheckedContinuation<String, any Error>
    }

    private struct State {
        var lines: [String] = []
        var waiters: [Waiter] = []
        var hasEnded = false
    }

    private let state = Mutex(State())

    init(reading handle: FileHandle) {
        // A thread of its own, because the read blocks.
        Thread.detachNewThread { [weak self] in
            var rest = Data()
            while case let chunk = handle.availableData, !chunk.isEmpty {
                rest.append(chunk)
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    self?.append(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            self?.end()
        }
    }

    /// The first line that is wanted, written already or later.
    func line(_ isWanted: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<String, Ended>? = self.state.withLock { state in
                if let line = state.lines.first(where: isWanted) { return .success(line) }
                if state.hasEnded { return .failure(Ended()) }
                state.waiters.append(Waiter(isWanted: isWanted, continuation: continuation))
                return nil
            }
            if let result { continuation.resume(with: result.mapError { $0 as any Error }) }
        }
    }

    private func append(_ line: String) {
        let served = self.state.withLock { state in
            state.lines.append(line)
            let served = state.waiters.filter { $0.isWanted(line) }
            state.waiters.removeAll { $0.isWanted(line) }
            return served
        }
        for waiter in served { waiter.continuation.resume(returning: line) }
    }

    private func end() {
        let waiters = self.state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(throwing: Ended()) }
    }
}
