import JobsApplication

/// Why an answer of a successful status is no answer.
enum ReplyDefect: Error, Equatable {
    case refused
    case contentFiltered
    case truncated
    /// The provider failed halfway.
    case failed
    /// The provider did not say that the answer is whole; the word is what it said instead.
    case unfinished(String?)
    /// The stream ended before the provider said that the answer is whole.
    case truncatedStream
    case empty
    case noChoice
    /// The place of the first mistake in the JSON, of the body or of one event of it.
    case notJSON(offset: Int)
    /// The model writes white space without end.
    case blank
    /// The model writes one word without end.
    case repeating
    case tooLarge

    var code: LanguageModelError.Code {
        switch self {
        case .refused: .refused
        case .contentFiltered: .contentFiltered
        case .truncated: .truncated
        case .failed: .serverError
        case .unfinished, .truncatedStream, .empty, .noChoice, .notJSON: .malformedReply
        case .blank, .repeating: .invalidOutput
        case .tooLarge: .replyTooLarge
        }
    }

    var message: String {
        switch self {
        case .refused: "the model declined to answer"
        case .contentFiltered: "a content filter stopped the answer"
        case .truncated: "the answer hit the output limit"
        case .failed: "the provider failed while the model was answering"
        case .unfinished(let word?): "the answer ended with the finish reason \(word)"
        case .unfinished(nil): "the provider did not say that the answer is complete"
        case .truncatedStream: "truncated stream: it ended before the answer did"
        case .empty: "the answer has no text"
        case .noChoice: "the answer has no choices"
        case .notJSON(let offset): "the answer is no JSON from byte \(offset) on"
        case .blank: "the answer holds \(TextGuard.maximumBlanks) white-space characters in a row"
        case .repeating: "the answer repeats one piece \(TextGuard.maximumRepetitions) times"
        case .tooLarge: "the answer is larger than an answer can be"
        }
    }
}
