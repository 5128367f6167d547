import Foundation

/// The user that a service runs as where the tests run as root and the service refuses root.
struct ServiceUser: Sendable {
    let id: uid_t
    let group: gid_t
    /// The command that starts another one as this user, under the same pid.
    let prefix: [String]

    /// - Returns: nil where the tests do not run as root.
    /// - Throws: `ServiceFailure` where there is no such user.
    static func replacingRoot(_ name: String) throws -> ServiceUser? {
        guard getuid() == 0 else { return nil }
        guard let entry = getpwnam(name)?.pointee else { throw ServiceFailure("there is no user \(name)") }
        let prefix = [
            try Command.find("setpriv"), "--reuid=\(entry.pw_uid)", "--regid=\(entry.pw_gid)", "--clear-groups", "--",
        ]
        return ServiceUser(id: entry.pw_uid, group: entry.pw_gid, prefix: prefix)
    }
}
