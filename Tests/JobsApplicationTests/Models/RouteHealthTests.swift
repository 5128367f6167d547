import JobsDomain
import Testing

@testable import JobsApplication

@Suite("A circuit opens, lets one probe through, and closes")
struct RouteHealthTests {
    private let start = Duration.seconds(1000)

    private func after(_ duration: Duration) -> Duration { self.start + duration }

    @Test("an open circuit lets nobody through until its time is over, and then one probe")
    func opens() {
        var health = RouteHealth.well
        #expect(health.admission(at: self.start, isInsistent: false) == .open)
        health.note(.serverError, at: Timestamp(millisecondsSinceEpoch: 0))
        health.open(for: .serverError, at: self.start, pause: nil, jitter: 0)
        #expect(health.admission(at: self.start, isInsistent: false) == .closed(for: .seconds(10), .serverError))
        #expect(health.admission(at: self.after(.seconds(10)), isInsistent: false) == .onlyAsProbe)
        health.beginProbe(at: self.after(.seconds(10)), timeout: .seconds(60))
        #expect(
            health.admission(at: self.after(.seconds(11)), isInsistent: false)
                == .closed(for: .seconds(2), .serverError)
        )
        // A probe whose process died does not keep the circuit open for ever.
        #expect(health.admission(at: self.after(.seconds(70)), isInsistent: false) == .onlyAsProbe)
        health.close()
        #expect(health.admission(at: self.after(.seconds(11)), isInsistent: false) == .open)
    }

    @Test("each opening in a row lasts longer, but never so long that the end of an outage goes unnoticed")
    func lastsLonger() {
        var health = RouteHealth.well
        var pauses: [Duration] = []
        for _ in 0..<5 {
            health.openUntil = nil
            health.open(for: .network, at: self.start, pause: nil, jitter: 0)
            if case .closed(let pause, _) = health.admission(at: self.start, isInsistent: false) {
                pauses.append(pause)
            }
        }
        #expect(pauses == [10, 20, 30, 30, 30].map { .seconds($0) })
    }

    @Test("the time that a provider asks for holds, and the later of two times")
    func cools() {
        var health = RouteHealth.well
        health.note(.rateLimited, at: Timestamp(millisecondsSinceEpoch: 0))
        health.cool(until: self.after(.seconds(40)), at: self.start)
        health.cool(until: self.after(.seconds(5)), at: self.start)
        #expect(
            health.admission(at: self.after(.seconds(6)), isInsistent: false)
                == .closed(for: .seconds(34), .rateLimited)
        )
        // A success of another call does not take back what the provider asked for.
        health.close()
        #expect(health.admission(at: self.after(.seconds(39)), isInsistent: true) != .open)
        #expect(health.admission(at: self.after(.seconds(40)), isInsistent: false) == .open)
    }

    @Test("a used-up quota keeps the circuit open until it is filled again, or for an hour")
    func minesQuota() {
        var stated = RouteHealth.well
        stated.note(.quotaExhausted, at: Timestamp(millisecondsSinceEpoch: 0))
        stated.open(for: .quotaExhausted, at: self.start, pause: .seconds(7200), jitter: 0)
        #expect(
            stated.admission(at: self.start, isInsistent: false) == .closed(for: .seconds(7200), .quotaExhausted)
        )
        var unstated = RouteHealth.well
        unstated.note(.quotaExhausted, at: Timestamp(millisecondsSinceEpoch: 0))
        unstated.open(for: .quotaExhausted, at: self.start, pause: nil, jitter: .max)
        #expect(
            unstated.admission(at: self.start, isInsistent: false) == .closed(for: .seconds(3600), .quotaExhausted)
        )
    }

    @Test("somebody who insists may probe an open circuit, but not beside another probe")
    func insists() {
        var health = RouteHealth.well
        health.note(.authentication, at: Timestamp(millisecondsSinceEpoch: 0))
        health.open(for: .authentication, at: self.start, pause: nil, jitter: 0)
        #expect(health.admission(at: self.start, isInsistent: true) == .onlyAsProbe)
        health.beginProbe(at: self.start, timeout: .seconds(10))
        #expect(health.admission(at: self.start, isInsistent: true) == .closed(for: .seconds(2), .authentication))
    }

    @Test("what is shared is read again as it was written, by whatever clock, and older by its age")
    func survivesEncoding() throws {
        var health = RouteHealth.well
        health.note(.overloaded, at: Timestamp(millisecondsSinceEpoch: 7))
        health.open(for: .overloaded, at: self.start, pause: nil, jitter: 0)
        health.cool(until: self.after(.seconds(3)), at: self.start)
        health.beginProbe(at: self.start, timeout: .seconds(5))
        let bytes = health.encoded(at: self.start)
        #expect(RouteHealth(bytes, age: .zero, at: self.start) == health)
        let read = try #require(RouteHealth(bytes, age: .seconds(2), at: .seconds(50)))
        #expect(read.openUntil == .seconds(58))
        #expect(read.probeUntil == .seconds(53))
        #expect(read.coolUntil == .seconds(51))
        #expect(RouteHealth(RouteHealth.well.encoded(at: .zero), age: .zero, at: .seconds(9)) == .well)
        #expect(RouteHealth(Array("rubbish".utf8), age: .zero, at: .zero) == nil)
    }

    @Test("a pause that no provider can mean does not close a route for years")
    func boundsPauses() {
        var health = RouteHealth.well
        health.cool(until: self.after(.seconds(10 * 365 * 86_400)), at: self.start)
        guard case .closed(let pause, _) = health.admission(at: self.start, isInsistent: false) else {
            Issue.record("the route is open")
            return
        }
        #expect(pause <= .seconds(35 * 86_400))
    }
}

@Suite("An outage is told from a bad moment")
struct RouteWindowTests {
    @Test("three failures in a row open the circuit, two and a success do not")
    func countsConsecutive() {
        var window = RouteWindow()
        let mixed = [true, true, false, true].enumerated().map { second, isFailure in
            window.note(isFailure: isFailure, at: .seconds(second))
        }
        #expect(mixed == [false, false, false, false])
        var other = RouteWindow()
        let opened = (1...3).map { other.note(isFailure: true, at: .seconds($0)) }
        #expect(opened == [false, false, true])
    }

    @Test("half of at least five outcomes of a minute open it, older ones do not count")
    func countsShare() {
        var window = RouteWindow()
        let outcomes = [true, false, true, false, true]
        var opened: [Bool] = []
        for (second, isFailure) in outcomes.enumerated() {
            opened.append(window.note(isFailure: isFailure, at: .seconds(second)))
        }
        #expect(opened == [false, false, false, false, true])
        var late = RouteWindow()
        for (index, isFailure) in outcomes.enumerated() {
            let opened = late.note(isFailure: isFailure, at: .seconds(index * 61))
            #expect(!opened)
        }
    }
}
