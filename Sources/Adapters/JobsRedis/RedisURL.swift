/// Where a Redis server is and what to use of it:
/// `redis://[user]:password@host:port/database?prefix=name`. All but the host may be left out.
///
/// It never shows its password when it is printed.
public struct RedisURL: Sendable, Equatable {
    /// A name or an address; an IPv6 address without its brackets.
    public let host: String
    /// By default 6379.
    public let port: Int
    /// By default 0.
    public let database: Int
    /// What every key and channel begins with; by default `avo`. Installations that share a database need
    /// different ones.
    public let prefix: String
    /// A user of the server's access control list; nil means the default one.
    let user: String?
    let password: String?

    init(host: String, port: Int, database: Int, prefix: String, user: String?, password: String?) {
        self.host = host
        self.port = port
        self.database = database
        self.prefix = prefix
        self.user = user
        self.password = password
    }

    /// `host:port`, for messages.
    var endpoint: String {
        (self.host.utf8.contains(UInt8(ascii: ":")) ? "[\(self.host)]" : self.host) + ":\(self.port)"
    }
}

extension RedisURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        let credentials = self.password == nil ? "" : (self.user ?? "") + ":***@"
        return "redis://\(credentials)\(self.endpoint)/\(self.database)?prefix=\(self.prefix)"
    }

    public var debugDescription: String { self.description }

    /// Without the password, so that `dump` does not show it.
    public var customMirror: Mirror {
        Mirror(self, children: ["url": self.description])
    }
}
