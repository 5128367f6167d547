import Glibc

/// A folder that is reached through an open descriptor, because a socket's address has room for 107 bytes only
/// and databases lie in longer paths.
///
/// `@unchecked Sendable`: the descriptor never changes after `init`, and the calls made on it are safe from
/// any thread.
final class DescriptorFolder: @unchecked Sendable {
    private let descriptor: Int32

    /// Opens, and creates if need be, the folder.
    init(path: String) throws(FileLock.Failure) {
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else { throw FileLock.Failure(path: path, errorNumber: errno) }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileLock.Failure(path: path, errorNumber: errno) }
        self.descriptor = descriptor
    }

    deinit {
        close(self.descriptor)
    }

    /// The names in the folder.
    var names: [String] {
        // A descriptor of its own: the directory stream moves and closes it.
        let copy = openat(self.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return [] }
        guard let directory = fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = entry.name
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    func remove(_ name: String) {
        unlinkat(self.descriptor, name, 0)
    }

    /// Calls a socket function with the address of a name in the folder.
    func withAddress<Result>(
        of name: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array("/proc/self/fd/\(self.descriptor)/\(name)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                body(generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

extension UnsafeMutablePointer<dirent> {
    /// The entry's name, read where it stands: an entry is as long as its name, and a copy of the whole structure would
    /// reach behind the last one, into memory that may not be there.
    var name: String {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        return String(cString: UnsafeRawPointer(self).advanced(by: offset).assumingMemoryBound(to: UInt8.self))
    }
}
