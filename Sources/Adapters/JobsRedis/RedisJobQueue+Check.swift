extension RedisJobQueue {
    /// Connects once, and tries what the queue and the signals will do, for use at a program's start.
    ///
    /// - Parameters:
    ///   - url: where the server is.
    ///   - queues: the names of the queues as far as they are known; their keys are looked at.
    /// - Throws: ``RedisError`` with the reason in one line. Where it ``RedisError/mayPass``, the queue and the
    ///   signals can be used all the same, and work as soon as it has passed.
    public static func check(_ url: RedisURL, queues: Set<String> = []) async throws(RedisError) {
        try await Self.check(url, queues: queues, timings: RedisTimings())
    }

    static func check(_ url: RedisURL, queues: Set<String>, timings: RedisTimings) async throws(RedisError) {
        let closing = try WakeDescriptor()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<Void, RedisError>, Never>) in
                do throws(RedisError) {
                    try RedisThread.start {
                        do throws(RedisError) {
                            let connection = try RedisConnection(url, timings: timings, closing: closing)
                            try Self.tryCommands(connection, queues: queues)
                            continuation.resume(returning: .success(()))
                        } catch {
                            continuation.resume(returning: .failure(error))
                        }
                    }
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        } onCancel: {
            closing.signal()
        }
        try result.get()
    }

    private static func tryCommands(_ connection: RedisConnection, queues: Set<String>) throws(RedisError) {
        let keys = RedisKeys(prefix: connection.url.prefix)
        var commands = queues.sorted().map { RedisCommand("ZCARD", key: keys.tickets($0)) }
        if queues.isEmpty {
            commands.append(RedisCommand("SMEMBERS", key: keys.queues))
        } else {
            commands.append(RedisCommand("SADD", key: keys.queues, queues.sorted().map { Array($0.utf8) }))
        }
        let channel = keys.signals(database: connection.url.database)
        // Names no job, so nobody heeds it.
        commands.append(RedisCommand("PUBLISH", key: channel, [[]]))
        for (command, reply) in zip(commands, try connection.run(commands)) {
            if case .error(let text) = reply { throw connection.refusal(of: command, text) }
        }
    }
}
