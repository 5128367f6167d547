/// A number of a job that only grows: every claim, cancellation, release, recovery and manual retry
/// raises it.
///
/// A worker brings the fence of its claim with every write, so that one which lost its lease cannot
/// overwrite what came after.
public struct Fence: Sendable, Hashable, Comparable, CustomStringConvertible {
    public private(set) var value: Int64

    /// The fence of a job that was never touched.
    public static let initial = Fence(storedValue: 0)

    /// Takes a fence that was stored before.
    public init(storedValue: Int64) {
        self.value = storedValue
    }

    /// Makes every fence given out so far stale.
    mutating func raise() {
        self.value += 1
    }

    public static func < (lhs: Fence, rhs: Fence) -> Bool { lhs.value < rhs.value }

    public var description: String { String(self.value) }
}
