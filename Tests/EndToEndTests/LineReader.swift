import Foundation
import Synchronization

/// Reads what a process prints, line by line, on a thread of its own.
final class LineReader: Sendable {
    private struct State {
        var lines: [String] = []
        var isAtEnd = false
        var waiters: [(text: String, continuation: CheckedContinuation<String?, Never>)] = []
    }

    private let state = Mutex(State())

    /// Everything read so far.
    var output: String { self.state.withLock { $0.lines.joined(separator: "\n") } }

    /// Waits for a line that contains a text; nil where the output ends without it.
    func line(containing text: String) async -> String? {
        await withCheckedContinuation { continuation in
            let known = self.state.withLock { state -> String?? in
                if let line = state.lines.first(where: { $0.contains(text) }) { return .some(line) }
                if state.isAtEnd { return .some(nil) }
                state.waiters.append((text, continuation))
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Reads until the end; blocks the calling thread.
    func read(_ pipe: Pipe) {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            rest += buffer[0..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                self.add(String(decoding: rest[..<end], as: UTF8.self))
                rest.removeSubrange(...end)
            }
        }
        let waiters = self.state.withLock { state in
            state.isAtEnd = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }

    private func add(_ line: String) {
        let woken = self.state.withLock { state in
            state.lines.append(line)
            let woken = state.waiters.filter { line.contains($0.text) }
            state.waiters.removeAll { line.contains($0.text) }
            return woken
        }
        for waiter in woken { waiter.continuation.resume(returning: line) }
    }
}
