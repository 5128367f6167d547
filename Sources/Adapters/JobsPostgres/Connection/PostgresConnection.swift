import CLibPQ
import Glibc
import JobsDomain

/// One connection, used by one thread, which it never blocks for longer than a call's deadline: libpq in
/// non-blocking mode, with `poll` on its socket.
///
/// Statements go out as pipelines, prepared once a connection, parameters and results in binary format.
final class PostgresConnection {
    /// Bounds that the server keeps too, so that a client which is gone or stopped holds nothing for long.
    /// Each is a bit shorter than ``callTimeout``, so that usually the server speaks first and the connection
    /// stays good. Every statement has an index that fits it, so plans are made once and never by guessing
    /// how many rows there are: a plan made while the tables were small would scan them when they are not.
    private static let settings = """
        SET client_encoding = 'UTF8'; SET statement_timeout = '3s'; SET lock_timeout = '2s';
        SET idle_in_transaction_session_timeout = '3s'; SET client_min_messages = 'warning';
        SET plan_cache_mode = 'force_generic_plan'; SET jit = 'off'; SET enable_seqscan = 'off';
        SET enable_hashjoin = 'off'; SET enable_mergejoin = 'off'; SET enable_bitmapscan = 'off'; SET max_parallel_workers_per_gather = 0
        """
    /// How long a call may take, server and network together.
    static let callTimeout = Duration.milliseconds(3500)
    static let connectTimeout = Duration.seconds(2)

    let connection: OpaquePointer
    private var prepared: Set<String> = []

    /// Connects.
    ///
    /// - Throws: ``PostgresFailure`` with the server's SQLSTATE where it refused, `connection` or `timeout`
    ///   where it cannot be reached.
    init(_ address: PostgresAddress, within timeout: Duration = PostgresConnection.connectTimeout)
        throws(PostgresFailure)
    {
        let deadline = ContinuousClock.now + timeout
        guard let connection = address.startConnection() else { throw .connection("out of memory") }
        self.connection = connection
        // Puts the SQLSTATE into the message of a refused connection, which has no other place for it.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        try self.finishConnecting(deadline)
        guard PQsetnonblocking(connection, 1) == 0 else { throw self.broken }
        try self.simple(Self.settings, deadline: deadline)
        guard PQenterPipelineMode(connection) == 1 else { throw self.broken }
    }

    deinit {
        PQfinish(self.connection)
    }

    /// Whether the server says that it cannot write, a standby for instance.
    var isReadOnly: Bool {
        let value = PQparameterStatus(self.connection, "in_hot_standby")
        return value.map { String(cString: $0) } == "on"
    }

    var encoding: String { PQparameterStatus(self.connection, "server_encoding").map { String(cString: $0) } ?? "" }

    var backendPID: Int32 { PQbackendPID(self.connection) }

    var socket: Int32 { PQsocket(self.connection) }

    // MARK: - Calls

    /// Sends statements as one pipeline and waits for all results.
    ///
    /// - Returns: one result a query.
    /// - Throws: the first failure. After `server` the connection is good, but a transaction that was open is
    ///   to be rolled back; after anything else the connection must not be used again.
    @discardableResult
    func run(
        _ queries: [PostgresQuery],
        deadline: ContinuousClock.Instant = .now + PostgresConnection.callTimeout
    ) throws(PostgresFailure) -> [PostgresResult] {
        var expected: [(query: Int, name: String?)] = []
        for (index, query) in queries.enumerated() {
            if !self.prepared.contains(query.statement.name) {
                try self.prepare(query)
                expected.append((index, query.statement.name))
                self.prepared.insert(query.statement.name)
            }
            try self.send(query)
            expected.append((index, nil))
        }
        guard PQpipelineSync(self.connection) == 1 else { throw self.broken }
        var results: [PostgresResult] = []
        var failure: PostgresFailure?
        for item in expected {
            switch try self.result(deadline) {
            case .success(let result): if item.name == nil { results.append(result) }
            case .failure(let error):
                // What comes after a failed statement is skipped by the server, preparations included.
                if let name = item.name { self.prepared.remove(name) }
                failure = failure ?? error
            }
            try self.expectEndOfResult(deadline)
        }
        try self.expectSync(deadline)
        if let failure { throw failure }
        return results
    }

