import Foundation
import Synchronization

/// A real process that a test starts, reads line by line, and ends by its pid.
public final class ChildProcess: Sendable {
    private let reader = LineReader()
    private let ended: Task<Int32, Never>
    /// Whether the pid is no longer its own, so that a signal could meet a stranger.
    private let isGone: Gone
    public let pid: Int32

    private final class Gone: Sendable {
        let value = Mutex(false)
    }

    /// - Parameters:
    ///   - executable: its path.
    ///   - arguments: its arguments.
    ///   - environment: its whole environment.
    ///   - folder: its working folder.
    /// - Throws: where the executable cannot be started.
    public init(_ executable: String, _ arguments: [String], environment: [String: String], folder: String) throws {
        let ends = try Spawn.pipe()
        defer { close(ends.writing) }
        let program = Spawn(executable: executable, arguments: arguments, environment: environment, folder: folder)
        let pid: pid_t
        do {
            pid = try program.start(output: ends.writing)
        } catch {
            close(ends.reading)
            throw error
        }
        let (codes, continuation) = AsyncStream.makeStream(of: Int32.self)
        let isGone = Gone()
        self.pid = pid
        self.isGone = isGone
        self.ended = Task { await codes.first { _ in true } ?? -1 }
        Thread.detachNewThread {
            continuation.yield(Spawn.wait(for: pid) { isGone.value.withLock { $0 = true } })
            continuation.finish()
        }
        let (reader, output) = (self.reader, ends.reading)
        // The thread keeps the reader, never the process: whose end must not wait for its own output.
        Thread.detachNewThread {
            reader.read(output)
            close(output)
        }
    }

    deinit {
        self.send(SIGKILL)
    }

    /// Everything it has printed so far, on both of its outputs.
    public var output: String { self.reader.output }

    /// Waits for a line that contains a text; nil where the output ends without it or the limit passes.
    public func line(containing text: String, within limit: Duration = .seconds(60)) async -> String? {
        await self.reader.line(containing: text, within: limit)
    }

    /// Waits until it has ended and all it printed is read.
    ///
    /// - Returns: its exit code, or the number of the signal that ended it.
    @discardableResult
    public func finished(within limit: Duration = .seconds(60)) async -> Int32 {
        await self.reader.end(within: limit)
        return await self.exitCode()
    }

    /// Waits for its end and returns its exit code, or the number of the signal that ended it.
    public func exitCode() async -> Int32 { await self.ended.value }

    /// Sends a signal; does nothing after its end.
    public func send(_ signal: Int32) {
        self.isGone.value.withLock { isGone in
            if !isGone { _ = Glibc.kill(self.pid, signal) }
        }
    }

    /// Stops it where it stands; its connections stay open.
    public func suspend() { self.send(SIGSTOP) }

    /// Lets it go on after `suspend()`.
    public func resume() { self.send(SIGCONT) }

    /// Asks it to end.
    public func terminate() { self.send(SIGTERM) }

    /// Ends it at once, as a power cut would, and waits for the end.
    public func kill() async {
        self.send(SIGKILL)
        _ = await self.exitCode()
    }
}
