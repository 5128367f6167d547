extension Duration {
    /// Whole milliseconds, rounded towards zero, clamped to what `Int64` holds.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, isTooLarge) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        guard !isTooLarge else { return seconds < 0 ? .min : .max }
        return sum
    }
}
