import HTTPTransport
import JobsApplication
import JobsDomain

/// Turns an HTTP answer into a reply or a classified error. It touches no network.
struct ReplyReader {
    let dialect: any ProviderDialect
    /// What the status 422 means where the body does not tell.
    let unprocessable: LanguageModelError.Code
    let redactor: Redactor
    /// Takes a lesson from a refusal; false if it changes nothing.
    let learn: (ProviderError) -> Bool

    /// Reads an answer of any status.
    ///
    /// - Parameter stream: what came of the body where it was streamed; nil where it came in one piece.
    func read(_ response: HTTPResponse, _ stream: StreamedReply.Outcome?) throws(LanguageModelError) -> ModelReply {
        guard response.isSuccess else {
            throw self.failure(response, ProviderError(body: response.body), ReplyDraft())
        }
        guard let stream, response.body.isEmpty else { return try self.read(whole: response.body, response) }
        if let defect = stream.defect { throw self.defect(defect, response, stream.draft) }
        if stream.hasEvents { return try self.read(stream, response) }
        // One piece under the name of a stream.
        let type = response.headers.first("content-type") ?? ""
        guard !type.contains("event-stream") || (try? JSONValue(parsing: stream.plainBody)) != nil else {
            throw self.defect(.truncatedStream, response, stream.draft)
        }
        return try self.read(whole: stream.plainBody, response)
    }

    private func read(whole body: [UInt8], _ response: HTTPResponse) throws(LanguageModelError) -> ModelReply {
        var draft = ReplyDraft()
        let document: JSONValue
        do throws(JSONSyntaxError) {
            document = try JSONValue(parsing: body)
        } catch {
            throw self.defect(.notJSON(offset: error.offset), response, draft)
        }
        let error = ProviderError(document)
        guard !error.isRecognised else { throw self.failure(response, error, draft) }
        self.dialect.read(whole: document, into: &draft)
        return try self.reply(draft, streamed: false, response)
    }

    private func read(
        _ stream: StreamedReply.Outcome,
        _ response: HTTPResponse
    ) throws(LanguageModelError) -> ModelReply {
        if let error = stream.draft.error { throw self.failure(response, error, stream.draft) }
        return try self.reply(stream.draft, streamed: true, response)
    }

    private func reply(
        _ draft: ReplyDraft,
        streamed: Bool,
        _ response: HTTPResponse
    ) throws(LanguageModelError) -> ModelReply {
        do throws(ReplyDefect) {
            return ModelReply(
                text: try draft.completeText(streamed: streamed),
                usage: draft.usage,
                reportedModel: draft.reportedModel,
                requestID: response.requestID ?? draft.id
            )
        } catch {
            throw self.defect(error, response, draft)
        }
    }

    private func failure(_ response: HTTPResponse, _ error: ProviderError, _ draft: ReplyDraft) -> LanguageModelError {
        // With a success the body's own status is the true one.
        let status = response.isSuccess ? error.status : response.status
        let classification = ErrorClassification(
            status: status,
            error: error,
            headers: response.headers,
            unprocessable: self.unprocessable
        )
        let code = classification.code
        let hasAdapted = (code == .unsupported || code == .badRequest) && self.learn(error)
        return LanguageModelError(
            hasAdapted ? .unsupported : code,
            self.message(response.status, error),
            status: response.status,
            retryAfter: classification.retryAfter,
            wasSent: true,
            requestID: response.requestID ?? error.requestID ?? draft.id,
            usage: draft.usage,
            tokenLimit: code == .contextOverflow || code == .requestTooLarge ? error.tokenLimit : nil,
            hasAdapted: hasAdapted
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

    private func defect(_ defect: ReplyDefect, _ response: HTTPResponse, _ draft: ReplyDraft) -> LanguageModelError {
        LanguageModelError(
            defect.code,
            defect.message,
            status: response.status,
            wasSent: true,
            requestID: response.requestID ?? draft.id,
            usage: draft.usage
        )
    }
}
