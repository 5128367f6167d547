import HTTPTransport
import JobsApplication
import Testing

@testable import LanguageModelHTTP

/// One row of the table of errors: who says what, and what it means.
struct DecisionRow: Sendable, CustomTestStringConvertible {
    let number: Int
    let kind: ProviderKind
    let status: Int
    let body: String
    let code: LanguageModelError.Code
    var headers: [HTTPHeader]
    var retryAfter: Duration?
    var tokenLimit: Int?

    init(
        _ number: Int,
        _ kind: ProviderKind,
        _ status: Int,
        _ body: String,
        _ code: LanguageModelError.Code,
        headers: [HTTPHeader] = [],
        retryAfter: Duration? = nil,
        tokenLimit: Int? = nil
    ) {
        self.number = number
        self.kind = kind
        self.status = status
        self.body = body
        self.code = code
        // The provider's clock makes every date in an answer a fixed distance away: 2026-08-22T00:00:00Z.
        self.headers = headers + [HTTPHeader("Date", "Sat, 22 Aug 2026 00:00:00 GMT")]
        self.retryAfter = retryAfter
        self.tokenLimit = tokenLimit
    }

    var testDescription: String { "\(self.number): \(self.kind) \(self.status)" }
}

@Suite("The table of errors, row by row")
struct DecisionTableTests {
    private static let rows =
        DecisionRow.openAI + DecisionRow.openAIQuotas + DecisionRow.anthropic + DecisionRow.gemini + DecisionRow.groq
        + DecisionRow.localServers + DecisionRow.proxies + DecisionRow.pages

    @Test("Each row", arguments: rows)
    func row(_ row: DecisionRow) {
        let response = Samples.response(row.status, row.body, row.headers)
        let error = Samples.decode(response, kind: row.kind).failure
        #expect(error?.code == row.code)
        #expect(error?.retryAfter == row.retryAfter)
        #expect(error?.tokenLimit == row.tokenLimit)
        #expect(error?.status == row.status)
        #expect(error?.wasSent == true)
    }

    @Test("No row is left out")
    func complete() {
        #expect(Set(Self.rows.map(\.number)) == Set(1...55))
    }
}
