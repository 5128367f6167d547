import Glibc
import TestServices
import Testing

@testable import JobsRedis

@Suite("A connection and its thread", .timeLimit(.minutes(1)))
struct ConnectionTests {
    @Test("no child process inherits the socket, and a vanished peer is noticed")
    func socketOptions() throws {
        let server = try FakeRedis { FakeRedis.healthyAnswer($0) }
        let url = RedisURL.local(server.port)
        let connection = try RedisConnection(url, timings: RedisTimings(), closing: WakeDescriptor())
        #expect(fcntl(connection.socket, F_GETFD) & FD_CLOEXEC != 0)
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        #expect(getsockopt(connection.socket, SOL_SOCKET, SO_KEEPALIVE, &value, &size) == 0)
        #expect(value == 1)
    }

    @Test("writing into a broken connection does not end the process")
    func brokenPipe() async throws {
        let isBlocked = await withCheckedContinuation { continuation in
            do {
                try RedisThread.start {
                    var signals = sigset_t()
                    pthread_sigmask(SIG_BLOCK, nil, &signals)
                    continuation.resume(returning: sigismember(&signals, SIGPIPE) == 1)
                }
            } catch {
                continuation.resume(returning: false)
            }
        }
        #expect(isBlocked)
    }

    @Test("a host whose first address is dead is reached at another")
    func severalAddresses() async throws {
        // `localhost` is ::1, where nobody listens, and 127.0.0.1.
        let server = try await RedisServer.start()
        let url = try RedisURL("redis://localhost:\(server.port)")
        #expect(throws: Never.self) {
            _ = try RedisConnection(url, timings: RedisTimings(), closing: WakeDescriptor())
        }
    }

    @Test("pauses grow up to their limit and differ")
    func backoff() {
        var backoff = Backoff(.milliseconds(50)...Duration.seconds(1))
        let pauses = (0..<1000).map { _ in backoff.next() }
        for (index, pause) in pauses.enumerated() {
            #expect(pause >= .zero && pause <= min(.milliseconds(50) * (1 << min(index, 10)), .seconds(1)))
        }
        #expect(Set(pauses).count > 900)
        #expect(pauses.contains { $0 > .milliseconds(900) })
        backoff.reset()
        #expect(backoff.next() <= .milliseconds(50))
    }
}
