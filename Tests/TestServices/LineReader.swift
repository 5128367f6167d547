import Dispatch
import Foundation
import Synchronization

/// Reads what a process prints, line by line, on a thread of its own.
final class LineReader: Sendable {
    private struct Waiter {
        let number: Int
        /// Nil waits for the end of the output.
        let text: String?
        let continuation: CheckedContinuation<String?, Never>
    }

    private struct State {
        var lines: [String] = []
        var isAtEnd = false
        var waiters: [Waiter] = []
        var nextNumber = 0
    }

    private let state = Mutex(State())

    /// Everything read so far.
    var output: String { self.state.withLock { $0.lines.joined(separator: "\n") } }

    /// Waits for a line that contains a text; nil where the output ends without it or the limit passes.
    func line(containing text: String, within limit: Duration) async -> String? {
        await self.wait(for: text, within: limit)
    }

    /// Waits until there is nothing more to read, or the limit passes.
    func end(within limit: Duration) async {
        _ = await self.wait(for: nil, within: limit)
    }

    private func wait(for text: String?, within limit: Duration) async -> String? {
        await withCheckedContinuation { continuation in
            let number = self.state.withLock { state -> Int? in
                if let text, let line = state.lines.first(where: { $0.contains(text) }) {
                    continuation.resume(returning: line)
                    return nil
                }
                guard !state.isAtEnd else {
                    continuation.resume(returning: nil)
                    return nil
                }
                state.nextNumber += 1
                state.waiters.append(Waiter(number: state.nextNumber, text: text, continuation: continuation))
                return state.nextNumber
            }
            guard let number else { return }
            DispatchQueue.global().asyncAfter(deadline: .now() + limit.inSeconds) { [weak self] in
                self?.resume({ $0.number == number }, returning: nil)
            }
        }
    }

    /// Reads until the end; blocks the calling thread.
    func read(_ descriptor: Int32) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            var read = buffer[0..<count]
            while let end = read.firstIndex(of: UInt8(ascii: "\n")) {
                self.add(String(decoding: rest + read[..<end], as: UTF8.self))
                rest = []
                read = read[(end + 1)...]
            }
            rest += read
        }
        if !rest.isEmpty { self.add(String(decoding: rest, as: UTF8.self)) }
        self.state.withLock { $0.isAtEnd = true }
        self.resume({ _ in true }, returning: nil)
    }

    private func add(_ line: String) {
        self.state.withLock { $0.lines.append(line) }
        self.resume({ $0.text.map(line.contains) ?? false }, returning: line)
    }

    private func resume(_ isMeant: (Waiter) -> Bool, returning line: String?) {
        let woken = self.state.withLock { state in
            defer { state.waiters.removeAll(where: isMeant) }
            return state.waiters.filter(isMeant)
        }
        for waiter in woken { waiter.continuation.resume(returning: line) }
    }
}
