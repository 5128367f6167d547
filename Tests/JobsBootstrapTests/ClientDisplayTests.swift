import JobsDomain
import Testing

@testable import JobsBootstrap
@testable import JobsHTTPClient

@Suite("What the client shows")
struct ClientDisplayTests {
    @Test(
        "Text from a server commands no terminal and reads as what it is",
        arguments: [
            ("plain 글 👩🏽‍🚒", "plain 글 👩🏽‍🚒"), ("\u{1B}[2J\u{1B}]0;x\u{07}", "␛[2J␛]0;x␇"), ("a\r\nb\tc", "a␍ b c"),
            ("\u{9B}31m", "\u{FFFD}31m"), ("\u{7F}\u{0}", "␡␀"), ("a\u{202E}b\u{2066}c", "a\u{FFFD}b\u{FFFD}c"),
            ("가\u{301}", "가\u{301}"),
        ]
    )
    func safe(_ text: String, _ shown: String) {
        #expect(Array(TerminalText.safe(text).unicodeScalars) == Array(shown.unicodeScalars))
    }

    @Test("Lines stay where they are wanted")
    func lines() {
        #expect(TerminalText.safe("a\n\u{1B}b\r\n", keepsLines: true) == "a\n␛b␍\n")
    }

    @Test("JSON keeps its meaning and loses what commands a terminal")
    func json() throws {
        let value = JSONValue.string("\u{9B}2J\u{7F}\u{202E}글\u{1B}\n")
        let line = JSONLine.text(value)
        #expect(line == #""\u009b2J\u007f\u202e글\u001b\n""# + "\n")
        #expect(try JSONValue(parsing: Array(line.utf8)) == value)
    }

    @Test("A job's result is readable whatever it is")
    func result() throws {
        let json = try JSONValue(
            parsing: #"{"a":{"b":["x",{"c":1,"d":[]},[2]],"e":"1\n2\u001b","f":null,"g":true,"h":{}}}"#
        )
        let expected = [
            "a:", "  b:", "    - x", "    - c: 1", "      d: []", "    -", "      - 2", "  e:", "    1", "    2␛",
            "  f: –", "  g: yes", "  h: {}",
        ]
        #expect(ReadableJSON.lines(json) == expected)
    }

    private static func event(_ json: String) throws -> WatchNews { .event(try RemoteEvent(Array(json.utf8))) }

    @Test("Progress follows the events")
    func progress() throws {
        var progress = WatchProgress(totalSteps: 2)
        #expect(progress.percent == 0)
        progress.take(try Self.event(#"{"id":1,"type":"job.created"}"#))
        progress.take(try Self.event(#"{"id":2,"type":"job.started"}"#))
        progress.take(try Self.event(#"{"id":3,"type":"step.started","step":"one"}"#))
        #expect(progress.step == "one")
        progress.take(try Self.event(#"{"type":"step.delta","step":"one","data":{"text":"live"}}"#))
        progress.take(.reconnecting(after: .seconds(1), reason: "gone"))
        #expect(progress.interruption == "gone")
        progress.take(try Self.event(#"{"type":"step.delta","step":"one","data":{"text":" text"}}"#))
        #expect(progress.liveText == "live text")
        #expect(progress.interruption == nil)
        for _ in 0..<2 { progress.take(try Self.event(#"{"id":4,"type":"step.completed","step":"one"}"#)) }
        #expect(progress.percent == 50)
        #expect(progress.liveText.isEmpty)
        progress.take(try Self.event(#"{"id":5,"type":"job.later"}"#))
        progress.take(try Self.event(#"{"id":6,"type":"job.failed"}"#))
        #expect(progress.status == "failed")
        #expect(WatchProgress(totalSteps: 0).percent == nil)
    }

    @Test("The line fits the terminal, commands nothing, and is plain without colour", arguments: [10, 24, 40, 200])
    func line(_ columns: Int) throws {
        var progress = WatchProgress(totalSteps: 2)
        progress.take(try Self.event(#"{"id":3,"type":"step.started","step":"단계\u001b[2J"}"#))
        let live = String(repeating: "살아 있는 글 \\u001b[31m\\n", count: 30)
        progress.take(try Self.event(#"{"type":"step.delta","data":{"text":"\#(live)"}}"#))
        let plain = WatchLine(columns: columns, hasColour: false).text(progress, elapsed: .seconds(7), turn: 12)
        #expect(TerminalWidth.columns(of: plain) <= columns)
        #expect(!plain.unicodeScalars.contains { $0.value < 0x20 })
        if columns == 200 { #expect(plain.hasPrefix("⠹ running · 단계␛[2J · 0% · 7s · ")) }
        let coloured = WatchLine(columns: columns, hasColour: true).text(progress, elapsed: .seconds(7), turn: 12)
        #expect(coloured.contains("\u{1B}[1m"))
    }

    @Test(
        "Elapsed time",
        arguments: [(0, "0s"), (59, "59s"), (60, "1m00s"), (187, "3m07s"), (7380, "2h03m"), (-5, "0s")]
    )
    func clock(_ seconds: Int, _ text: String) {
        #expect(WatchLine.clock(.seconds(seconds)) == text)
    }

    @Test("The locale chooses Korean only where it is Korean")
    func language() {
        #expect(ClientOptions.language(["LANG": "ko_KR.UTF-8"]) == .korean)
        #expect(ClientOptions.language(["LANG": "ko_KR.UTF-8", "LC_ALL": "C"]) == .english)
        #expect(ClientOptions.language(["LANG": "en_US.UTF-8", "LC_MESSAGES": "ko"]) == .korean)
        #expect(ClientOptions.language(["LANG": "", "LC_ALL": ""]) == .english)
        #expect(ClientOptions.language([:]) == .english)
    }

    @Test("Output for programs never animates, and neither does what is no terminal")
    func style() {
        #expect(WatchDisplay.style(isJSON: true, environment: ["TERM": "xterm"]) == .json)
        #expect(WatchDisplay.style(isJSON: false, environment: ["TERM": "dumb"]) == .lines)
        #expect(WatchDisplay.style(isJSON: false, environment: [:]) == .lines)
    }

    @Test("Exit codes mirror the outcome")
    func exits() {
        #expect(JobStatus.allCases.map { ClientExit($0).rawValue } == [0, 0, 0, 1, 3])
        let codes: [(JobsClientError.Code, Int32)] = [
            (.invalidRequest, 64), (.refused, 65), (.notFound, 4), (.unavailable, 69), (.outcomeUnknown, 69),
            (.unexpectedAnswer, 69), (.cancelled, 130),
        ]
        for (code, exit) in codes { #expect(ClientExit(JobsClientError(code, title: "")).rawValue == exit) }
    }

    @Test("A problem names each member that is wrong, and how to go on where that is not known")
    func problem() {
        var error = JobsClientError(
            .unavailable,
            title: "T\u{1B}.",
            status: 503,
            fields: [.init(pointer: "/a\u{1B}", detail: "b"), .init(pointer: "", detail: "c")],
            requestID: "r"
        )
        error.idempotencyKey = "k-1"
        #expect(
            ProblemText.lines(error) == [
                "avo: T␛. (HTTP 503)", "  /a␛: b", "  the whole body: c", "  request_id: r",
                "  The job may have been taken all the same: repeat with --key k-1",
            ]
        )
    }
}
