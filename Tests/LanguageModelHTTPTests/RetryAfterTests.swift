import Testing

@testable import LanguageModelHTTP

@Suite("How long a provider asks to wait")
struct RetryAfterTests {
    /// 2025-06-12T18:25:20Z.
    private let now = 1_749_752_720

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
            (
                [
                    HTTPHeader("retry-after", "Thu, 12 Jun 2025 18:25:30 GMT"),
                    HTTPHeader("date", "Thu, 12 Jun 2025 18:25:00 GMT"),
                ],
                .seconds(30)
            ),
            ([HTTPHeader("retry-after", "90000")], .seconds(90_000)),
            ([HTTPHeader("retry-after", "99999999999999999999999999")], .seconds(366 * 86_400)),
        ] as [([HTTPHeader], Duration)]
    )
    func headers(_ headers: [HTTPHeader], _ expected: Duration) {
        #expect(RetryAfter.read(headers: headers, message: "", now: self.now) == expected)
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
        #expect(RetryAfter.read(headers: headers, message: "", now: self.now) == nil)
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
        #expect(RetryAfter.read(headers: [], message: message, now: self.now) == expected)
    }

    @Test("A header beats the text")
    func headerBeatsText() {
        let headers = [HTTPHeader("retry-after", "2")]
        #expect(RetryAfter.read(headers: headers, message: "try again in 9s", now: self.now) == .seconds(2))
    }
}
