import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Testing

@testable import JobsApplication

@Suite("A provider's minute is used and not overrun", .timeLimit(.minutes(1)))
struct RoutePaceTests {
    private static func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: 1_700_000_000_000 + milliseconds)
    }

    @Test("thirty a minute go at once, the next when the first is a minute old")
    func countsRequests() {
        var pace = RoutePace()
        let limits = ModelLimits(requestsPerMinute: 30)
        let waits = (0..<30).map { _ in pace.take(tokens: 10, of: limits, at: Self.at(0)) }
        #expect(waits.allSatisfy { $0 == nil })
        let early = pace.take(tokens: 10, of: limits, at: Self.at(500))
        #expect(early == .milliseconds(60_500))
        let late = pace.take(tokens: 10, of: limits, at: Self.at(61_000))
        #expect(late == nil)
    }

    @Test(
        "never more than the limit within any minute, and never idle while calls wait",
        arguments: [1, 2, 7, 30, 600]
    )
    func holdsOverTime(limit: Int) {
        var pace = RoutePace()
        let limits = ModelLimits(requestsPerMinute: limit)
        var granted: [Int64] = []
        var now: Int64 = 137
        while now < 5 * 60_000 {
            if let wait = pace.take(tokens: 1, of: limits, at: Self.at(now)) {
                #expect(wait > .zero)
                now += wait.milliseconds
            } else {
                granted.append(now)
                // As the shared value goes through the store.
                pace = RoutePace(pace.encoded)
            }
        }
        for (index, moment) in granted.enumerated() where index >= limit {
            #expect(moment - granted[index - limit] >= 60_000)
        }
        // Four whole windows fit into the five minutes, whatever the first second.
        #expect(granted.count >= 4 * limit)
    }

    @Test("tokens are counted too, and a call larger than a whole minute goes when it is alone")
    func countsTokens() {
        var pace = RoutePace()
        let limits = ModelLimits(tokensPerMinute: 6000)
        let waits = [(4000, 0), (2001, 0), (2000, 0), (9000, 30_000), (9000, 61_000)].map { tokens, moment in
            pace.take(tokens: tokens, of: limits, at: Self.at(Int64(moment)))
        }
        #expect(waits == [nil, .seconds(61), nil, .seconds(31), nil])
    }

    @Test("two processes on one store share the minute")
    func isShared() async throws {
        let clock = ManualClock()
        let store = InMemoryJobStore(uptime: { clock.now })
        let model = ScriptedLanguageModel(limits: ModelLimits(requestsPerMinute: 5))
        let paces = (0..<2).map { _ in RoutePaces(shared: store, runtime: clock.runtime) }
        var granted = 0
        for attempt in 0..<20 {
            if try await paces[attempt % 2].take(tokens: 1, of: model) == nil { granted += 1 }
        }
        #expect(granted == 5)
    }
}
