import Foundation

/// The newest PostgreSQL of this machine.
struct PostgresInstallation: Sendable {
    let executables: String
    /// PostgreSQL refuses to run as root.
    let user: ServiceUser?

    /// - Throws: `ServiceFailure` where none is installed.
    static func newest() throws -> PostgresInstallation {
        let base = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        let usable = versions.filter { FileManager.default.isExecutableFile(atPath: "\(base)/\($0)/bin/initdb") }
        guard let version = usable.compactMap({ Int($0) }).max() else {
            throw ServiceFailure("PostgreSQL is not installed; `make test` installs what the tests need")
        }
        return PostgresInstallation(
            executables: "\(base)/\(version)/bin",
            user: try ServiceUser.replacingRoot("postgres")
        )
    }

    /// - Parameter asOwner: whether it runs as the user that owns the data.
    func command(_ name: String, _ arguments: [String], asOwner: Bool = false, folder: String = "/") -> Command {
        let words = (asOwner ? self.user?.prefix ?? [] : []) + ["\(self.executables)/\(name)"] + arguments
        return Command(executable: words[0], arguments: Array(words.dropFirst()), folder: folder)
    }
}
