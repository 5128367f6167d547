import JobsDomain
import Synchronization
import Testing

@testable import JobsApplication

@Suite("An answer is mended where nothing has to be guessed")
struct AnswerTextTests {
    @Test(
        "fences, prose, trailing commas and raw line ends are mended",
        arguments: [
            "```json\n{\"a\": \"가\"}\n```", "Here it is:\n{\"a\": \"가\"}\nHope this helps {smile}.",
            "\u{FEFF}{\"a\": \"가\"}", "{\"a\": \"가\",}", "{\"a\": \"가\" , \n }", "```\n{\"a\":\"가\"}",
        ]
    )
    func mends(text: String) throws {
        let answer = try AnswerText(text)
        #expect(answer.isRepaired)
        #expect(answer.value["a"]?.string == "가")
    }

    @Test("a raw line end inside a string stays one")
    func escapes() throws {
        let answer = try AnswerText("{\"a\": \"one\ntwo\tthree\u{1}\", \"b\": [1, 2,],}")
        #expect(answer.value["a"]?.string == "one\ntwo\tthree\u{1}")
        #expect(answer.value["b"]?.array?.count == 2)
    }

    @Test("sound JSON is left as it is, commas and braces in strings too")
    func leavesSoundJSON() throws {
        let answer = try AnswerText(#"{"a": "x,}", "b": "\"{"}"#)
        #expect(!answer.isRepaired)
        #expect(answer.value["a"]?.string == "x,}")
    }

    @Test(
        "what was cut off is never closed",
        arguments: [
            #"{"a": "half of a sen"#, #"{"a": "whole", "b": ["#, "{\"a\": \"x\"", "```json\n{\"a\": {\"b\": 1}\n```",
            "{",
            "", "no JSON at all", #"{"a": "x\"}"#,
        ]
    )
    func refusesTruncation(text: String) {
        #expect(throws: JSONSyntaxError.self) { try AnswerText(text) }
    }

    @Test("every cut of a sound answer is refused")
    func refusesEveryCut() throws {
        let whole = "```json\n{\"title\": \"보안 {지침}\", \"items\": [{\"text\": \"a\\\"b\"}, {\"text\": \"c\"},]}\n```"
        #expect(throws: Never.self) { try AnswerText(whole) }
        let end = try #require(whole.lastIndex(of: "}"))
        for index in whole.indices where index < end {
            // A cut that leaves a whole object would have to begin with one: this answer has only one at its level.
            #expect(throws: JSONSyntaxError.self) { try AnswerText(String(whole[...index].dropLast())) }
        }
    }
}

@Suite("Live text comes in few pieces")
struct LiveTextTests {
    private final class Sent: Sendable {
        private let pieces = Mutex<[String]>([])
        var all: [String] { self.pieces.withLock { $0 } }
        func append(_ piece: String) { self.pieces.withLock { $0.append(piece) } }
    }

    @Test("at most one piece every tenth of a second, and nothing is lost")
    func coalesces() {
        let now = Mutex(Duration.zero)
        let sent = Sent()
        let live = LiveText(uptime: { now.withLock { $0 } }, send: { sent.append($0) })
        for index in 0..<1000 {
            now.withLock { $0 = .milliseconds(index) }
            live.append("\(index),")
        }
        live.finish()
        #expect(sent.all.count <= 12)
        #expect(sent.all.joined() == (0..<1000).map { "\($0)," }.joined())
    }

    @Test("no piece is above 4 KiB, and no letter is taken apart")
    func splits() {
        let sent = Sent()
        let live = LiveText(uptime: { .zero }, send: { sent.append($0) })
        let text = String(repeating: "한글👩‍👩‍👧", count: 2000)
        live.append(text)
        live.finish()
        #expect(sent.all.allSatisfy { $0.utf8.count <= 4096 })
        #expect(sent.all.joined() == text)
    }
}
