import Testing

@testable import HTTPTransport

@Suite("When an answer has stood still for too long")
struct AnswerClockTests {
    private let start = ContinuousClock.now
    private let limits = CallTimeouts(firstByte: .seconds(30), idle: .seconds(10), ending: .seconds(1))

    private func clock(waitsForWhole: Bool = false) -> AnswerClock {
        AnswerClock(self.limits, waitsForWhole: waitsForWhole, now: self.start)
    }

    @Test("Comments do not put off the limit for the first event")
    func comments() {
        var clock = self.clock()
        #expect(clock.expiry == self.start + .seconds(30))
        for second in 1...29 { clock.received(.waiting, now: self.start + .seconds(second)) }
        #expect(clock.expiry == self.start + .seconds(30))
        #expect(clock.complaint == "the answer did not begin within 30.0 seconds")
    }

    @Test("After the first event every byte counts, comments too")
    func idle() {
        var clock = self.clock()
        clock.received(.begun, now: self.start + .seconds(29))
        #expect(clock.expiry == self.start + .seconds(39))
        clock.received(.begun, now: self.start + .seconds(38))
        #expect(clock.expiry == self.start + .seconds(48))
        #expect(clock.complaint == "the answer stood still for 10.0 seconds")
    }

    @Test("A whole answer waits a little for the rest, and nothing is wrong if that does not come")
    func ending() {
        var clock = self.clock()
        clock.received(.whole, now: self.start + .seconds(5))
        #expect(clock.expiry == self.start + .seconds(6))
        #expect(clock.complaint == nil)
    }

    @Test("An answer in one piece takes as long as it takes, but does not stand still once it has begun")
    func whole() {
        var clock = self.clock(waitsForWhole: true)
        #expect(clock.expiry == nil)
        clock.received(.begun, now: self.start + .seconds(100))
        #expect(clock.expiry == self.start + .seconds(110))
    }
}
