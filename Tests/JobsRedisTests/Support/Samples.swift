import JobsApplication
import JobsDomain
import Logging

@testable import JobsRedis

extension RedisURL {
    static func local(_ port: Int, database: Int = 0, prefix: String = "avo", password: String? = nil) -> RedisURL {
        RedisURL(
            host: "127.0.0.1",
            port: port,
            database: database,
            prefix: prefix,
            user: nil,
            password: password
        )
    }
}

extension RedisTimings {
    /// Pauses short enough for tests. How long the server may take to answer stays as it is.
    static var eager: RedisTimings {
        var timings = RedisTimings()
        timings.block = .milliseconds(200)
        timings.refresh = .milliseconds(100)
        timings.idleCheck = .milliseconds(200)
        timings.recheck = .milliseconds(50)
        timings.silence = .milliseconds(200)
        timings.backoff = .milliseconds(5)...Duration.milliseconds(50)
        return timings
    }
}

extension JobTicket {
    /// A ticket whose job has the smaller identifier the larger its sequence is, so that sorting by one is not
    /// sorting by the other.
    static func sample(_ number: Int, _ queue: String = "q") -> JobTicket {
        let id = JobID(UUIDv7(milliseconds: 1 << 40 - Int64(number), counter: 0, random: 0))
        return JobTicket(job: id, sequence: Int64(number), queue: queue)
    }
}

extension JobSignal {
    static func sample(_ number: Int) -> JobSignal {
        .changed(JobTicket.sample(number).job, event: number)
    }
}

extension RedisJobQueue {
    /// A queue for a test: eager, and silent unless the test reads what it logs.
    static func sample(
        _ url: RedisURL,
        queues: Set<String> = ["q"],
        ticketsAtOnce: Int = 4,
        timings: RedisTimings = .eager,
        log: LogLines = LogLines()
    ) throws -> RedisJobQueue {
        try RedisJobQueue(url, queues: queues, ticketsAtOnce: ticketsAtOnce, timings: timings, logger: log.logger)
    }
}

extension RedisJobQueue {
    /// Whether a ticket could be sent.
    func sends(_ ticket: JobTicket) async -> Bool {
        (try? await self.send([ticket])) != nil
    }
}
