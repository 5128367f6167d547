import HTTPTransport
import JobsDomain
import Synchronization
import Testing

@testable import JobsHTTPClient

/// Clients of a ``ScriptedServer``, with limits that no slow machine meets.
struct Clients {
    let pauses = Pauses()
    let transport = CurlTransport()

    func client(
        _ server: ScriptedServer,
        language: JobsClient.Language? = .english,
        attempts: Int = 4,
        idle: Duration = .seconds(60),
        buffered: Int = 256
    ) throws -> JobsClient {
        let rules = RetryRules(attempts: attempts, firstDelay: .milliseconds(100), longestDelay: .seconds(1))
        return try JobsClient(
            server: server.address,
            language: language,
            version: "1.2.3",
            retries: rules,
            reconnects: rules,
            limits: StreamLimits(connect: .seconds(60), idle: idle, buffered: buffered),
            transport: self.transport,
            runtime: self.pauses.runtime
        )
    }

    /// What a request fails with.
    func failure<Value>(_ body: () async throws(JobsClientError) -> Value) async -> JobsClientError? {
        do throws(JobsClientError) {
            _ = try await body()
            Issue.record("nothing failed")
            return nil
        } catch {
            return error
        }
    }
}

/// What a watcher was told.
final class Told: Sendable {
    private let news = Mutex<[WatchNews]>([])

    func tell(_ news: WatchNews) { self.news.withLock { $0.append(news) } }

    var all: [WatchNews] { self.news.withLock { $0 } }

    var events: [RemoteEvent] {
        self.all.compactMap { if case .event(let event) = $0 { event } else { nil } }
    }

    /// Why streams were taken up again.
    var reasons: [String] {
        self.all.compactMap { if case .reconnecting(_, let reason) = $0 { reason } else { nil } }
    }
}
