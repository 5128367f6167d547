import HTTPTransport
import JobsApplication
import Testing

@testable import LanguageModelHTTP

@Suite("Texts of providers are made fit to be shown")
struct RedactorTests {
    @Test(
        "Keys and organisations",
        arguments: [
            ("Incorrect API key provided: claude.", "Incorrect API key provided: [redacted]."),
            ("Key:sk-proj-********MWcA was refused", "Key:[redacted] was refused"),
            ("sk-ant-api03-AbC_d", "[redacted]"),
            ("gsk_abcDEF123 is wrong", "[redacted] is wrong"),
            ("key=AIzaSyA-b_c", "key=[redacted]"),
            ("키sk-or-v1-abc", "키[redacted]"),
            ("header Bearer abc.def-ghi, was", "header Bearer [redacted], was"),
            ("authorization: bearer abc", "authorization: Bearer [redacted]"),
            ("in organization org-AbC123 on", "in organization [redacted] on"),
            ("in organization `org_x1` tier", "in organization `[redacted]` tier"),
            ("masked abcd****wxyz here", "masked [redacted] here"),
            ("a task-oriented risk-free note", "a task-oriented risk-free note"),
        ]
    )
    func secrets(_ text: String, _ expected: String) {
        #expect(Redactor(secrets: ["claude", ""], document: "").redact(text) == expected)
    }

    @Test("Line ends and other controls become spaces, and the end of a long text is cut")
    func shape() {
        let redactor = Redactor(secrets: [], document: "")
        #expect(redactor.redact("one\r\ntwo\u{1B}[0m ") == "one  two [0m")
        let long = redactor.redact(String(repeating: "길", count: 1_000))
        #expect(long.unicodeScalars.count == 301)
        #expect(long.hasSuffix("…"))
    }

    @Test("A quotation of the document is struck out")
    func quotations() {
        let document = "머리말. 모든 직원은 출입증을 항상 패용해야 한다. 맺음말."
        let redactor = Redactor(secrets: [], document: document)
        let redacted = redactor.redact("bad input: '모든 직원은 출입증을 항상 패용해야 한다.' at line 2")
        #expect(redacted == "bad input: '…' at line 2")
        #expect(redactor.redact("bad input: 직원") == "bad input: 직원")
    }

    @Test("A quotation at either end, and a document shorter than any quotation")
    func edges() {
        #expect(Redactor(secrets: [], document: "abcdefghijklmnop").redact("abcdefghijklmnop") == "…")
        #expect(Redactor(secrets: [], document: "abc").redact("abcdefghijklmnop") == "abcdefghijklmnop")
        #expect(Redactor(secrets: [], document: "abcdefghijklmnop").redact("") == "")
    }

    @Test("An error's message holds neither the key nor the document")
    func wholeError() {
        let body = #"{"error":{"message":"Key my-own-key, text 'the quick brown fox jumps'","code":"invalid_api_key"}}"#
        let error = Samples.decode(
            Samples.response(401, body, [HTTPHeader("x-request-id", "req_1")]),
            key: "my-own-key",
            document: "Once the quick brown fox jumps over"
        ).failure
        #expect(
            error?.message
                == "the provider answered with status 401, invalid_api_key: Key [redacted], text '…'"
        )
        #expect(error?.requestID == "req_1")
    }
}
