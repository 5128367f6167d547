import JobsApplication
import JobsDomain

@testable import LanguageModelHTTP

/// Questions, answers and errors that several tests need.
enum Samples {
    /// A schema of the portable subset, as JSON.
    static let schema =
        #"{"type":"object","properties":{"title":{"type":"string"},"points":{"type":"array","#
        + #""items":{"type":"string"}}},"required":["title","points"],"additionalProperties":false}"#

    static func request(_ document: String = "보안 지침", timeout: Duration = .seconds(20)) -> ModelRequest {
        ModelRequest(
            call: UUIDv7(high: 1, low: 2),
            prompt: ModelPrompt(
                system: "Summarise.",
                user: document,
                schemaName: "guideline_summary",
                schema: (try? JSONValue(parsing: self.schema)) ?? .null,
                maximumOutputTokens: 900
            ),
            timeout: timeout
        )
    }

    static func response(_ status: Int, _ body: String, _ headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    /// Decodes an answer; a test that expects an error reads it from the result.
    static func decode(
        _ response: HTTPResponse,
        profile: ChatCompletionProfile = .openAI,
        key: String = "configured-key",
        document: String = ""
    ) -> Result<ModelReply, LanguageModelError> {
        let redactor = Redactor(secrets: [key], document: document)
        let decoder = ChatCompletionDecoder(profile: profile, redactor: redactor)
        return Result { () throws(LanguageModelError) in try decoder.decode(response) }
    }
}

extension Result {
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
