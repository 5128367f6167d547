import FakeProviders
import Glibc
import JobsDomain
import TestServices
import Testing

@Suite("The fake providers fail as the real ones do", .timeLimit(.minutes(1)))
struct FaultyServerTests {
    private static func play(_ turn: Turn, _ question: SampleQuestion) throws -> RawAnswer? {
        let server = try FakeProviderServer()
        server.script(question.model, [turn])
        return try WireClient.ask(server, question)
    }

    private static let stream = SampleQuestion(isStream: true)

    private static func healthyText() throws -> String {
        SampleText.streamed(try self.play(.healthy, self.stream)?.events ?? [], .openAI)
    }

    @Test("The text survives every way of sending it")
    func deliveries() throws {
        let healthy = try Self.healthyText()
        var turns: [Turn] = [.healthy.delivered { $0.writeSize = 1 }, .healthy.delivered { $0.framing = .untilClose }]
        for lineEnd in [StreamPlan.LineEnd.lineFeed, .both, .carriageReturn] {
            turns.append(
                .answer("lines") {
                    $0.stream.lineEnd = lineEnd
                    $0.stream.hasComments = true
                    $0.stream.hasManyDataLines = true
                }
            )
        }
        turns.append(.healthy.delivered { $0.headerPause = .milliseconds(1) })
        turns.append(.stall(for: .milliseconds(20), resumes: true))
        for turn in turns {
            let answer = try #require(try Self.play(turn, Self.stream))
            #expect(SampleText.streamed(answer.events, .openAI) == healthy, "\(turn)")
            #expect(answer.isComplete)
        }
    }

    @Test("A cut leaves two thirds of the pieces", arguments: [true, false], [true, false])
    func cut(inOrder: Bool, isStream: Bool) throws {
        let answer = try #require(try Self.play(.cut(inOrder: inOrder), SampleQuestion(isStream: isStream)))
        #expect(answer.isComplete == inOrder)
        #expect(!answer.text.contains("finish_reason\":\"stop"))
        let healthy = try Self.healthyText()
        if isStream {
            let text = SampleText.streamed(answer.events, .openAI)
            #expect(healthy.hasPrefix(text))
            #expect(text.unicodeScalars.count == healthy.unicodeScalars.count * 40 / 60)
        } else {
            #expect(answer.json == nil)
        }
    }

