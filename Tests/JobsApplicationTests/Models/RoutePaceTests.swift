import JobsDomain
import JobsInMemory
import JobsTesting
import LanguageModelFake
import Testing

@testable import JobsApplication

@Suite("A provider's minute is used and not overrun", .timeLimit(.minutes(1)))
struct RoutePaceTests {
    @Test("thirty a minute go at once, the next when the first is a minute old")
    func countsRequests() {
        var pace = RoutePace()
        let limits = ModelLimits(requestsPerMinute: 30)
        let waits = (0..<30).map { _ in pace.take(tokens: 10, of: limits) }
        #expect(waits.allSatisfy { $0 == nil })
        pace.age(by: .milliseconds(500))
        let early = pace.take(tokens: 10, of: limits)
        #expect(early == .milliseconds(60_500))
        pace.age(by: .milliseconds(60_500))
        let late = pace.take(tokens: 10, of: limits)
        #expect(late == nil)
    }

    @Test(
        "never more than the limit within any minute, and never idle while calls wait",
        arguments: [1, 2, 7, 30, 600]
    )
    func holdsOverTime(limit: Int) {
        var pace = RoutePace()
        let limits = ModelLimits(requestsPerMinute: limit)
        var granted: [Duration] = []
        var now = Duration.zero
        while now < .seconds(5 * 60) {
            // Calls come a little after each other, as they do.
            let pause = pace.take(tokens: 1, of: limits)
            if pause == nil { granted.append(now) }
            #expect(pause ?? .seconds(1) > .zero)
            now += pause ?? .milliseconds(7)
            // As the shared value goes through the store.
            pace = RoutePace(pace.encoded)
            pace.age(by: pause ?? .milliseconds(7))
        }
        for (index, moment) in granted.enumerated() where index >= limit {
            #expect(moment - granted[index - limit] >= .seconds(60))
        }
        // Four whole windows fit into the five minutes, and the pauses between the calls of each.
        #expect(granted.count >= 4 * limit)
    }

    @Test("tokens are counted too, and a call larger than a whole minute goes when it is alone")
    func countsTokens() {
        var pace = RoutePace()
        let limits = ModelLimits(tokensPerMinute: 6000)
        let waits = [(4000, 0), (2001, 0), (2000, 0), (9000, 30), (9000, 31)].map { tokens, seconds in
            pace.age(by: .seconds(seconds))
            return pace.take(tokens: tokens, of: limits)
        }
        #expect(waits == [nil, .seconds(61), nil, .seconds(31), nil])
    }

    @Test("two processes on one store share the minute")
    func isShared() async throws {
        let clock = ManualClock()
        let store = InMemoryJobStore(uptime: { clock.now })
        let model = ScriptedLanguageModel(limits: ModelLimits(requestsPerMinute: 5))
        let paces = (0..<2).map { _ in RoutePaces(shared: store) }
        var granted = 0
        for attempt in 0..<20 {
            if try await paces[attempt % 2].take(tokens: 1, of: model) == nil { granted += 1 }
        }
        #expect(granted == 5)
    }
}
