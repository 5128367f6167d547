/// What the database says after a test, against what clients and the model have seen.
struct Truth {
    let records: [JobRecord]
    /// Rows of the ledger, each written before a call to a model.
    let intents: Int
    /// What the store itself found wrong.
    let damage: [String]

    /// Everything that must hold of any history, as sentences about what does not.
    ///
    /// - Parameter submissions: what was acknowledged.
    func problems(_ submissions: [Submission]) -> [String] {
        self.damage + self.records.flatMap(\.problems) + self.lost(submissions) + self.overtaken(submissions)
    }

    func record(_ id: String) -> JobRecord? { self.records.first { $0.id == id } }

    /// How many jobs there are beside those that were acknowledged: of requests that were broken off.
    func unacknowledged(_ submissions: [Submission]) -> Int {
        self.records.count - Set(submissions.map(\.id)).count
    }

    private func lost(_ submissions: [Submission]) -> [String] {
        let known = Set(self.records.map(\.id))
        let ids = submissions.map(\.id)
        let doubled = Dictionary(grouping: ids, by: \.self).filter { $0.value.count > 1 }.keys
        return ids.filter { !known.contains($0) }.map { "acknowledged and lost: \($0)" }
            + doubled.map { "one job for two documents: \($0)" }
    }

    /// If A was answered before B was sent, A started in no later commit than B.
    private func overtaken(_ submissions: [Submission]) -> [String] {
        let starts = Dictionary(self.records.map { ($0.id, $0.firstStart) }) { first, _ in first }
        let started = submissions.compactMap { submission in
            starts[submission.id].flatMap { $0 }.map { (submission: submission, start: $0) }
        }
        let bySending = started.sorted { $0.submission.sentAt < $1.submission.sentAt }
        let byAnswer = started.sorted { $0.submission.answeredAt < $1.submission.answeredAt }
        var problems: [String] = []
        var answered = byAnswer[...]
        var last: (submission: Submission, start: Int)?
        for later in bySending {
            while let earlier = answered.first, earlier.submission.answeredAt < later.submission.sentAt {
                answered.removeFirst()
                if earlier.start > last?.start ?? .min { last = earlier }
            }
            if let last, last.start > later.start {
                problems.append("\(later.submission.tag) started before \(last.submission.tag), which came first")
            }
        }
        return problems
    }
}
