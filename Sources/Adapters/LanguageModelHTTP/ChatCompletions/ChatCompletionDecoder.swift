import JobsApplication
import JobsDomain

/// Turns an HTTP answer into a reply or a classified error. It touches no network.
struct ChatCompletionDecoder {
    let profile: ChatCompletionProfile
    let redactor: Redactor

    /// Reads an answer of any status.
    func decode(_ response: HTTPResponse) throws(LanguageModelError) -> ModelReply {
        guard (200..<300).contains(response.status) else {
            throw self.failure(response, ProviderError(body: response.body))
        }
        let document: JSONValue
        do {
            document = try JSONValue(parsing: response.body)
        } catch {
            throw self.defect(.notJSON(offset: error.offset), response)
        }
        let error = ProviderError(document)
        guard !error.isRecognised else { throw self.failure(response, error) }
        guard let reply = ChatCompletionReply(document) else { throw self.defect(.noChoice, response) }
        do {
            return ModelReply(
                text: try reply.completeText(),
                inputTokens: reply.inputTokens,
                outputTokens: reply.outputTokens,
                reportedModel: reply.reportedModel,
                requestID: response.requestID ?? reply.id
            )
        } catch {
            throw self.defect(error, response)
        }
    }

    private func failure(_ response: HTTPResponse, _ error: ProviderError) -> LanguageModelError {
        let retryAfter = RetryAfter.read(headers: response.headers, message: error.message)
        // With a success the body's own status is the true one.
        let status = (200..<300).contains(response.status) ? error.status : response.status
        let classification = ErrorClassification(
            status: status,
            error: error,
            retryAfter: retryAfter,
            profile: self.profile
        )
        return LanguageModelError(
            classification.code,
            self.message(response.status, error),
            status: response.status,
            retryAfter: retryAfter,
            wasSent: true,
            requestID: response.requestID
        )
    }

    private func message(_ status: Int, _ error: ProviderError) -> String {
        var message = "the provider answered with status \(status)"
        // A provider may put anything into a code, a piece of a key too.
        if let code = error.shownCode { message += ", \(self.redactor.redact(code))" }
        if (300..<400).contains(status) { message += ", a redirect, which is not followed" }
        let text = self.redactor.redact(error.message)
        return text.isEmpty ? message : "\(message): \(text)"
    }

    private func defect(_ defect: ReplyDefect, _ response: HTTPResponse) -> LanguageModelError {
        LanguageModelError(
            defect.code,
            defect.message,
            status: response.status,
            wasSent: true,
            requestID: response.requestID
        )
    }
}
