import Glibc
import Synchronization

/// A file of recorded exchanges, one a line, to which any number of processes append.
final class CassetteFile: Sendable {
    private let path: String
    private let descriptor: Int32
    /// Writers of one process exclude each other here, those of others by a lock on the file.
    private let writing = Mutex(())

    init(appendingTo path: String) throws(CassetteError) {
        // Readable too: what a process that died left behind has to be looked at.
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot be written", path) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(self.descriptor)
    }

    /// Appends one whole line.
    func append(_ entry: CassetteEntry) throws(CassetteError) {
        let line = entry.line
        try self.writing.withLock { _ throws(CassetteError) in
            guard flock(self.descriptor, LOCK_EX) == 0 else { throw Self.failure("cannot be locked", self.path) }
            defer { flock(self.descriptor, LOCK_UN) }
            try self.removeBrokenEnd()
            var rest = line[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { write(self.descriptor, $0.baseAddress, $0.count) }
                guard written > 0 || errno == EINTR else { throw Self.failure("cannot be written", self.path) }
                rest = rest.dropFirst(max(0, written))
            }
        }
    }

    /// Takes away a line that a process began and did not finish, so that the next one does not continue it.
    private func removeBrokenEnd() throws(CassetteError) {
        var end = lseek(self.descriptor, 0, SEEK_END)
        let size = end
        var byte: UInt8 = 0
        while end > 0, pread(self.descriptor, &byte, 1, end - 1) == 1, byte != 0x0A { end -= 1 }
        guard end == size || ftruncate(self.descriptor, end) == 0 else {
            throw Self.failure("cannot be repaired", self.path)
        }
    }

    /// Every exchange of a file.
    static func entries(of path: String) throws(CassetteError) -> [CassetteEntry] {
        let lines = try Self.content(of: path).split(separator: 0x0A, omittingEmptySubsequences: false)
        var entries: [CassetteEntry] = []
        let last = lines.lastIndex { !$0.isEmpty }
        for (index, line) in lines.enumerated() where !line.isEmpty {
            if let entry = CassetteEntry(line: Array(line)) {
                entries.append(entry)
            } else if index != last {
                throw CassetteError("line \(index + 1) of \(path) is no recorded exchange")
            }
        }
        return entries
    }

    private static func content(of path: String) throws(CassetteError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("cannot be read", path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return content }
            guard count > 0 || errno == EINTR else { throw Self.failure("cannot be read", path) }
            content += chunk[..<max(0, count)]
        }
    }

    private static func failure(_ what: String, _ path: String) -> CassetteError {
        CassetteError("\(path) \(what): \(String(cString: strerror(errno)))")
    }
}
