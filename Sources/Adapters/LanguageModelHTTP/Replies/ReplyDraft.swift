import JobsApplication
import JobsDomain

/// An answer as far as it has come, whole or in pieces. A status of 200 alone is no success.
struct ReplyDraft: Sendable {
    private(set) var text = ""
    var usage = ModelUsage()
    var finish: FinishReason?
    /// The stream's own end marker was seen.
    var isTerminated = false
    /// There was a place for an answer, empty or not.
    var hasChoice = false
    /// The model declined, in the member that is there for it.
    var hasRefused = false
    /// A filter stopped the question.
    var isFiltered = false
    /// The answer stands in the input of a tool, as the question asked.
    var answersByTool = false
    var reportedModel: String?
    var id: String?
    /// The provider failed, and said so inside of a success.
    var error: ProviderError?
    /// Pieces that nobody has been told of yet.
    private(set) var untold: [String] = []

    /// The largest text that is an answer.
    static let maximumTextBytes = 2 * 1024 * 1024

    mutating func append(_ piece: String) {
        guard !piece.isEmpty else { return }
        self.text += piece
        self.untold.append(piece)
    }

    /// The pieces since the last time.
    mutating func takeUntold() -> [String] {
        defer { self.untold = [] }
        return self.untold
    }

    /// Keeps what a provider says about itself, the first time.
    mutating func identify(model: JSONValue?, id: JSONValue?) {
        self.reportedModel = self.reportedModel ?? model?.string.flatMap(PlainWord.init)?.text
        self.id = self.id ?? id?.string.flatMap(PlainWord.init)?.text
    }

    /// Whether nothing of consequence can follow.
    var isWhole: Bool { self.isTerminated || self.finish != nil }

    /// What went wrong although the provider answered, or the text and nothing else.
    ///
    /// - Parameter streamed: whether a missing reason may be the fault of a connection that ended early.
    func completeText(streamed: Bool) throws(ReplyDefect) -> String {
        if self.isFiltered { throw .contentFiltered }
        if self.hasRefused { throw .refused }
        switch self.finish {
        case .stop: break
        case .length: throw .truncated
        case .filtered: throw .contentFiltered
        case .refused: throw .refused
        case .failed: throw .failed
        case .tool: if !self.answersByTool { throw .unfinished("tool_calls") }
        // A server's own word, or none before the stream's end marker, is as good as `stop` if the text is
        // whole: JSON that parses has not been cut.
        case .other(let word): if !self.isJSON { throw .unfinished(word) }
        case nil:
            if !self.hasChoice, !streamed { throw .noChoice }
            if streamed, !self.isTerminated { throw .truncatedStream }
            if !streamed || !self.isJSON { throw .unfinished(nil) }
        }
        guard !self.text.isEmpty else { throw .empty }
        guard self.text.utf8.count <= Self.maximumTextBytes else { throw .tooLarge }
        return self.text
    }

    private var isJSON: Bool { (try? JSONValue(parsing: self.text)) != nil }
}
