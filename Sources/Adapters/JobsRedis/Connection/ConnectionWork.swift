/// What is done with a connection, by the thread that owns it.
protocol ConnectionWork: AnyObject {
    /// Whether a connection is wanted now. While it is, a lost one is replaced.
    var wantsConnection: Bool { get }

    /// What is wrong although the connection works: a foreign value at a key, for example.
    var problem: RedisError? { get }

    /// Prepares a fresh connection.
    ///
    /// - Throws: ``RedisError``; the connection is given up.
    func begin(_ connection: RedisConnection) throws(RedisError)

    /// Does what there is to do. Called when the loop was woken, when the socket has something to read, and
    /// when the time has come.
    ///
    /// - Returns: when to be called again at the latest.
    /// - Throws: ``RedisError``; the connection is given up.
    func turn(_ connection: RedisConnection) throws(RedisError) -> ContinuousClock.Instant

    /// Fails what waits to be done, because there is no connection at the moment.
    func fail(_ error: RedisError)
}

extension ConnectionWork {
    func begin(_ connection: RedisConnection) throws(RedisError) {}
}