    /// Runs statements without parameters, outside the pipeline.
    private func simple(_ sql: String, deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        guard PQsendQuery(self.connection, sql) == 1 else { throw self.broken }
        var failure: PostgresFailure?
        while let pointer = try self.nextResult(deadline) {
            if case .failure(let error) = Self.outcome(pointer) { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    private func prepare(_ query: PostgresQuery) throws(PostgresFailure) {
        let types = query.parameters.map(\.type)
        let sent = PQsendPrepare(self.connection, query.statement.name, query.statement.sql, Int32(types.count), types)
        guard sent == 1 else { throw self.broken }
    }

    private func send(_ query: PostgresQuery) throws(PostgresFailure) {
        let count = query.parameters.count
        let lengths = query.parameters.map { Int32(clamping: $0.bytes?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: count)
        // One block for all values: libpq takes pointers, and an empty value must not become NULL.
        let total = query.parameters.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
        let sent = withUnsafeTemporaryAllocation(byteCount: total + 1, alignment: 8) { block in
            var values: [UnsafePointer<CChar>?] = []
            values.reserveCapacity(count)
            var offset = 0
            for parameter in query.parameters {
                guard let bytes = parameter.bytes, let base = block.baseAddress else {
                    values.append(nil)
                    continue
                }
                UnsafeMutableRawBufferPointer(rebasing: block[offset..<offset + bytes.count]).copyBytes(from: bytes)
                values.append(UnsafePointer((base + offset).assumingMemoryBound(to: CChar.self)))
                offset += bytes.count
            }
            return PQsendQueryPrepared(
                self.connection,
                query.statement.name,
                Int32(count),
                values,
                lengths,
                formats,
                1
            )
        }
        guard sent == 1 else { throw self.broken }
    }

    // MARK: - Results

    private func result(_ deadline: ContinuousClock.Instant) throws(PostgresFailure) -> Result<
        PostgresResult, PostgresFailure
    > {
        guard let pointer = try self.nextResult(deadline) else { throw .unexpected("a result is missing") }
        return Self.outcome(pointer)
    }

    private func expectEndOfResult(_ deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        while let pointer = try self.nextResult(deadline) { PQclear(pointer) }
    }

    private func expectSync(_ deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        guard let pointer = try self.nextResult(deadline) else { throw .unexpected("the end of a pipeline is missing") }
        defer { PQclear(pointer) }
        guard PQresultStatus(pointer) == PGRES_PIPELINE_SYNC else { throw Self.failure(pointer) }
    }

    private static func outcome(_ pointer: OpaquePointer) -> Result<PostgresResult, PostgresFailure> {
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return .success(PostgresResult(pointer))
        default:
            defer { PQclear(pointer) }
            return .failure(Self.failure(pointer))
        }
    }

    private static func failure(_ pointer: OpaquePointer) -> PostgresFailure {
        func field(_ code: Character) -> String? {
            PQresultErrorField(pointer, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        if PQresultStatus(pointer) == PGRES_PIPELINE_ABORTED {
            return .server(sqlState: "25P02", message: "skipped after an earlier error")
        }
        // A result without a SQLSTATE is libpq's own word for a connection that is gone.
        guard let sqlState = field("C") else {
            return .connection(String(cString: PQresultErrorMessage(pointer)).firstLine)
        }
        return .server(sqlState: sqlState, message: field("M") ?? "")
    }

    /// Waits for the next result; nil ends the results of one statement.
    private func nextResult(_ deadline: ContinuousClock.Instant) throws(PostgresFailure) -> OpaquePointer? {
        while true {
            let flushed = PQflush(self.connection)
            guard flushed >= 0 else { throw self.broken }
            if PQisBusy(self.connection) == 0 { return PQgetResult(self.connection) }
            let events = try self.wait(Int16(POLLIN) | (flushed == 1 ? Int16(POLLOUT) : 0), deadline)
            if events & Int16(POLLIN | POLLHUP | POLLERR) != 0, PQconsumeInput(self.connection) == 0 {
                throw self.broken
            }
        }
    }

    // MARK: - Waiting

    private func finishConnecting(_ deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        guard PQstatus(self.connection) != CONNECTION_BAD else { throw self.refused }
        var polling = PGRES_POLLING_WRITING
        while true {
            switch polling {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: _ = try self.wait(Int16(POLLIN), deadline)
            case PGRES_POLLING_WRITING: _ = try self.wait(Int16(POLLOUT), deadline)
            default: throw self.refused
            }
            polling = PQconnectPoll(self.connection)
        }
    }

    private func wait(_ events: Int16, _ deadline: ContinuousClock.Instant) throws(PostgresFailure) -> Int16 {
        while true {
            let remaining = ContinuousClock.now.duration(to: deadline)
            guard remaining > .zero else { throw .timeout("no answer in time") }
            var descriptor = pollfd(fd: self.socket, events: events, revents: 0)
            guard descriptor.fd >= 0 else { throw self.broken }
            let ready = poll(&descriptor, 1, Int32(clamping: remaining.milliseconds + 1))
            if ready > 0 { return descriptor.revents }
            if ready < 0, errno != EINTR { throw self.broken }
        }
    }

    /// The connection is gone.
    private var broken: PostgresFailure { .connection(String(cString: PQerrorMessage(self.connection)).firstLine) }

    /// The server did not let the client in, and perhaps said why, or cannot be reached.
    private var refused: PostgresFailure {
        let message = String(cString: PQerrorMessage(self.connection))
        for line in message.split(separator: "\n") {
            // "… FATAL:  28P01: password authentication failed for user …"
            guard let range = line.firstRange(of: "FATAL:  ") else { continue }
            let rest = line[range.upperBound...]
            guard let colon = rest.firstIndex(of: ":"), rest[..<colon].utf8.count == 5 else { continue }
            let text = rest[rest.index(after: colon)...].drop { $0 == " " }
            return .server(sqlState: String(rest[..<colon]), message: String(text))
        }
        return .connection(message.firstLine)
    }
}

extension String {
    /// libpq's messages have several lines; one is enough for a log.
    fileprivate var firstLine: String {
        self.split(whereSeparator: \.isNewline).first.map(String.init) ?? "the connection is gone"
    }
}
