import JobsDomain
import Testing

@Suite("Times")
struct TimestampTests {
    @Test(
        "a moment is written as RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-14_182_940_000, "1969-07-20T20:17:40.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_704_067_199_999, "2023-12-31T23:59:59.999Z"), (1_704_067_200_000, "2024-01-01T00:00:00.000Z"),
            (1_709_210_096_789, "2024-02-29T12:34:56.789Z"), (1_735_603_200_001, "2024-12-31T00:00:00.001Z"),
            (1_749_752_736_042, "2025-06-12T18:25:36.042Z"), (-2_203_891_200_001, "1900-02-28T23:59:59.999Z"),
            (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"), (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        ] as [(Int64, String)]
    )
    func text(milliseconds: Int64, text: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).description == text)
    }

    @Test(
        "dates of HTTP",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777_999, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (1_749_752_736_042, "Thu, 12 Jun 2025 18:25:36 GMT"), (1_709_164_800_000, "Thu, 29 Feb 2024 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (1_795_305_599_000, "Sat, 21 Nov 2026 23:59:59 GMT"),
        ]
    )
    func httpDates(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).httpDate == text)
    }

    @Test("moments are ordered, and time leads from one to the next")
    func order() {
        let moment = Timestamp(millisecondsSinceEpoch: 1000)
        #expect(moment < Timestamp(millisecondsSinceEpoch: 1001))
        #expect(Timestamp(millisecondsSinceEpoch: -1) < Timestamp(millisecondsSinceEpoch: 0))
        #expect(moment.advanced(by: .seconds(2)).millisecondsSinceEpoch == 3000)
        #expect(moment.advanced(by: .milliseconds(-1001)).millisecondsSinceEpoch == -1)
    }

    @Test(
        "a duration has whole milliseconds, rounded towards zero",
        arguments: [
            (.zero, 0), (.milliseconds(1), 1), (.microseconds(1999), 1), (.microseconds(-1999), -1),
            (.nanoseconds(999_999), 0), (.seconds(3), 3000), (.milliseconds(-1500), -1500),
            (.seconds(9_223_372_036_854_775), 9_223_372_036_854_775_000), (.seconds(Int64.max), .max),
            (.seconds(Int64.min), .min),
        ] as [(Duration, Int64)]
    )
    func milliseconds(duration: Duration, milliseconds: Int64) {
        #expect(duration.milliseconds == milliseconds)
    }

    @Test("a duration just beyond what fits is clamped too")
    func clampsTheFraction() async {
        await #expect(processExitsWith: .success) {
            let longest = Duration(
                secondsComponent: 9_223_372_036_854_775,
                attosecondsComponent: 999_000_000_000_000_000
            )
            precondition(longest.milliseconds == .max)
        }
    }
}
