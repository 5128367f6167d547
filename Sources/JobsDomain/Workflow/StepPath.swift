/// Names a step of a workflow, or one part of a step that maps over parts: `summary`, `summary/part-0003`.
public struct StepPath: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// Takes a path that was stored before.
    public init(storedText: String) {
        self.text = storedText
    }

    /// A top-level step.
    public init(step: String) {
        self.text = step
    }

    /// The part of a step at a place counted from 1.
    public init(step: String, part: Int) {
        let digits = String(part)
        self.text = "\(step)/part-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The top-level step.
    public var step: String {
        self.text.firstIndex(of: "/").map { String(self.text[..<$0]) } ?? self.text
    }

    /// Whether this is a whole step and not a part of one.
    public var isTopLevel: Bool { !self.text.contains("/") }

    public static func < (lhs: StepPath, rhs: StepPath) -> Bool { lhs.text < rhs.text }

    public var description: String { self.text }
}
