import Foundation
import Synchronization

/// A real process that a test starts, reads line by line, and ends by its pid.
final class ChildProcess: Sendable {
    private let process: Mutex<Process>
    private let reader = LineReader()
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
        let reader = self.reader
        // The thread keeps the reader, never the process: whose end must not wait for its own output.
        Thread.detachNewThread { reader.read(output) }
    }

    deinit {
        kill(self.pid, SIGKILL)
    }

    /// Everything it has printed so far.
    var output: String { self.reader.output }

    /// Waits for a line that contains a text; nil where the process ends without it.
    func line(containing text: String) async -> String? {
        await self.reader.line(containing: text)
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
}
