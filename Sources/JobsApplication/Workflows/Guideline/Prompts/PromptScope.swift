/// How much of a document a question is about.
enum PromptScope: Sendable, Equatable {
    /// All of it.
    case whole
    /// One piece of it.
    case piece(number: Int, count: Int)
    /// What earlier questions found out about its pieces.
    case summaries
    /// One piece of what earlier questions found out about its pieces.
    case someSummaries(number: Int, count: Int)

    init(_ part: StepPart?) {
        switch part {
        case let part? where part.level > 0 && part.count > 1:
            self = .someSummaries(number: part.number, count: part.count)
        case let part? where part.level > 0: self = .summaries
        case let part? where part.count > 1: self = .piece(number: part.number, count: part.count)
        default: self = .whole
        }
    }

    /// Whether there is more of the document than the question shows.
    var isPiece: Bool {
        if case .piece = self { true } else { false }
    }

    /// The word in the line before the text.
    var label: String {
        switch self {
        case .whole, .piece: "DOCUMENT"
        case .summaries, .someSummaries: "SUMMARIES"
        }
    }

    /// What stands between the lines of the fence, for the instructions.
    func description(in language: DocumentLanguage) -> String {
        switch (self, language) {
        case (.whole, .korean): "가이드라인 문서입니다."
        case (.whole, .english): "the guideline document."
        case (.piece(let number, let count), .korean):
            "긴 가이드라인 문서를 나눈 \(count)개 부분 중 \(number)번째 부분입니다."
        case (.piece(let number, let count), .english):
            "part \(number) of \(count) of a longer document, a guideline."
        case (.summaries, .korean):
            "하나의 가이드라인 문서를 차례로 나눈 부분들의 요약으로, 앞 단계에서 만들었습니다."
        case (.summaries, .english):
            "summaries of successive parts of one document, a guideline, made by an earlier step."
        case (.someSummaries(let number, let count), .korean):
            "하나의 가이드라인 문서를 차례로 나눈 부분들의 요약으로, 앞 단계에서 만들었습니다. "
                + "그 요약들을 다시 \(count)개 묶음으로 나눈 것 중 \(number)번째 묶음입니다."
        case (.someSummaries(let number, let count), .english):
            "summaries of successive parts of one document, a guideline, made by an earlier step; "
                + "they are shown in \(count) groups, and this is group \(number)."
        }
    }
}
