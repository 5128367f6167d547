import Glibc
import JobsDomain
import Synchronization

/// Knows which lease owners are alive: every owner holds a file lock in a folder beside the database, and the
/// kernel frees it the moment its process dies.
final class OwnerLocks: Sendable {
    private let folder: String
    private let held = Mutex<[LeaseOwner: FileLock]>([:])

    /// - Parameter folder: created if it does not exist.
    init(folder: String) throws(FileLock.Failure) {
        self.folder = folder
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else {
            throw FileLock.Failure(path: folder, errorNumber: errno)
        }
        self.removeLeftovers()
    }

    deinit {
        for owner in self.held.withLock({ Array($0.keys) }) { unlink(self.path(of: owner)) }
    }

    /// Holds the owner's lock for as long as this object lives. A second call does nothing.
    func hold(_ owner: LeaseOwner) throws(FileLock.Failure) {
        try self.held.withLock { held throws(FileLock.Failure) in
            guard held[owner] == nil else { return }
            let path = self.path(of: owner)
            var lock = try FileLock(path: path)
            // Between opening and locking, another process may have cleaned the unlocked file away.
            while !(lock.tryLock() && lock.isStill(at: path)) { lock = try FileLock(path: path) }
            held[owner] = lock
        }
    }

    /// Those of the owners whose process is gone. Costs three system calls an owner that is not of this process.
    func dead(among owners: Set<LeaseOwner>) -> Set<LeaseOwner> {
        let held = self.held.withLock { Set($0.keys) }
        return owners.subtracting(held).filter { self.isFree($0) }
    }

    /// Lets go of every lock that is held here.
    func releaseAll() {
        self.held.withLock { $0 = [:] }
    }

    private func isFree(_ owner: LeaseOwner) -> Bool {
        let path = self.path(of: owner)
        guard access(path, F_OK) == 0 else { return true }
        guard let lock = try? FileLock(path: path) else { return false }
        return lock.tryLock()
    }

    /// Removes the lock files of owners that are gone.
    private func removeLeftovers() {
        guard let directory = opendir(self.folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = entry.name
            guard name != ".", name != ".." else { continue }
            let path = self.folder + "/" + name
            if let lock = try? FileLock(path: path), lock.tryLock() { unlink(path) }
        }
    }

    private func path(of owner: LeaseOwner) -> String { self.folder + "/" + owner.name }
}
