@testable import JobsApplication

/// Precision and recall of one way of finding demands.
struct GoldFigures {
    private(set) var right = 0
    private(set) var wrong = 0
    private(set) var missed = 0

    mutating func count(_ found: GoldSentence.Label?, for label: GoldSentence.Label) {
        let isRight = found == label
        if found != nil { if isRight { self.right += 1 } else { self.wrong += 1 } }
        if label.isDemand, !isRight { self.missed += 1 }
    }

    var precision: Double { Double(self.right) / Double(max(1, self.right + self.wrong)) }
    var recall: Double { Double(self.right) / Double(max(1, self.right + self.missed)) }
    /// The harmonic mean of both.
    var balance: Double {
        let sum = self.precision + self.recall
        return sum == 0 ? 0 : 2 * self.precision * self.recall / sum
    }

    var row: String {
        let columns = [self.precision, self.recall, self.balance].map { Self.rounded($0) }
        return columns.joined(separator: "  ") + "  \(self.right)/\(self.wrong)/\(self.missed)"
    }

    /// Three digits after the point.
    private static func rounded(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded())
        let digits = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
