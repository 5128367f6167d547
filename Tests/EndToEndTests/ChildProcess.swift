import Foundation
import Synchronization

/// A real process that a test starts, reads line by line, and ends by its pid.
final class ChildProcess: Sendable {
    private struct Reader {
        var lines: [String] = []
        var isAtEnd = false
        var waiters: [(text: String, continuation: CheckedContinuation<String?, Never>)] = []
    }

    private let process: Mutex<Process>
    private let reader = Mutex(Reader())
    private let ended: Task<Int32, Never>
    let pid: Int32

    /// - Parameters:
    ///   - executable: its path.
    ///   - arguments: its arguments.
    ///   - environment: its whole environment.
    ///   - folder: its working folder.
    init(_ executable: String, _ arguments: [String], environment: [String: String], folder: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let (codes, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { ended in
            continuation.yield(ended.terminationStatus)
            continuation.finish()
        }
        self.ended = Task { await codes.first { _ in true } ?? -1 }
        try process.run()
        self.pid = process.processIdentifier
        self.process = Mutex(process)
        let descriptor = output.fileHandleForReading.fileDescriptor
        Thread.detachNewThread { [weak self] in
            // The handle has to live as long as its descriptor is read.
            withExtendedLifetime(output) { self?.read(descriptor) }
        }
    }

    deinit {
        kill(self.pid, SIGKILL)
    }

    /// Everything it has printed so far.
    var output: String { self.reader.withLock { $0.lines.joined(separator: "\n") } }

    /// Waits for a line that contains a text; nil where the process ends without it.
    func line(containing text: String) async -> String? {
        await withCheckedContinuation { continuation in
            let known = self.reader.withLock { reader -> String?? in
                if let line = reader.lines.first(where: { $0.contains(text) }) { return .some(line) }
                if reader.isAtEnd { return .some(nil) }
                reader.waiters.append((text, continuation))
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Sends a signal.
    func send(_ signal: Int32) {
        kill(self.pid, signal)
    }

    /// Waits for its end and returns its exit code.
    func exitCode() async -> Int32 { await self.ended.value }

    /// Ends it at once, as a power cut would.
    func killHard() async {
        self.send(SIGKILL)
        _ = await self.exitCode()
    }

    private func read(_ descriptor: Int32) {
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
        let waiters = self.reader.withLock { reader in
            reader.isAtEnd = true
            defer { reader.waiters = [] }
            return reader.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }

    private func add(_ line: String) {
        let woken = self.reader.withLock { reader in
            reader.lines.append(line)
            let woken = reader.waiters.filter { line.contains($0.text) }
            reader.waiters.removeAll { line.contains($0.text) }
            return woken
        }
        for waiter in woken { waiter.continuation.resume(returning: line) }
    }
}
