import HTTPTransport
import JobsApplication
import Testing

@testable import LanguageModelHTTP

@Suite("How long a provider asks to wait")
struct RetryAfterTests {
    /// 2025-06-12T18:25:20Z.
    private let now = 1_749_752_720

    private func read(_ headers: [HTTPHeader], _ message: String = "", delay: String? = nil) -> Duration? {
        var error = ProviderError()
        error.message = message
        error.retryDelay = delay
        return RetryAfter.read(headers: headers, error: error, now: self.now)
    }

    @Test(
        "Headers",
        arguments: [
            ([HTTPHeader("retry-after-ms", "1500")], Duration.milliseconds(1_500)),
            ([HTTPHeader("Retry-After-Ms", "0.5"), HTTPHeader("Retry-After", "9")], .milliseconds(1)),
            ([HTTPHeader("Retry-After-Ms", "-1"), HTTPHeader("Retry-After", "9")], .seconds(9)),
            ([HTTPHeader("retry-after", "2")], .seconds(2)),
            ([HTTPHeader("retry-after", "2.5")], .milliseconds(2_500)),
            ([HTTPHeader("retry-after", "Thu, 12 Jun 2025 18:25:30 GMT")], .seconds(10)),
            ([HTTPHeader("retry-after", "Thursday, 12-Jun-25 18:25:30 GMT")], .seconds(10)),
            ([HTTPHeader("retry-after", "Thu Jun 12 18:25:30 2025")], .seconds(10)),
            ([HTTPHeader("retry-after", "90000")], .seconds(90_000)),
            ([HTTPHeader("retry-after", "99999999999999999999999999")], .seconds(366 * 86_400)),
        ] as [([HTTPHeader], Duration)]
    )
    func headers(_ headers: [HTTPHeader], _ expected: Duration) {
        #expect(self.read(headers) == expected)
    }

    @Test(
        "What is no time to wait",
        arguments: [
            "-1", "0", "nan", "NaN", "inf", "-inf", "0x10", "1e3", "", "soon", "1.2.3", ".", "5 s",
            "Thu, 12 Jun 2025 18:25:00 GMT", "Mon, 99 Foo 2025",
        ]
    )
    func ignored(_ value: String) {
        let headers = [HTTPHeader("retry-after-ms", value), HTTPHeader("retry-after", value)]
        #expect(self.read(headers) == nil)
    }

    @Test(
        "Texts",
        arguments: [
            ("Please try again in 1m2.5s.", Duration.milliseconds(62_500)),
            ("Limit 3. Please try again in 174ms. Visit …", .milliseconds(174)),
            ("Please try again in 6m0s", .seconds(360)),
            ("Please try again in 1h2m3s", .seconds(3_723)),
            ("Please retry in 20.04466179s.", .milliseconds(20_045)),
            ("Please retry after 20 seconds.", .seconds(20)),
            ("try again in 2d", .seconds(172_800)),
            ("Please try again in a moment", nil),
            ("Please try again in -5s", nil),
            ("Please try again in 0s", nil),
            ("Please try again in 5 parsecs", nil),
            ("Please try again in", nil),
            ("", nil),
        ] as [(String, Duration?)]
    )
    func texts(_ message: String, _ expected: Duration?) {
        #expect(self.read([], message) == expected)
    }

    @Test("A header beats the text")
    func headerBeatsText() {
        let headers = [HTTPHeader("retry-after", "2")]
        #expect(self.read(headers, "try again in 9s") == .seconds(2))
    }

    @Test("A member of the body beats the text, and a header beats both")
    func member() {
        #expect(self.read([], "Please retry in 9s.", delay: "34.4s") == .milliseconds(34_400))
        #expect(self.read([], "", delay: "900ms") == .milliseconds(900))
        #expect(self.read([], "Please retry in 9s.", delay: "-1s") == .seconds(9))
        #expect(self.read([HTTPHeader("retry-after", "2")], "", delay: "34.4s") == .seconds(2))
    }

    @Test("The provider's own clock tells how far away its date is")
    func ownClock() {
        #expect(RetryAfter.now([HTTPHeader("date", "Thu, 12 Jun 2025 18:25:20 GMT")]) == self.now)
        let headers = [
            HTTPHeader("retry-after", "Thu, 12 Jun 2025 18:25:30 GMT"),
            HTTPHeader("date", "Thu, 12 Jun 2025 18:25:00 GMT"),
        ]
        let error = Samples.decode(Samples.response(429, "", headers)).failure
        #expect(error?.retryAfter == .seconds(30))
    }

    @Test(
        "Quotas that say, or are known to have, an end",
        arguments: [
            (1_749_752_720, "You will regain access on 2025-06-13 at 00:00 UTC.", 20_080),
            (1_749_752_720, "You will regain access on 2025-06-12 at 18:30 UTC.", 280),
            (1_749_752_720, "You will regain access on 2025-06-12 at 18:00 UTC.", nil),
            (1_749_752_720, "You will regain access soon.", nil),
        ] as [(Int, String, Int?)]
    )
    func stated(_ now: Int, _ message: String, _ expected: Int?) {
        #expect(QuotaEnd.stated(in: message, now: now) == expected)
    }

    @Test(
        "The next month in UTC",
        arguments: [
            (1_749_752_720, 1_751_328_000),  // 2025-06-12, 2025-07-01
            (1_767_225_599, 1_767_225_600),  // one second before 2026
            (1_767_225_600, 1_769_904_000),
        ]
    )
    func nextMonth(_ now: Int, _ expected: Int) {
        #expect(QuotaEnd.nextMonth(now: now) == expected - now)
    }

    @Test(
        "The next midnight in California, in summer and in winter",
        arguments: [
            (1_749_752_720, 1_749_798_000),  // 2025-06-12T18:25:20Z, 2025-06-13T07:00Z
            (1_749_797_999, 1_749_798_000),
            (1_749_798_000, 1_749_884_400),
            (1_736_700_000, 1_736_755_200),  // 2025-01-12T16:40Z, 2025-01-13T08:00Z
            (1_741_500_000, 1_741_507_200),  // 2025-03-09T06:00Z, before the clocks go forward: T08:00Z
            (1_741_510_000, 1_741_590_000),  // 2025-03-09T08:46Z: the next day begins at T07:00Z
            (1_762_070_400, 1_762_156_800),  // 2025-11-02T08:00Z, the clocks go back that day
        ]
    )
    func pacific(_ now: Int, _ expected: Int) {
        #expect(QuotaEnd.nextPacificDay(now: now) == expected - now)
    }
}
