import Glibc

/// A thread with one connection and the work that is done on it. It connects, and connects again whenever the
/// connection breaks, until it is closed. No other thread ever waits for the network.
final class ConnectionLoop: Sendable {
    private let url: RedisURL
    private let timings: RedisTimings
    private let health: ConnectionHealth
    private let part: ConnectionHealth.Part
    private let wake: WakeDescriptor
    private let closing: WakeDescriptor

    /// Starts the thread.
    ///
    /// - Parameter makeWork: called on the thread.
    /// - Throws: ``RedisError`` with code `noResources`.
    init(
        _ url: RedisURL,
        timings: RedisTimings,
        health: ConnectionHealth,
        part: ConnectionHealth.Part,
        makeWork: @escaping @Sendable () -> any ConnectionWork
    ) throws(RedisError) {
        self.url = url
        self.timings = timings
        self.health = health
        self.part = part
        self.wake = try WakeDescriptor()
        self.closing = try WakeDescriptor()
        try RedisThread.start { self.run(makeWork()) }
    }

    /// Has the work's turn called.
    func wakeUp() {
        self.wake.signal()
    }

    /// Ends the thread, which breaks off what it does and closes its connection. Does not wait for it.
    func close() {
        self.closing.signal()
    }

    private func run(_ work: any ConnectionWork) {
        var connection: RedisConnection?
        var backoff = Backoff(self.timings.backoff)
        var failure: RedisError?
        var retryAt = ContinuousClock.now
        while !self.closing.isSignalled {
            var next = ContinuousClock.now + .seconds(3600)
            do throws(RedisError) {
                if connection == nil, work.wantsConnection {
                    if ContinuousClock.now >= retryAt {
                        let fresh = try RedisConnection(self.url, timings: self.timings, closing: self.closing)
                        try work.begin(fresh)
                        connection = fresh
                    } else {
                        // Whoever comes between two attempts is told at once.
                        if let failure { work.fail(failure) }
                        next = retryAt
                    }
                }
                if let connection {
                    next = try work.turn(connection)
                    backoff.reset()
                    failure = nil
                    self.health.note(work.problem, of: self.part)
                }
            } catch {
                guard error.code != .closed else { break }
                connection = nil
                failure = error
                retryAt = .now + backoff.next()
                next = retryAt
                self.health.note(error, of: self.part)
                work.fail(error)
            }
            self.wait(connection, until: next)
        }
        work.fail(RedisError(.closed, "the adapter was closed"))
    }

    private func wait(_ connection: RedisConnection?, until deadline: ContinuousClock.Instant) {
        let wait = SocketWait(socket: connection?.socket, closing: self.closing, wake: self.wake)
        // Being closed is noticed by the caller; without memory for a wait the next turn tells.
        _ = try? wait.run(until: deadline)
        self.wake.clear()
    }
}
