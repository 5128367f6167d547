import CHiredis
import Glibc

/// One connection, made and used by one thread.
///
/// hiredis writes the commands, reads the replies and keeps what is half sent or half read; the waiting is done
/// here, so that every call has one deadline however slowly the bytes come, and ends when the adapter is
/// closed. After an error that ends the connection it must not be used again.
final class RedisConnection {
    /// Far more than any reply to this program's commands.
    private static let largestReply = 8 << 20

    let url: RedisURL
    private let context: UnsafeMutablePointer<redisContext>
    private let timings: RedisTimings
    private let closing: WakeDescriptor

    /// Connects, authenticates and chooses the database.
    init(_ url: RedisURL, timings: RedisTimings, closing: WakeDescriptor) throws(RedisError) {
        self.url = url
        self.timings = timings
        self.closing = closing
        let socket = try RedisSocket.connect(url, within: timings.connect, closing: closing)
        guard let context = redisConnectFd(socket) else {
            Glibc.close(socket)
            throw RedisError(.noResources, "no memory for a connection")
        }
        chiredis_prepare(context)
        self.context = context
        try self.shakeHands()
    }

    deinit {
        redisFree(self.context)
    }

    var socket: Int32 { self.context.pointee.fd }

    // MARK: - Commands

    /// Sends commands and waits for their replies, errors among them.
    ///
    /// - Returns: as many replies as commands.
    func run(_ commands: [RedisCommand]) throws(RedisError) -> [RedisReply] {
        for command in commands { try self.append(command) }
        let deadline = ContinuousClock.now + self.timings.command
        var replies: [RedisReply] = []
        for _ in commands { replies.append(try self.reply(by: deadline)) }
        return replies
    }

    /// Sends a command and waits for its reply.
    ///
    /// - Parameter blocking: how long the server itself may wait before it replies.
    /// - Throws: ``RedisError``, also where the reply is an error.
    func run(_ command: RedisCommand, blocking: Duration = .zero) throws(RedisError) -> RedisReply {
        try self.append(command)
        let reply = try self.reply(by: .now + blocking + self.timings.command)
        if case .error(let text) = reply { throw self.refusal(of: command, text) }
        return reply
    }

    /// Sends a command whose reply is read with ``nextReply()``.
    func send(_ command: RedisCommand) throws(RedisError) {
        try self.append(command)
        try self.flush(by: .now + self.timings.command)
    }

    /// The next reply among the bytes that have come; nil where there is no complete one. Does not wait.
    func nextReply() throws(RedisError) -> RedisReply? {
        if let reply = try self.bufferedReply() { return reply }
        try self.read()
        return try self.bufferedReply()
    }

    /// Notices that an idle connection was closed by the server.
    func checkIdle() throws(RedisError) {
        guard try self.nextReply() == nil else { throw self.violation("a reply that nobody asked for") }
    }

    /// What an error reply to a command means.
    func refusal(of command: RedisCommand, _ text: [UInt8]) -> RedisError {
        RedisError(reply: text, about: "Redis at \(self.url.endpoint), \(command.subject)")
    }

    /// What is wrong with a reply.
    func violation(_ what: String) -> RedisError {
        RedisError(.protocolViolation, "Redis at \(self.url.endpoint) sent \(what)")
    }

    // MARK: - Start

    private func shakeHands() throws(RedisError) {
        if let password = self.url.password {
            let credentials = (self.url.user.map { [$0] } ?? []) + [password]
            let command = RedisCommand((["AUTH"] + credentials).map { Array($0.utf8) }, subject: "AUTH")
            do throws(RedisError) { _ = try self.run(command) } catch let error where Self.refusesUser(error) {
                // The reply itself could repeat what was sent.
                throw self.refusal(.authentication, "refused the user or the password")
            }
        }
        do throws(RedisError) {
            if self.url.database != 0 { _ = try self.run(RedisCommand("SELECT", key: "\(self.url.database)")) }
        } catch let error where error.code == .rejected {
            throw self.refusal(.database, "has no database \(self.url.database)")
        }
        guard try self.run(.ping).isStatus("PONG") else { throw self.violation("no PONG to a PING") }
    }

    private static func refusesUser(_ error: RedisError) -> Bool {
        [.authentication, .rejected, .notPermitted].contains(error.code)
    }

    private func refusal(_ code: RedisError.Code, _ what: String) -> RedisError {
        RedisError(code, "Redis at \(self.url.endpoint) \(what)")
    }

    // MARK: - Bytes

    private func append(_ command: RedisCommand) throws(RedisError) {
        let bytes = command.arguments.joined().map { CChar(bitPattern: $0) }
        let result = bytes.withUnsafeBufferPointer { buffer -> Int32 in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for argument in command.arguments {
                pointers.append(buffer.baseAddress.map { $0 + offset })
                offset += argument.count
            }
            let lengths = command.arguments.map(\.count)
            return redisAppendCommandArgv(self.context, Int32(pointers.count), &pointers, lengths)
        }
        guard result == REDIS_OK else { throw self.failure() }
    }

    private func flush(by deadline: ContinuousClock.Instant) throws(RedisError) {
        while true {
            var isDone: Int32 = 0
            guard redisBufferWrite(self.context, &isDone) == REDIS_OK else { throw self.failure() }
            if isDone != 0 { return }
            try self.wait(for: POLLOUT, until: deadline)
        }
    }

    private func reply(by deadline: ContinuousClock.Instant) throws(RedisError) -> RedisReply {
        try self.flush(by: deadline)
        while true {
            if let reply = try self.bufferedReply() { return reply }
            try self.wait(for: POLLIN, until: deadline)
            try self.read()
        }
    }

    private func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws(RedisError) {
        let wait = SocketWait(socket: self.socket, events: events, closing: self.closing)
        guard try wait.run(until: deadline) else {
            throw RedisError(.timedOut, "Redis at \(self.url.endpoint) did not answer in time")
        }
    }

    /// Takes in what has come, without waiting.
    private func read() throws(RedisError) {
        guard redisBufferRead(self.context) == REDIS_OK else { throw self.failure() }
        guard self.context.pointee.reader.pointee.len <= Self.largestReply else {
            throw self.violation("a reply that is too large")
        }
    }

    private func bufferedReply() throws(RedisError) -> RedisReply? {
        var object: UnsafeMutableRawPointer?
        guard redisGetReplyFromReader(self.context, &object) == REDIS_OK else { throw self.failure() }
        guard let object else { return nil }
        defer { freeReplyObject(object) }
        guard let reply = RedisReply(object.assumingMemoryBound(to: redisReply.self).pointee) else {
            throw self.violation("a reply of an unknown type")
        }
        return reply
    }

    /// What hiredis says went wrong.
    private func failure() -> RedisError {
        let text = withUnsafeBytes(of: self.context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        switch self.context.pointee.err {
        case REDIS_ERR_EOF:
            return RedisError(.connectionLost, "Redis at \(self.url.endpoint) closed the connection")
        case REDIS_ERR_IO:
            return RedisError(.connectionLost, "the connection to Redis at \(self.url.endpoint) broke: \(text)")
        case REDIS_ERR_PROTOCOL, REDIS_ERR_OOM:
            return self.violation("what is no reply: \(text)")
        default:
            return RedisError(.noResources, "Redis at \(self.url.endpoint): \(text)")
        }
    }
}
