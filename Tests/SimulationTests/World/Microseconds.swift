/// Virtual time since the beginning of a simulated world.
typealias Microseconds = Int64

extension Microseconds {
    static let oneMillisecond: Microseconds = 1000
    static let oneSecond: Microseconds = 1_000_000
}

extension Duration {
    /// Rounded up, so that a wait is never shorter than asked for.
    var microseconds: Microseconds {
        let (seconds, attoseconds) = self.components
        return seconds * .oneSecond + (attoseconds + 999_999_999_999) / 1_000_000_000_000
    }
}
