import JobsApplication

/// How a model call ends, and after how long.
struct ModelBehaviour {
    enum Ending {
        case right
        case text(String)
        case error(LanguageModelError)
    }

    let ending: Ending
    let delay: Microseconds
    /// Which fault it is, if it is one.
    let kind: FaultKind?

    static func right(after delay: Microseconds) -> ModelBehaviour {
        ModelBehaviour(ending: .right, delay: delay, kind: nil)
    }

    /// A provider that is down for everybody.
    static func outage(after delay: Microseconds) -> ModelBehaviour {
        let error = LanguageModelError(.serverError, "down", status: 503, wasSent: true)
        return ModelBehaviour(ending: .error(error), delay: delay, kind: .providerOutage)
    }

    /// One of the ways in which a call goes wrong.
    static func wrong(_ faults: inout FaultInjector, timeout: Microseconds) -> ModelBehaviour {
        let delay = faults.milliseconds(0...1500)
        func failing(_ kind: FaultKind, _ error: LanguageModelError) -> ModelBehaviour {
            ModelBehaviour(ending: .error(error), delay: delay, kind: kind)
        }
        switch faults.within(0...10) {
        case 0, 1:
            let wait = Duration.milliseconds(faults.element(of: [100, 900, 4000, 15_000, 40_000]))
            let error = LanguageModelError(.rateLimited, "slower", status: 429, retryAfter: wait, wasSent: true)
            return failing(.modelRateLimited, error)
        case 2: return ModelBehaviour(ending: .right, delay: timeout, kind: .modelTimedOut)
        case 3: return failing(.modelUnreachable, LanguageModelError(.network, "refused", wasSent: false))
        case 4: return failing(.modelFailed, LanguageModelError(.serverError, "500", status: 500, wasSent: true))
        case 5: return failing(.modelBrokeOff, LanguageModelError(.network, "broke", wasSent: true))
        case 6: return ModelBehaviour(ending: .text(#"{"baton":"?"}"#), delay: delay, kind: .modelAnsweredWrong)
        case 7: return ModelBehaviour(ending: .text("no JSON"), delay: delay, kind: .modelAnsweredNoJSON)
        case 8: return failing(.modelTruncated, LanguageModelError(.truncated, "too long", status: 200, wasSent: true))
        case 9: return failing(.modelRefused, LanguageModelError(.refused, "no", status: 200, wasSent: true))
        default:
            // In time or not: half of these arrive after the timeout.
            return ModelBehaviour(ending: .right, delay: faults.milliseconds(0...timeout / 500), kind: .modelSlow)
        }
    }
}