    @Test("Endings that are missing, broken or false")
    func endings() throws {
        let undone = try #require(try Self.play(.stream("undone", .noTerminator), Self.stream))
        #expect(undone.events.last?.contains("usage") == true)
        #expect(undone.isComplete)
        let broken = try #require(
            try Self.play(.stream("broken", .malformed(after: 3, replacesOne: false)), Self.stream)
        )
        #expect(broken.events.count { (try? JSONValue(parsing: $0)) == nil && $0 != "[DONE]" } == 1)
        #expect(SampleText.streamed(broken.events, .openAI) == (try Self.healthyText()))
        let replaced = try #require(try Self.play(.stream("gap", .malformed(after: 3, replacesOne: true)), Self.stream))
        #expect(SampleText.streamed(replaced.events, .openAI) != (try Self.healthyText()))
        let halved = try #require(try Self.play(.truncated, SampleQuestion()))
        #expect(halved.json?["choices"]?.array?.first?["finish_reason"]?.string == "length")
    }

    @Test("Errors come in the provider's own words", arguments: Flavour.allCases)
    func errors(_ flavour: Flavour) throws {
        let kinds: [ErrorKind] = [
            .rateLimited(hint: "Please try again in 3.89s."), .quota(code: nil), .spendLimit,
            .perMinute(retryDelay: "34.4s"), .perDay, .bareRateLimit, .tooLargeForLimit, .badKey(echo: "sk-x"),
            .forbidden, .notFound, .server(status: 500), .unavailable, .overloaded, .contextOverflow,
            .localContextOverflow, .filtered, .unsupportedParameter("temperature"), .invalidSchema, .noJSON,
            .badRequest,
        ]
        for kind in kinds {
            let answer = try #require(try Self.play(.error(kind), SampleQuestion(flavour: flavour)))
            #expect((400...529).contains(answer.status), "\(kind)")
            #expect(answer.json?["error"]?["message"]?.string?.isEmpty == false, "\(kind)")
        }
        let early = try #require(try Self.play(.errorWithSuccess(.overloaded), SampleQuestion(flavour: flavour)))
        #expect(early.status == 200)
        #expect(early.json?["error"] != nil)
        let question = SampleQuestion(flavour: flavour, isStream: true)
        let late = try #require(try Self.play(.stream("late", .error(after: 20, .overloaded)), question))
        #expect(late.events.last?.contains("error") == true)
        #expect(late.events.count < 30)
    }

    @Test("Answers without an answer", arguments: Flavour.allCases)
    func nothing(_ flavour: Flavour) throws {
        for turn in [Turn.noChoices, .noContent, .blockedPrompt, .refusal, .nothingButThoughts] {
            for isStream in [true, false] {
                let question = SampleQuestion(flavour: flavour, isStream: isStream)
                let answer = try #require(try Self.play(turn, question))
                #expect(answer.status == 200)
                let text =
                    isStream
                    ? SampleText.streamed(answer.events, flavour)
                    : SampleText.whole(answer.json ?? .null, flavour) ?? ""
                #expect(text.isEmpty, "\(turn.name) \(text)")
            }
        }
    }

    @Test("A packed answer")
    func gzip() throws {
        let packed = try #require(try Self.play(.healthy.delivered { $0.isGzipped = true }, SampleQuestion()))
        let plain = try #require(try Self.play(.healthy, SampleQuestion()))
        #expect(packed.headers["content-encoding"] == "gzip")
        // Ten bytes of a head, five of a block's, and eight of an end.
        #expect(Array(packed.body.dropFirst(15).dropLast(8)) == plain.body)
    }

    @Test("A reset, before and within an answer")
    func resets() throws {
        for turn in [Turn.reset, .stream("reset", .reset(after: 20))] {
            let error = #expect(throws: WireClient.Failure.self) { _ = try Self.play(turn, Self.stream) }
            #expect(error?.code == ECONNRESET)
        }
    }

    @Test("Silence lasts until the client goes", arguments: [Turn.silence, .headersOnly])
    func silence(_ turn: Turn) async throws {
        let server = try FakeProviderServer()
        server.script("sample", [turn])
        let exchange = try WireClient.exchange(server, Self.stream.bytes, limit: 50)
        #expect(!exchange.hasEnded)
        try await waitUntil("the server has noticed") { server.log.first?.hasEnded == true }
        #expect(server.log.first?.clientClosedEarly == true)
        #expect(server.log.first?.isComplete == false)
        #expect((server.log.first?.requestID == nil) == (turn.name == "silence"))
    }

    @Test("Floods go on as long as the client reads", arguments: [true, false])
    func floods(isStream: Bool) throws {
        let flood = try #require(try Self.play(.flood(bytes: 3_000_000), SampleQuestion(isStream: isStream)))
        #expect(flood.body.count >= 3_000_000)
        let space = try #require(try Self.play(.whiteSpace, SampleQuestion(isStream: isStream)))
        #expect(space.body.count > 2 * 1_048_576)
    }

    @Test("Connections are refused, and accepted again")
    func refusal() throws {
        let server = try FakeProviderServer()
        server.refuseConnections()
        let error = #expect(throws: WireClient.Failure.self) { _ = try WireClient.ask(server, SampleQuestion()) }
        #expect(error?.code == ECONNREFUSED)
        try server.acceptConnections()
        #expect(try WireClient.ask(server, SampleQuestion())?.status == 200)
    }
}
