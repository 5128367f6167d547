import HTTPTransport
import JobsApplication

/// What kind of failure an error answer is, told from its status and its body together.
///
/// The order of the questions is the point: a used-up quota and a question that never fits both come
/// with the status of a rate limit, and asking again would help neither.
struct ErrorClassification {
    let code: LanguageModelError.Code
    /// How long the provider asks to wait, or how long its quota lasts.
    let retryAfter: Duration?

    /// A limit that lasts a day is a quota, whatever it is called.
    private static let shortestQuota = Duration.seconds(86_400)

    /// - Parameters:
    ///   - status: of the answer, or the one its body names; nil for an error that came with a success
    ///     and names none.
    ///   - error: what the body says.
    ///   - unprocessable: what the status 422 means to this provider where the body does not tell.
    init(status: Int?, error: ProviderError, headers: [HTTPHeader], unprocessable: LanguageModelError.Code) {
        let now = RetryAfter.now(headers)
        let wait = RetryAfter.read(headers: headers, error: error, now: now)
        if let quota = GoogleQuota(status: status, error: error, wait: wait, now: now) {
            self.code = quota.isLasting ? .quotaExhausted : .rateLimited
            self.retryAfter = quota.wait
            return
        }
        let evidence = ErrorEvidence(error)
        let code =
            evidence.lastingCause(status: status)
            ?? Self.code(status: status, evidence: evidence, wait: wait, unprocessable: unprocessable)
        let lasts = wait.map { $0 >= Self.shortestQuota } ?? false
        self.code = code == .rateLimited && lasts ? .quotaExhausted : code
        if code == .quotaExhausted, let end = evidence.quotaEnd(now: now) {
            self.retryAfter = .seconds(end)
        } else {
            self.retryAfter = wait
        }
    }

    private static func code(
        status: Int?,
        evidence: ErrorEvidence,
        wait: Duration?,
        unprocessable: LanguageModelError.Code
    ) -> LanguageModelError.Code {
        switch status {
        case nil: evidence.temporaryCause ?? evidence.requestFault ?? evidence.accessFault ?? .serverError
        case 400: evidence.requestFault ?? evidence.accessFault ?? evidence.temporaryCause ?? .badRequest
        case 401: .authentication
        case 402: .quotaExhausted
        case 403: evidence.saysKeyIsWrong ? .authentication : .permission
        // No API lies at the address, if what answers does not speak of a model.
        case 404, 410: evidence.saysModelIsUnknown ? .modelNotFound : .misconfigured
        case 405, 407: .misconfigured
        case 408: .timeout
        case 409, 424, 425, 499: .serverError
        case 413: .requestTooLarge
        case 422: evidence.requestFault ?? unprocessable
        case 429: evidence.saysOverloaded ? .overloaded : .rateLimited
        case 498, 529: .overloaded
        case 501: .badRequest
        case 503: evidence.isRecognised || wait != nil ? .overloaded : .serverError
        case 504: evidence.saysDeadlinePassed ? .timeout : .serverError
        case .some(300..<400): .redirected
        case .some(400..<500): evidence.requestFault ?? .badRequest
        default: evidence.saysOverloaded ? .overloaded : .serverError
        }
    }
}
