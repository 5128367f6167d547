import JobsApplication
import Synchronization

/// The recorded answers, and how far each question has come with them.
final class CassetteTape: Sendable {
    private struct Answers {
        var results: [Result<ModelReply, LanguageModelError>]
        var next = 0
    }

    private let answers: Mutex<[String: Answers]>

    init(_ entries: [CassetteEntry]) {
        let answers = Dictionary(grouping: entries, by: \.question).mapValues { Answers(results: $0.map(\.result)) }
        self.answers = Mutex(answers)
    }

    /// The next answer to a question, the last one again and again; nil where there is none at all.
    func next(_ question: String) -> Result<ModelReply, LanguageModelError>? {
        self.answers.withLock { answers in
            guard var recorded = answers[question] else { return nil }
            let result = recorded.results[min(recorded.next, recorded.results.count - 1)]
            recorded.next += 1
            answers[question] = recorded
            return result
        }
    }
}
