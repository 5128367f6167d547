import JobsDomain
import Testing

@testable import JobsBootstrap

@Suite("Lines of the log")
struct LogLineTests {
    @Test(
        "control characters are shown, not obeyed",
        arguments: [
            ("a\nb", #"a\u{a}b"#), ("\u{1B}[2J", #"\u{1b}[2J"#), ("a\r\nb", #"a\u{d}\u{a}b"#), ("\u{9B}x", #"\u{9b}x"#),
            ("tab\there", #"tab\u{9}here"#), ("한글 🙂", "한글 🙂"),
        ]
    )
    func harmless(text: String, shown: String) {
        #expect(String(decoding: LineLogHandler.harmless(text), as: UTF8.self) == shown)
    }
}
