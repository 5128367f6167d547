/// A command with its arguments, which may be any bytes.
struct RedisCommand: Sendable {
    let arguments: [[UInt8]]
    /// What error messages name: the key, as a rule, never an argument.
    let subject: String

    init(_ name: String, key: String, _ arguments: [[UInt8]] = []) {
        self.arguments = [Array(name.utf8), Array(key.utf8)] + arguments
        self.subject = "\(name) \(key)"
    }

    init(_ arguments: [[UInt8]], subject: String) {
        self.arguments = arguments
        self.subject = subject
    }

    static let ping = RedisCommand([Array("PING".utf8)], subject: "PING")
}
