import HTTPTypes
import JobsDomain
import JobsTesting
import Testing

@testable import JobsHTTPAPI

@Suite("The rate of one client")
struct ClientRatesTests {
    private static let client = ClientSite(address: "203.0.113.9")

    @Test("so many may come at once, and come back one by one")
    func bucket() {
        let clock = ManualClock()
        var rates = ClientRates(SubmissionRate(count: 3, window: .seconds(60)))
        var remaining: [Int] = []
        for _ in 1...3 { remaining.append(rates.take(Self.client, at: clock.now).remaining) }
        #expect(remaining == [2, 1, 0])
        let refused = rates.take(Self.client, at: clock.now)
        #expect(
            refused
                == ClientRates.Verdict(
                    isAllowed: false,
                    remaining: 0,
                    untilWhole: .seconds(60),
                    untilNext: .seconds(20)
                )
        )
        clock.advance(by: .seconds(20) - .nanoseconds(1))
        let early = rates.take(Self.client, at: clock.now)
        #expect(!early.isAllowed)
        clock.advance(by: .nanoseconds(1))
        let late = rates.take(Self.client, at: clock.now)
        #expect(
            late
                == ClientRates.Verdict(isAllowed: true, remaining: 0, untilWhole: .seconds(60), untilNext: .seconds(20))
        )
        clock.advance(by: .seconds(3600))
        let rested = rates.take(Self.client, at: clock.now)
        #expect(rested.remaining == 2)
    }

    @Test("no window of time has twice the rate", arguments: [1, 7, 60, 1000])
    func noEdges(count: Int) {
        var rates = ClientRates(SubmissionRate(count: count, window: .seconds(10)))
        var allowed: [Int] = []
        for tick in 0..<4000 {
            // Two tries every ten milliseconds.
            for _ in 1...2 where rates.take(Self.client, at: .milliseconds(tick * 10)).isAllowed {
                allowed.append(tick)
            }
        }
        // Whatever came at once, plus what came back meanwhile.
        #expect(allowed.count <= count + 4 * count)
        #expect(allowed.count >= min(8000, 4 * count))
    }

    @Test("clients do not share; the addresses of one IPv6 network do")
    func clients() {
        var rates = ClientRates(SubmissionRate(count: 1, window: .seconds(60)))
        let addresses = [
            "203.0.113.9", "203.0.113.10", "2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::", "2001:db8:0:1::1",
            "unix",
        ]
        var allowed: [String] = []
        for address in addresses where rates.take(ClientSite(address: address), at: .zero).isAllowed {
            allowed.append(address)
        }
        #expect(allowed == ["203.0.113.9", "203.0.113.10", "2001:db8::1", "2001:db8:0:1::1", "unix"])
    }

    @Test("a flood of addresses takes bounded memory, and does not free who was refused")
    func bounded() {
        var rates = ClientRates(SubmissionRate(count: 2, window: .seconds(60)), capacity: 100)
        for _ in 1...3 { _ = rates.take(Self.client, at: .zero) }
        for number in 0..<1000 {
            _ = rates.take(ClientSite(address: "10.0.\(number / 250).\(number % 250)"), at: .milliseconds(number))
            #expect(rates.count <= 100)
        }
        let still = rates.take(Self.client, at: .seconds(1))
        #expect(!still.isAllowed)
    }
}

@Suite("Places for streams")
struct StreamSlotsTests {
    @Test("a client has so many, and each that is given back can be taken again")
    func slots() throws {
        let slots = StreamSlots(limit: 2)
        let client = Client([:], trusted: [])
        try slots.take(client)
        try slots.take(client)
        let problem = #expect(throws: Problem.self) { try slots.take(client) }
        #expect(problem?.kind == .quotaExceeded)
        #expect(problem?.violatedPolicies == ["streams"])
        #expect(problem?.headers[.retryAfter] == "10")
        slots.release(client)
        try slots.take(client)
        #expect(slots.count == 2)
        for _ in 1...3 { slots.release(client) }
        #expect(slots.count == 0)
    }
}
