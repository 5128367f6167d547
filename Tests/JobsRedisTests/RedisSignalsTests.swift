import JobsApplication
import JobsTesting
import TestServices
import Testing

@testable import JobsRedis

@Suite("Redis signals on a real server", .timeLimit(.minutes(3)))
struct RedisSignalsTests {
    private func signals(_ url: String, log: LogLines = LogLines()) async throws -> RedisJobSignals {
        let signals = try RedisJobSignals(RedisURL(url), timings: .eager, logger: log.logger)
        try await waitUntil("the signals work") { signals.problem == nil }
        return signals
    }

    @Test("keep their contract, in one process and in two", arguments: JobSignalsContract.clauses, [1, 2])
    func contract(_ clause: ContractClause<SignalsUnderTest>, _ processes: Int) async throws {
        let server = try await RedisServer.start(password: "secret")
        let url = server.url(database: 3) + "?prefix=team-a"
        let receiver = try await self.signals(url)
        let sender = processes == 1 ? receiver : try await self.signals(url)
        try await clause.verify(SignalsUnderTest(sender: sender, receiver: receiver))
    }

    @Test("everybody hears a hint once, also the process that sent it")
    func onceEach() async throws {
        let server = try await RedisServer.start()
        let one = try await self.signals(server.url())
        let other = try await self.signals(server.url())
        let streams = [one.subscribe(), other.subscribe()]
        one.publish([.sample(1)])
        for number in 2...50 {
            other.publish([.sample(number)])
            // The other way round, the first hint would be found twice before this one.
            for stream in streams {
                var heard: [JobSignal] = []
                for await signal in stream {
                    heard.append(signal)
                    if signal == .sample(number) { break }
                }
                #expect(Set(heard).count == heard.count)
            }
        }
    }

    @Test("databases and prefixes keep installations apart")
    func separation() async throws {
        let server = try await RedisServer.start()
        let one = try await self.signals(server.url(database: 1))
        let others = [
            try await self.signals(server.url(database: 2)),
            try await self.signals(server.url(database: 1) + "?prefix=other"),
        ]
        let streams = others.map { $0.subscribe() }
        let peer = try await self.signals(server.url(database: 1))
        let peerStream = peer.subscribe()
        one.publish([.sample(1)])
        #expect(await peerStream.first { _ in true } == .sample(1))
        for (signals, stream) in zip(others, streams) {
            signals.publish([.sample(2)])
            #expect(await stream.first { _ in true } == .sample(2))
        }
    }

    @Test("long text and many hints get through in pieces")
    func largeHints() async throws {
        let server = try await RedisServer.start()
        let sender = try await self.signals(server.url())
        let receiver = try await self.signals(server.url())
        let stream = receiver.subscribe()
        let job = JobTicket.sample(1).job
        let text = String(repeating: "가", count: 1300)
        let hints = (0..<400).map { JobSignal.text(job, step: "s\($0)", text: text) }
        sender.publish(hints)
        var heard: [JobSignal] = []
        for await signal in stream {
            heard.append(signal)
            if heard.count == hints.count { break }
        }
        #expect(heard == hints)
    }

    @Test("a process hears itself while Redis is down, and the others again when it is back", arguments: [true, false])
    func outage(_ isKilled: Bool) async throws {
        let server = try await RedisServer.start()
        let log = LogLines()
        let one = try await self.signals(server.url(), log: log)
        let other = try await self.signals(server.url())
        let (stream, otherStream) = (one.subscribe(), other.subscribe())
        if isKilled { try await server.kill() } else { try await server.stop() }
        one.publish([.sample(1)])
        #expect(await stream.first { _ in true } == .sample(1))
        try await waitUntil("it is noticed") { one.problem != nil && other.problem != nil }
        try await server.start()
        try await waitUntil("the signals work") { one.problem == nil && other.problem == nil }
        one.publish([.sample(2)])
        #expect(await otherStream.first { $0 == .sample(2) } == .sample(2))
        #expect(log.all.filter { $0.hasPrefix("warning") }.count == 1, "\(log.all)")
        #expect(log.all.filter { $0.hasPrefix("notice") }.count == 1, "\(log.all)")
    }

    @Test("a subscription whose other end is gone without a word is replaced")
    func halfOpen() async throws {
        let server = try await RedisServer.start()
        let proxy = try TCPProxy(to: server.port)
        let sender = try await self.signals(server.url())
        let receiver = try await self.signals(proxy.url(server.url()))
        let stream = receiver.subscribe()
        proxy.mode = .blackhole
        sender.publish([.sample(1)])
        try await waitUntil("it is noticed") { receiver.problem != nil }
        proxy.mode = .pass
        try await waitUntil("the signals work") { receiver.problem == nil }
        sender.publish([.sample(2)])
        #expect(await stream.first { $0 == .sample(2) } == .sample(2))
    }

    @Test("a subscriber asks a silent server whether it is still there, and leaves it where it does not answer")
    func silentSubscription() async throws {
        let isDead = Flag(false)
        let server = try FakeRedis { request in
            let isLost = isDead.value && request.isSubscriber && request.connection <= 2
            return isLost ? .nothing : FakeRedis.healthyAnswer(request)
        }
        let signals = try await self.signals("redis://127.0.0.1:\(server.port)")
        let subscriptions = { server.requests.filter { $0.name == "SUBSCRIBE" } }
        #expect(subscriptions().count == 1)
        isDead.set(true)
        try await waitUntil("it subscribes on another connection") { subscriptions().count == 2 }
        try await waitUntil("the signals work") { signals.problem == nil }
        let stream = signals.subscribe()
        let message = String(decoding: SignalEnvelope().encode([.sample(1)])[0], as: UTF8.self)
        server.push("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$\(message.utf8.count)\r\n\(message)\r\n")
        #expect(await stream.first { _ in true } == .sample(1))
    }

    @Test("a subscriber keeps a quiet connection whose server answers")
    func quietSubscription() async throws {
        let server = try await RedisServer.start()
        let signals = try await self.signals(server.url())
        try await waitUntil("it has asked several times") {
            try await server.command("info", "commandstats").split(whereSeparator: \.isNewline).contains { line in
                line.hasPrefix("cmdstat_ping:calls=") && (Int(line.dropFirst(19).prefix { $0 != "," }) ?? 0) > 15
            }
        }
        #expect(try await server.command("info", "commandstats").contains("cmdstat_subscribe:calls=1,"))
        #expect(signals.problem == nil)
    }

    @Test("closed signals still reach subscribers in their own process")
    func closing() async throws {
        let server = try await RedisServer.start()
        let signals = try await self.signals(server.url())
        signals.close()
        try await waitUntil("the connections are closed") { try await server.clients == 0 }
        let stream = signals.subscribe()
        signals.publish([.sample(1)])
        #expect(await stream.first { _ in true } == .sample(1))
    }
}
