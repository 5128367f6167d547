import Testing

@testable import JobsBootstrap

@Suite("Durations as they are written")
struct DurationTests {
    @Test(
        "a count and a unit make a duration",
        arguments: [
            ("0ms", .zero), ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("15m", .seconds(900)),
            ("24h", .seconds(86_400)), ("007s", .seconds(7)), ("90m", .seconds(5400)),
            ("876000h", .seconds(100 * 365 * 86_400)),
        ] as [(String, Duration)]
    )
    func reads(text: String, duration: Duration) {
        #expect(Duration(configuration: text) == duration)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "s", "ms", "h", "30", "30 s", " 30s", "30s ", "1.5s", "-1s", "+1s", "1d", "1w", "30S", "30sec", "1h30m",
            "1,000s", "１s", "1e3s", "876001h", "99999999999999999999s", "9223372036854775807h",
        ]
    )
    func refuses(_ text: String) {
        #expect(Duration(configuration: text) == nil)
    }

    @Test(
        "a duration is written in its largest whole unit",
        arguments: [
            (.milliseconds(1), "1ms"), (.milliseconds(1500), "1500ms"), (.seconds(1), "1s"), (.seconds(90), "90s"),
            (.seconds(120), "2m"), (.seconds(3600), "1h"),
        ] as [(Duration, String)]
    )
    func writes(duration: Duration, text: String) {
        #expect(duration.configurationText == text)
    }
}
