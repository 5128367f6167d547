/// How central each sentence is among its peers (LexRank), and how alike two of them are.
struct SentenceRanking {
    private static let threshold = 0.1
    private static let damping = 0.85
    private static let precision = 1e-4

    /// Between 0 and 1; the most central has 1.
    let scores: [Double]
    private let similarities: [[Double]]

    init(_ sentences: [MatchText]) {
        var numbering = SentenceTerms()
        let terms = sentences.map { numbering.terms(of: $0) }
        let vectors = Self.normalized(terms)
        let count = vectors.count
        var similarities = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        for row in 0..<count {
            for column in (row + 1)..<max(row + 1, count) {
                let value = Self.product(vectors[row], vectors[column])
                similarities[row][column] = value
                similarities[column][row] = value
            }
        }
        self.similarities = similarities
        self.scores = Self.rank(similarities)
    }

    func similarity(_ first: Int, _ second: Int) -> Double { self.similarities[first][second] }

    /// Weights each term by its inverse sentence frequency and scales each sentence to length 1.
    private static func normalized(_ terms: [[(term: Int, count: Double)]]) -> [[(term: Int, weight: Double)]] {
        var frequencies: [Int: Double] = [:]
        for sentence in terms { for entry in sentence { frequencies[entry.term, default: 0] += 1 } }
        let total = Double(terms.count)
        return terms.map { sentence in
            let weighted = sentence.map { entry in
                // A rational stand-in for the logarithm: monotone, and the same on every platform.
                (term: entry.term, weight: entry.count * (total / (frequencies[entry.term] ?? 1)).squareRoot())
            }
            let length = weighted.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
            return length == 0 ? [] : weighted.map { (term: $0.term, weight: $0.weight / length) }
        }
    }

    private static func product(_ first: [(term: Int, weight: Double)], _ second: [(term: Int, weight: Double)])
        -> Double
    {
        var sum = 0.0
        var left = 0
        var right = 0
        while left < first.count, right < second.count {
            if first[left].term == second[right].term {
                sum += first[left].weight * second[right].weight
                left += 1
                right += 1
            } else if first[left].term < second[right].term {
                left += 1
            } else {
                right += 1
            }
        }
        return sum
    }

    private static func rank(_ similarities: [[Double]]) -> [Double] {
        let count = similarities.count
        guard count > 0 else { return [] }
        let neighbours = similarities.map { row in row.indices.filter { row[$0] >= Self.threshold } }
        var scores = [Double](repeating: 1 / Double(count), count: count)
        for _ in 0..<100 {
            var next = [Double](repeating: (1 - Self.damping) / Double(count), count: count)
            for (index, linked) in neighbours.enumerated() where !linked.isEmpty {
                let share = Self.damping * scores[index] / Double(linked.count)
                for neighbour in linked { next[neighbour] += share }
            }
            let change = zip(scores, next).reduce(0) { $0 + abs($1.0 - $1.1) }
            scores = next
            if change < Self.precision { break }
        }
        let highest = scores.max() ?? 1
        return scores.map { $0 / highest }
    }
}
