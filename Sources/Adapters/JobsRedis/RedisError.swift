/// Why Redis did not do what it was asked, in one line for the operator. It never contains a password.
public struct RedisError: Error, Sendable, CustomStringConvertible {
    /// What a caller can act on.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Value: String, Sendable, Hashable {
            case invalidURL, noResources, connectionRefused, unreachable, timedOut, connectionLost, loading
            case authentication, notPermitted, database, wrongType, readOnly, outOfMemory, notPersisted
            case protocolViolation, rejected, closed
        }

        private let value: Value

        /// The text is no address of a Redis server.
        public static let invalidURL = Code(value: .invalidURL)
        /// This process has no thread, descriptor or memory to give.
        public static let noResources = Code(value: .noResources)
        /// Nobody listens at the address, as while the server is still starting, or it has too many clients.
        public static let connectionRefused = Code(value: .connectionRefused)
        /// The host has no address, or there is no way to it.
        public static let unreachable = Code(value: .unreachable)
        /// No answer in time.
        public static let timedOut = Code(value: .timedOut)
        /// The connection broke.
        public static let connectionLost = Code(value: .connectionLost)
        /// The server is reading its data set, or has no master yet.
        public static let loading = Code(value: .loading)
        /// Wrong or missing user or password.
        public static let authentication = Code(value: .authentication)
        /// The user may not run a command, or not on these keys or channels.
        public static let notPermitted = Code(value: .notPermitted)
        /// The server has no database of this number.
        public static let database = Code(value: .database)
        /// Somebody else's value is stored at one of the keys.
        public static let wrongType = Code(value: .wrongType)
        /// The server is a replica that takes no writes.
        public static let readOnly = Code(value: .readOnly)
        /// The server has reached its memory limit.
        public static let outOfMemory = Code(value: .outOfMemory)
        /// The server refuses writes because it cannot save them.
        public static let notPersisted = Code(value: .notPersisted)
        /// What came back is no reply to what was asked.
        public static let protocolViolation = Code(value: .protocolViolation)
        /// Any other refusal.
        public static let rejected = Code(value: .rejected)
        /// The adapter was closed.
        public static let closed = Code(value: .closed)

        public var description: String { self.value.rawValue }
    }

    public let code: Code
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the reason may pass by itself, as it does where the server is still starting.
    public var mayPass: Bool {
        switch self.code {
        case .noResources, .readOnly, .outOfMemory, .notPersisted: true
        default: self.isDisconnection
        }
    }

    /// Whether there is no use of the server at the moment, whichever way it shows.
    var isDisconnection: Bool {
        switch self.code {
        case .connectionRefused, .unreachable, .timedOut, .connectionLost, .loading: true
        default: false
        }
    }

    /// Whether the connection on which it happened is of no more use.
    ///
    /// Nobody knows which reply would come next after a broken or late one. And where the server is not the
    /// right one at the moment, another connection may find the right one behind the same name.
    var endsConnection: Bool {
        switch self.code {
        case .notPermitted, .wrongType, .outOfMemory, .notPersisted, .rejected: false
        default: true
        }
    }

    public var description: String { "\(self.code): \(self.message)" }
}

extension RedisError {
    /// Classifies an error reply by its first word.
    ///
    /// - Parameters:
    ///   - text: the reply without its leading `-`.
    ///   - subject: what the command was about, a key for example.
    init(reply text: [UInt8], about subject: String) {
        let line = text.prefix(200).prefix { $0 >= 0x20 && $0 != 0x7F }
        let text = String(decoding: line, as: UTF8.self)
        let code: Code =
            switch text.prefix(while: { $0 != " " }) {
            case "LOADING", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN": .loading
            case "NOAUTH", "WRONGPASS": .authentication
            case "NOPERM": .notPermitted
            case "WRONGTYPE": .wrongType
            case "READONLY": .readOnly
            case "OOM": .outOfMemory
            case "MISCONF", "NOREPLICAS": .notPersisted
            // Said to a connection as soon as it is made, whatever it asks.
            case "ERR" where text.hasPrefix("ERR max number of clients"): .connectionRefused
            default: .rejected
            }
        self.init(code, "\(subject): \(text)")
    }
}
