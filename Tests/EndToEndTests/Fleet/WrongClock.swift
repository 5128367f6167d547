import Foundation
import TestServices

/// A wall clock that tells the processes which get its settings a wrong time; their monotonic clocks stay right.
struct WrongClock {
    private let library: String
    private let file: String

    /// Makes a clock that is right at first.
    ///
    /// - Parameter folder: takes its files.
    /// - Throws: `ServiceFailure` with the compiler's output.
    init(in folder: String) async throws {
        self.library = folder + "/wrong_clock.so"
        self.file = folder + "/clock-\(UUID())"
        try self.set(0)
        guard !FileManager.default.fileExists(atPath: self.library) else { return }
        let source = Installation.repository + "/Tests/Support/wrong_clock.c"
        let compiler = try ChildProcess(
            "/usr/bin/env",
            ["clang", "-shared", "-fPIC", "-o", self.library, source],
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
            folder: folder
        )
        guard await compiler.finished() == 0 else { throw ServiceFailure(compiler.output) }
    }

    /// Of a process that looks at this clock.
    var settings: [String: String] { ["LD_PRELOAD": self.library, "WRONG_CLOCK_FILE": self.file] }

    /// Lets the clock jump.
    ///
    /// - Parameter seconds: how far it is ahead of the right time.
    func set(_ seconds: Int64) throws {
        // Written in place: the processes have mapped the file.
        let descriptor = open(self.file, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        var value = seconds
        guard pwrite(descriptor, &value, 8, 0) == 8 else { throw ServiceFailure("cannot write \(self.file)") }
    }
}
