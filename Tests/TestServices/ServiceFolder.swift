import Foundation

/// A temporary folder of one service. When it is let go, or when this process dies however it dies, what still
/// runs in it is killed and it is removed.
///
/// A small shell waits for the end of a pipe that only this process holds open. A parent-death signal would not
/// do: it comes when the thread that started the child ends, and it leaves stopped children of the child behind.
final class ServiceFolder: Sendable {
    let path: String
    private let lifeline = Pipe()

    /// - Parameters:
    ///   - name: goes into the folder's name.
    ///   - user: who owns the folder and runs the service; nil for who runs the tests.
    init(_ name: String, user: ServiceUser?) throws {
        let id = String(UInt64.random(in: .min ... .max), radix: 36)
        let path = FileManager.default.temporaryDirectory.path + "/avo-\(name)-\(id)"
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard chmod(path, 0o700) == 0, user.map({ chown(path, $0.id, $0.group) }) ?? 0 == 0 else {
            throw ServiceFailure("cannot hand over \(path): \(String(cString: strerror(errno)))")
        }
        let command = (user?.prefix ?? []) + ["/bin/sh", "-c", Self.script, "sh", path]
        let guardian = Spawn(
            executable: command[0],
            arguments: Array(command.dropFirst()),
            environment: ["PATH": "/usr/bin:/bin"],
            folder: "/"
        )
        let pid = try guardian.start(input: self.lifeline.fileHandleForReading.fileDescriptor)
        Thread.detachNewThread { _ = Spawn.wait(for: pid) }
    }

    deinit {
        try? self.lifeline.fileHandleForWriting.close()
    }

    /// A process belongs to the service if its working folder is this one or the data folder in it.
    private static let script = """
        read -r nothing
        found=yes
        while [ "$found" = yes ]; do
          found=no
          for process in /proc/[0-9]*; do
            if [ "$process/cwd" -ef "$1" ] || [ "$process/cwd" -ef "$1/data" ]; then
              kill -KILL "${process#/proc/}" && found=yes
            fi
          done
        done
        rm -rf "$1"
        """
}
