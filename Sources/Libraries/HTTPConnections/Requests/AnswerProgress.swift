/// How far the answer to a request is.
struct AnswerProgress {
    let facts: RequestFacts
    /// Whether the connection ends with this answer.
    var isLast: Bool
    /// Whether bytes of a body are sent.
    var hasBody = true
    /// What the head promised.
    var promisedBytes: Int?
    var sentBytes = 0
    var isHeadSent = false

    init(facts: RequestFacts) {
        self.facts = facts
        self.isLast = !facts.keepsAlive || facts.offersUpgrade
    }

    /// Whether the client can tell where the answer ended.
    var isWhole: Bool { !self.hasBody || self.promisedBytes.map { $0 == self.sentBytes } ?? true }
}
