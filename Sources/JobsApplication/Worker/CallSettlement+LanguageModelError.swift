import JobsDomain

extension CallSettlement.Outcome {
    /// How a call ended that brought no output.
    init(of error: LanguageModelError) {
        guard error.wasSent else {
            self = .notSent
            return
        }
        guard let status = error.status else {
            self = .unknown
            return
        }
        switch error.code {
        case .truncated, .refused, .contentFiltered, .malformedReply, .invalidOutput, .replyTooLarge:
            // With a success the model has worked, and is paid for it, however little its answer is worth.
            self = (200..<300).contains(status) ? .answered : .failed
        default: self = .failed
        }
    }
}
